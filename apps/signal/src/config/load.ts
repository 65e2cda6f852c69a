/**
 * Puts the settings together: defaults, then the file, then the environment, then flags; the last word wins.
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { parse } from 'yaml';
import { type Config, configSchema, DEFAULTS } from '../config-schema.ts';
import { ConfigError } from './config-error.ts';
import { SETTINGS, type Setting } from './settings.ts';

/** Where a value came from: `default`, `p2c2g.yaml`, `env PORT`, `flag --port`. */
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

type Tree = Record<string, Record<string, unknown>>;
const DEFAULT_FILE = 'p2c2g.yaml';

/** @throws ConfigError with path, source and the allowed range */
export function loadConfig({ flags, env, file }: ConfigSources): LoadedConfig {
  const tree: Tree = structuredClone(DEFAULTS) as Tree;
  const sources = new Map<string, string>(SETTINGS.map(({ path }) => [path, 'default']));
  readFile(tree, sources, file);
  for (const setting of SETTINGS) {
    for (const name of [...setting.env].reverse()) take(tree, sources, setting, env[name], `env ${name}`);
    take(tree, sources, setting, flags[setting.flag], `flag --${setting.flag}`);
  }
  return { config: validated(tree, sources), sources };
}

function readFile(tree: Tree, sources: Map<string, string>, file: string | undefined): void {
  const path = file ?? DEFAULT_FILE;
  if (!existsSync(path)) {
    if (file !== undefined) throw new ConfigError('--config', path, 'there is no such file');
    return;
  }
  const content = parsedYaml(path);
  if (content === null || content === undefined) return;
  if (typeof content !== 'object' || Array.isArray(content))
    throw new ConfigError('file', path, 'must hold sections');
  for (const [section, values] of Object.entries(content)) mergeSection(tree, sources, section, values, path);
}

function parsedYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError('file', path, error instanceof Error ? error.message : String(error));
  }
}

function mergeSection(
  tree: Tree,
  sources: Map<string, string>,
  section: string,
  values: unknown,
  file: string,
): void {
  const known = tree[section];
  if (!known || !Object.hasOwn(tree, section))
    throw new ConfigError(section, file, `no such section; there are ${Object.keys(tree).join(', ')}`);
  if (values === null || typeof values !== 'object')
    throw new ConfigError(section, file, 'must hold settings');
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(known, name)) throw new ConfigError(`${section}.${name}`, file, 'no such setting');
    known[name] = value;
    sources.set(`${section}.${name}`, file);
  }
}

function take(
  tree: Tree,
  sources: Map<string, string>,
  setting: Setting,
  text: string | undefined,
  source: string,
): void {
  if (text === undefined || text === '') return;
  const [section, name] = setting.path.split('.') as [string, string];
  tree[section]![name] = converted(setting, text);
  sources.set(setting.path, source);
}

/** Text that is no number stays text, for the schema to refuse with its reason. */
function converted({ kind }: Setting, text: string): unknown {
  switch (kind) {
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'list':
      return text.split(',').map((part) => part.trim());
    case 'text':
      return text;
  }
}

function validated(tree: Tree, sources: Sources): Config {
  const result = v.safeParse(configSchema, tree);
  if (!result.success) {
    const [issue] = result.issues;
    const path = (v.getDotPath(issue) ?? 'config').split('.').slice(0, 2).join('.');
    throw new ConfigError(path, sources.get(path) ?? 'default', `${issue.message} (got ${issue.received})`);
  }
  const { heartbeat_interval_ms, heartbeat_timeout_ms } = result.output.coordinator;
  if (heartbeat_timeout_ms > heartbeat_interval_ms) return result.output;
  const path = 'coordinator.heartbeat_timeout_ms';
  throw new ConfigError(
    path,
    sources.get(path) ?? 'default',
    `must be above heartbeat_interval_ms (${heartbeat_interval_ms})`,
  );
}

/** Every setting with its value and where it came from, one a line. */
export function describeConfig({ config, sources }: LoadedConfig): string {
  const tree = config as unknown as Tree;
  return SETTINGS.map(({ path }) => {
    const [section, name] = path.split('.') as [string, string];
    return `${path} = ${JSON.stringify(tree[section]?.[name])}  # ${sources.get(path)}`;
  }).join('\n');
}
