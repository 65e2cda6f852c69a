/**
 * Puts the settings together: defaults, then the file, then the environment, then flags; the last word wins.
 * @module
 */
import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { type Config, configSchema } from '../config-schema.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { readConfigFile } from './config-file.ts';
import { SECTIONS, SETTINGS, type Setting } from './settings.ts';

/** Where a value came from: `default`, `p2c2g.yaml:3:14`, `env PORT`, `flag --port`. */
export type Sources = ReadonlyMap<string, string>;
export interface LoadedConfig {
  readonly config: Config;
  readonly sources: Sources;
}
export interface ConfigSources {
  /** By flag name, e.g. `{ 'data-dir': 'x' }`. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A file that must exist; undefined takes `p2c2g.yaml` if it is there. */
  readonly file?: string | undefined;
}

export const DEFAULT_FILE = 'p2c2g.yaml';

type Tree = Record<string, Record<string, unknown>>;

/** @throws ConfigError with file, line, path and the allowed range of everything that is wrong */
export function loadConfig({ flags, env, file }: ConfigSources): LoadedConfig {
  const tree: Tree = Object.fromEntries(SECTIONS.map((section) => [section, {}]));
  const sources = new Map<string, string>(SETTINGS.map(({ path }) => [path, 'default']));
  const set = (path: string, value: unknown, source: string): void => {
    const [section, name] = path.split('.') as [string, string];
    tree[section]![name] = value;
    sources.set(path, source);
  };
  if (file !== undefined || existsSync(DEFAULT_FILE))
    for (const { path, value, source } of readConfigFile(file ?? DEFAULT_FILE)) set(path, value, source);
  for (const setting of SETTINGS) {
    const variable = setting.env.find((name) => isGiven(env[name]));
    if (variable) set(setting.path, converted(setting, env[variable]!), `env ${variable}`);
    const flag = flags[setting.flag];
    if (isGiven(flag)) set(setting.path, converted(setting, flag!), `flag --${setting.flag}`);
  }
  return { config: validated(tree, sources), sources };
}

const isGiven = (text: string | undefined): boolean => text !== undefined && text !== '';

/** Text that does not fit stays text, for the schema to refuse with its reason. */
function converted({ kind }: Setting, text: string): unknown {
  switch (kind) {
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'switch':
      return /^(true|on|yes|1)$/i.test(text) ? true : /^(false|off|no|0)$/i.test(text) ? false : text;
    case 'list':
      return text.split(',').map((part) => part.trim());
    case 'text':
      return text;
  }
}

function validated(tree: Tree, sources: Sources): Config {
  const result = v.safeParse(configSchema, tree);
  if (!result.success) throw new ConfigError(result.issues.map((issue) => problemOf(issue, sources)));
  const crossed = crossChecks(result.output).map(({ path, problem }) => ({
    path,
    problem,
    source: sources.get(path) ?? 'default',
  }));
  if (crossed.length > 0) throw new ConfigError(crossed);
  return result.output;
}

function problemOf(issue: v.GenericIssue, sources: Sources): ConfigProblem {
  const path = (v.getDotPath(issue) ?? 'file').split('.').slice(0, 2).join('.');
  const secret = SETTINGS.find((setting) => setting.path === path)?.secret;
  const got = secret ? '' : ` (got ${issue.received})`;
  return { path, source: sources.get(path) ?? 'default', problem: `${issue.message}${got}` };
}

/** HS256 wants a secret of 256 bits (RFC 7518, 3.2). */
const LEAST_SECRET_CHARS = 32;

/** What one value alone cannot tell. */
function crossChecks({ coordinator, database, auth, tls, ice }: Config): { path: string; problem: string }[] {
  const problems = [];
  if (coordinator.heartbeat_timeout_ms <= coordinator.heartbeat_interval_ms)
    problems.push({
      path: 'coordinator.heartbeat_timeout_ms',
      problem: `must be above heartbeat_interval_ms (${coordinator.heartbeat_interval_ms})`,
    });
  if (database.type === 'postgres' && !/^postgres(ql)?:\/\//.test(database.connection_string))
    problems.push({
      path: 'database.connection_string',
      problem: 'must be given for database.type postgres, and start with postgres://',
    });
  if (auth.jwt_secret !== '' && auth.jwt_secret.length < LEAST_SECRET_CHARS)
    problems.push({
      path: 'auth.jwt_secret',
      problem: `must have at least ${LEAST_SECRET_CHARS} characters`,
    });
  if ((tls.cert_file === '') !== (tls.key_file === ''))
    problems.push({
      path: tls.cert_file === '' ? 'tls.cert_file' : 'tls.key_file',
      problem: 'must be given too: cert_file and key_file belong together',
    });
  if (ice.relay_only && !ice.urls.some((url) => url.startsWith('turn')))
    problems.push({ path: 'ice.relay_only', problem: 'needs a TURN server in ice.urls' });
  return problems;
}
