/**
 * Two candidates by chance, without looking at everyone: with a thousand helpers of whom most could serve, a handful of looks.
 * @module
 */
import type { Random } from './ports.ts';

/**
 * @param able whether it may be chosen at all
 * @param near whether it is to be preferred; others are drawn only when no near one is able
 * @returns none, one or two, each set of two as likely as any other
 */
export function draw<T>(
  all: readonly T[],
  able: (one: T) => boolean,
  near: (one: T) => boolean,
  random: Random,
): T[] {
  const rest = [...all];
  const chosen: T[] = [];
  const far: T[] = [];
  for (let left = rest.length; left > 0 && chosen.length < 2; left -= 1) {
    const at = Math.min(left - 1, Math.floor(random() * left));
    const one = rest[at]!;
    rest[at] = rest[left - 1]!;
    if (!near(one) && far.length >= 2) continue;
    if (!able(one)) continue;
    (near(one) ? chosen : far).push(one);
  }
  return chosen.length > 0 ? chosen : far;
}
