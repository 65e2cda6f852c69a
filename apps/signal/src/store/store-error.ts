/** What went wrong with the database, in a word that an operator can act on. */
export type StoreErrorCode = keyof typeof REMEDIES;

const REMEDIES = Object.freeze({
  open_failed: 'Check that the place exists and that this user may write there.',
  unreachable: 'Check that the database server runs, and its address.',
  refused: 'Check user, password and database name of the connection string.',
  full: 'The disk is full: free some space. What could not be written is tried again where it matters.',
  in_use: 'A coordinator runs on it: stop that one first.',
  locked: 'Another program holds it: end that program, or wait.',
  corrupt: 'Stop the coordinator and restore the last backup (p2c2g restore).',
  too_new: 'Run the newer version of this program that made it, or restore a backup from before.',
  append_only: 'The ledger only grows: correct an entry by reversing it.',
  duplicate: 'It is recorded already.',
  not_sqlite: 'Use the tools of that database (for PostgreSQL pg_dump and pg_restore).',
  write_failed: 'See the message.',
});

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, cause: unknown) {
    super(`database: ${code}: ${messageOf(cause)}. ${REMEDIES[code]}`, { cause });
    this.code = code;
  }

  static from(cause: unknown, otherwise: StoreErrorCode = 'write_failed'): StoreError {
    return cause instanceof StoreError ? cause : new StoreError(classify(cause) ?? otherwise, cause);
  }
}

function messageOf(cause: unknown): string {
  const text = cause instanceof AggregateError ? cause.errors.map(String).join(', ') : undefined;
  return (text ?? (cause instanceof Error ? cause.message : String(cause))).replace(/\.$/, '');
}

/** Codes of SQLite and of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html), then of sockets. */
const BY_CODE: readonly (readonly [RegExp, StoreErrorCode])[] = [
  [/^(SQLITE_FULL|53100)/, 'full'],
  [/^(SQLITE_BUSY|SQLITE_LOCKED|55P03|57014)/, 'locked'],
  [/^(SQLITE_CORRUPT|SQLITE_NOTADB|XX00[12])/, 'corrupt'],
  [/^(SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)|23505)/, 'duplicate'],
  [/^(SQLITE_CANTOPEN|SQLITE_READONLY|EACCES|EROFS|ENOTDIR|EEXIST)/, 'open_failed'],
  [/^(28|3D000)/, 'refused'],
  [/^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|57P0|08)/, 'unreachable'],
];

/** The driver's words, where it gives no code of its own. */
const BY_WORDS: readonly (readonly [RegExp, StoreErrorCode])[] = [
  [/the ledger is append-only/, 'append_only'],
  // PostgreSQL has a code for a full disk, and only these words for a quota and for a limit on files.
  [/database or disk is full|could not extend file|file too large|quota exceeded/i, 'full'],
  [/database (table )?is locked/i, 'locked'],
  [/malformed|not a database/i, 'corrupt'],
  [/UNIQUE constraint failed/, 'duplicate'],
  [/timeout exceeded when trying to connect|Connection terminated/, 'unreachable'],
];

function classify(cause: unknown): StoreErrorCode | undefined {
  const code = String((cause as { code?: unknown } | undefined)?.code ?? '');
  const words = String(cause);
  const found =
    BY_WORDS.find(([pattern]) => pattern.test(words)) ?? BY_CODE.find(([pattern]) => pattern.test(code));
  return found?.[1];
}
