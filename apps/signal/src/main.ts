/**
 * `p2c2g-signal`: runs the coordinator until it is told to stop.
 * @module
 */
import { Command } from 'commander';
import { ConfigError } from './config/config-error.ts';
import { describeConfig, type LoadedConfig, loadConfig } from './config/load.ts';
import { SETTINGS } from './config/settings.ts';
import { type RunningCoordinator, startCoordinator } from './server.ts';
import { StoreError } from './store/store-error.ts';

/** An operator's service manager waits about so long before it kills. */
const STOP_WITHIN_MS = 5_000;

async function main(): Promise<void> {
  const options = commandLine();
  try {
    const loaded = loadConfig({ flags: options.flags, env: process.env, file: options.config });
    if (options.printConfig) console.log(describeConfig(loaded));
    else await serve(loaded);
  } catch (error) {
    console.error(`p2c2g: ${plainWords(error)}`);
    process.exitCode = 1;
  }
}

function commandLine() {
  const command = new Command('p2c2g-signal')
    .description('The P2C2G coordinator: brings gamers and helpers together.')
    .option('--config <file>', 'YAML file with settings (default: p2c2g.yaml, if there)')
    .option('--print-config', 'print every setting and where it came from, then exit');
  for (const { flag, what } of SETTINGS) command.option(`--${flag} <value>`, what);
  command.parse();
  const given = command.opts<Record<string, string | undefined>>();
  const flags = Object.fromEntries(SETTINGS.map(({ flag }) => [flag, given[camelCase(flag)]]));
  return { flags, config: given.config, printConfig: given.printConfig !== undefined };
}

const camelCase = (flag: string): string =>
  flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

async function serve({ config }: LoadedConfig): Promise<void> {
  keepRunning();
  const coordinator = await startCoordinator(config);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(coordinator));
  const { url } = coordinator;
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

function plainWords(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreError) return error.message;
  const { code, port, address, message } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  if (code === 'EADDRINUSE')
    return `port ${port} on ${address} is taken: stop what runs there, or choose another with --port.`;
  if (code === 'EACCES')
    return `port ${port} may not be used by this user: choose one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL')
    return `${address} is not an address of this machine: choose another with --host.`;
  return message ?? String(error);
}

await main();
