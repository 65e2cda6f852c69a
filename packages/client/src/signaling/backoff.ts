/** First wait: a restarting coordinator is back within a second, so look soon. */
const FIRST_MS = 200;
/** Longest wait: a person who watches the countdown should not give up before it does. */
const LONGEST_MS = 10_000;

/**
 * Exponential backoff with half of it random, so that a thousand helpers do not come back in the same instant.
 * @param attempt from 1
 */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(16, attempt - 1));
  return full / 2 + (full / 2) * random();
}
