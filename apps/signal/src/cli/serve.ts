/**
 * `p2c2g serve`, and `p2c2g` alone: runs the coordinator until it is told to stop.
 * @module
 */
import type { Command } from 'commander';
import { describeConfig } from '../config/describe.ts';
import type { LoadedConfig } from '../config/load.ts';
import { type RunningCoordinator, startCoordinator } from '../server.ts';
import { plainWords } from './plain-words.ts';
import { settingsOfCommand, withSettings } from './settings-options.ts';

/** Closing takes a moment; what takes longer than this hangs. */
const STOP_WITHIN_MS = 5_000;

export function addServe(program: Command): void {
  withSettings(program.command('serve', { isDefault: true }))
    .description('run the coordinator until it is stopped')
    .option('--print-config', 'print every setting and where it came from, then exit')
    .action(async (options: { printConfig?: true }, command: Command) => {
      const loaded = settingsOfCommand(command);
      if (options.printConfig) console.log(describeConfig(loaded));
      else await serve(loaded, () => settingsOfCommand(command));
    });
}

/** @param loadAgain reads the settings as they are by then */
async function serve({ config }: LoadedConfig, loadAgain: () => LoadedConfig): Promise<void> {
  keepRunning();
  const coordinator = await startCoordinator(config);
  obeySignals(coordinator, loadAgain);
  const { url, firstKey, metricsUrl } = coordinator;
  if (firstKey)
    console.log(`The first admin key, shown this once: keep it where passwords are kept.\n  ${firstKey}`);
  console.log(`P2C2G is up.\n  home  ${url}/\n  play  ${url}/play\n  help  ${url}/help`);
  if (metricsUrl) console.log(`  metrics  ${metricsUrl}`);
}

/**
 * SIGINT stops at once. SIGTERM lets running sessions finish first; a second one, or SIGINT, ends the wait. SIGHUP reads
 * the settings and the certificate again.
 */
function obeySignals(coordinator: RunningCoordinator, loadAgain: () => LoadedConfig): void {
  let stopping = false;
  const stopSoon = async (): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    console.log('P2C2G waits for running sessions. Another signal stops it at once.');
    await coordinator.drain();
    await stop(coordinator);
  };
  process.on('SIGTERM', () => void stopSoon());
  process.on('SIGINT', () => {
    if (stopping) process.exit(1);
    stopping = true;
    void stop(coordinator);
  });
  process.on('SIGHUP', () => reload(coordinator, loadAgain));
}

/** A mistake in the file leaves everything as it was. */
function reload(coordinator: RunningCoordinator, loadAgain: () => LoadedConfig): void {
  try {
    const { taken, waiting } = coordinator.reload(loadAgain().config);
    console.log(`Settings read again. In force: ${named(taken)}. Waiting for a restart: ${named(waiting)}.`);
  } catch (error) {
    console.error(`p2c2g: the settings stay as they were: ${plainWords(error)}`);
  }
}

const named = (paths: readonly string[]): string => (paths.length > 0 ? paths.join(', ') : 'nothing new');

async function stop(coordinator: RunningCoordinator): Promise<void> {
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  await coordinator.close();
  process.exit(0);
}

/** A mistake in one handler must not end everyone's session; it is logged, with what it was. */
function keepRunning(): void {
  process.on('uncaughtException', (error) => {
    if (isFatal(error)) throw error;
    console.error('p2c2g: uncaught', error);
  });
  process.on('unhandledRejection', (error) => console.error('p2c2g: unhandled', error));
}

const isFatal = (error: Error): boolean =>
  (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
