/**
 * What every benchmark's command line has: `--json FILE`, and numbers of its own.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

export interface BenchArgs {
  readonly json: string | undefined;
  number(name: string): number;
}

/** @param defaults names of whole-number options, with their defaults */
export function benchArgs(defaults: Readonly<Record<string, number>>): BenchArgs {
  const numbers = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      { type: 'string' as const, default: String(value) },
    ]),
  );
  const { values } = parseArgs({ options: { json: { type: 'string' }, ...numbers } });
  return {
    json: values.json as string | undefined,
    number: (name) => {
      const value = Number((values as Record<string, unknown>)[name]);
      if (!Number.isInteger(value) || value < 0)
        throw new Error(`--${name} must be a whole number, not ${value}`);
      return value;
    },
  };
}

/** The machine, for whoever compares numbers later. */
export function machine(): { cpu: string; cores: number; memoryGb: number; node: string; at: string } {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    at: new Date().toISOString(),
  };
}

export async function writeRows(file: string | undefined, rows: readonly object[]): Promise<void> {
  if (file) await writeFile(file, `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
