/**
 * `p2c2g serve`, and `p2c2g` alone: runs the coordinator until it is told to stop.
 * @module
 */
import type { Command } from 'commander';
import { describeConfig } from '../config/describe.ts';
import type { LoadedConfig } from '../config/load.ts';
import { type RunningCoordinator, startCoordinator } from '../server.ts';
import { settingsOfCommand, withSettings } from './settings-options.ts';

/** An operator's service manager waits about so long before it kills. */
const STOP_WITHIN_MS = 5_000;

export function addServe(program: Command): void {
  withSettings(program.command('serve', { isDefault: true }))
    .description('run the coordinator until it is stopped')
    .option('--print-config', 'print every setting and where it came from, then exit')
    .action(async (options: { printConfig?: true }, command: Command) => {
      const loaded = settingsOfCommand(command);
      if (options.printConfig) console.log(describeConfig(loaded));
      else await serve(loaded);
    });
}

async function serve({ config }: LoadedConfig): Promise<void> {
  keepRunning();
  const coordinator = await startCoordinator(config);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(coordinator));
  const { url, firstKey } = coordinator;
  if (firstKey)
    console.log(`The first admin key, shown this once: keep it where passwords are kept.\n  ${firstKey}`);
  console.log(`P2C2G is up.\n  home  ${url}/\n  play  ${url}/play\n  help  ${url}/help`);
}

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
