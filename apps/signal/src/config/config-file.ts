/**
 * Reads the settings file and remembers the line and column of every value.
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { SECTIONS, settingsOf } from './settings.ts';

/** A file of settings is short; beyond this it is something else. */
const MOST_FILE_BYTES = 256 * 1024;

export interface FileValue {
  readonly path: string;
  readonly value: unknown;
  /** `file:line:column`. */
  readonly source: string;
}

/**
 * @returns the values that the file sets
 * @throws ConfigError for a file that is absent, no YAML, or names what does not exist
 */
export function readConfigFile(file: string): FileValue[] {
  if (!existsSync(file)) throw problem(file, '--config', 'there is no such file');
  const lines = new LineCounter();
  const document = parseDocument(readText(file), { lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [broken] = document.errors;
  if (broken) throw problem(at(broken.pos[0]), 'file', broken.message.split('\n')[0] ?? broken.code);
  if (document.contents === null) return [];
  if (!isMap(document.contents)) throw problem(at(0), 'file', 'must hold sections, as `coordinator:`');
  return new FileReader(at).read(document.contents);
}

function readText(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length <= MOST_FILE_BYTES) return text;
  } catch (error) {
    throw problem(file, '--config', `cannot be read: ${(error as Error).message}`);
  }
  throw problem(file, '--config', `is larger than ${MOST_FILE_BYTES} bytes`);
}

const problem = (source: string, path: string, text: string): ConfigError =>
  new ConfigError([{ source, path, problem: text }]);

class FileReader {
  readonly #at: (offset: number) => string;
  readonly #values: FileValue[] = [];
  readonly #problems: ConfigProblem[] = [];

  constructor(at: (offset: number) => string) {
    this.#at = at;
  }

  read(root: YAMLMap): FileValue[] {
    for (const pair of root.items) this.#section(pair);
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
    return this.#values;
  }

  #section({ key, value }: Pair): void {
    const section = nameOf(key);
    const source = this.#where(key);
    if (!SECTIONS.includes(section))
      this.#problem(source, section, `no such section; there are ${SECTIONS.join(', ')}`);
    else if (isMap(value)) for (const pair of value.items) this.#setting(section, pair);
    else if (!isEmpty(value))
      this.#problem(this.#where(value), section, 'must hold settings, each on a line');
  }

  #setting(section: string, { key, value }: Pair): void {
    const name = nameOf(key);
    const path = `${section}.${name}`;
    const known = settingsOf(section).map((setting) => setting.name);
    if (!known.includes(name))
      this.#problem(this.#where(key), path, `no such setting; there are ${known.join(', ')}`);
    else if (!isEmpty(value))
      this.#values.push({ path, value: (value as Node).toJSON(), source: this.#where(value) });
  }

  #where(node: unknown): string {
    return this.#at((node as Node | null)?.range?.[0] ?? 0);
  }

  #problem(source: string, path: string, text: string): void {
    this.#problems.push({ source, path, problem: text });
  }
}

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key));
/** `name:` with nothing behind it leaves the default. */
const isEmpty = (value: unknown): boolean => value === null || (isScalar(value) && value.value === null);
