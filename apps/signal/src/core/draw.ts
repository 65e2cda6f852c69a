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
  // What stands where another was taken from, in place of a copy of all of them.
  const moved = new Map<number, T>();
  const chosen: T[] = [];
  const far: T[] = [];
  for (let left = all.length; left > 0 && chosen.length < 2; left -= 1) {
    const at = Math.min(left - 1, Math.floor(random() * left));
    const one = moved.get(at) ?? all[at]!;
    moved.set(at, moved.get(left - 1) ?? all[left - 1]!);
    if (!near(one) && far.length >= 2) continue;
    if (!able(one)) continue;
    (near(one) ? chosen : far).push(one);
  }
  return chosen.length > 0 ? chosen : far;
}
