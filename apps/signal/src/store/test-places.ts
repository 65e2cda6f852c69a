/**
 * The databases that every test of the repository layer runs against.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from './database.ts';
import { startPostgres, type TestPostgres } from './test-postgres.ts';

export type Kind = 'sqlite' | 'postgres';
export const KINDS: readonly Kind[] = ['sqlite', 'postgres'];

/** Hands out new, empty databases of one kind. */
export class Places {
  readonly kind: Kind;
  #postgres: Promise<TestPostgres> | undefined;
  readonly #folders: string[] = [];

  constructor(kind: Kind) {
    this.kind = kind;
  }

  async fresh(): Promise<Place> {
    if (this.kind === 'sqlite') return { type: 'sqlite', dataDir: this.#folder() };
    this.#postgres ??= startPostgres();
    return { type: 'postgres', connectionString: await (await this.#postgres).create() };
  }

  async end(): Promise<void> {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
    await (await this.#postgres)?.stop();
  }

  #folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'p2c2g-store-'));
    this.#folders.push(folder);
    return folder;
  }
}
