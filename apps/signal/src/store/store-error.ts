/** What went wrong with the database, in a word that an operator can act on. */
export type StoreErrorCode = 'open_failed' | 'full' | 'locked' | 'corrupt' | 'write_failed';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, cause: unknown) {
    super(`database: ${code}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.code = code;
  }

  static from(cause: unknown, otherwise: StoreErrorCode = 'write_failed'): StoreError {
    return cause instanceof StoreError ? cause : new StoreError(classify(cause) ?? otherwise, cause);
  }
}

function classify(cause: unknown): StoreErrorCode | undefined {
  const text = String((cause as { code?: unknown })?.code ?? '') + String(cause);
  if (/SQLITE_FULL|disk is full/i.test(text)) return 'full';
  if (/SQLITE_BUSY|SQLITE_LOCKED|locked/i.test(text)) return 'locked';
  if (/SQLITE_CORRUPT|SQLITE_NOTADB|malformed|not a database/i.test(text)) return 'corrupt';
  return undefined;
}
