/**
 * Exponential backoff: `first * 2^(n-1)`, no longer than `longest`.
 * @param n which wait this is, from 1
 */
export function backoffMs(n: number, firstMs: number, longestMs: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(30, Math.max(0, n - 1)));
}
