import { ERRORS, type ErrorCode, P2c2gError } from '@p2c2g/protocol';

/** An error as the coordinator told it, whose words begin with what the code stands for already. */
export function toldError(code: ErrorCode, words = '', retryAfterMs?: number): P2c2gError {
  const { what } = ERRORS[code];
  return new P2c2gError(code, words.startsWith(what) ? words.slice(what.length).trim() : words, retryAfterMs);
}
