/**
 * Which part of a lot of material is measured when all of it would take too long: always the same part, spread over the whole.
 * @module
 */

/** Successive frames, so that flicker can be seen, and not so many that a clip's one place decides. */
export const RUN_FRAMES = 8;

/** `limit` items at even distances, or all when `limit` is 0 or large enough. */
export function spread<T>(items: readonly T[], limit: number): T[] {
  if (limit === 0 || limit >= items.length) return [...items];
  return Array.from({ length: limit }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / limit)]!);
}

/**
 * Indices of about `limit` of `count` frames, in runs of `RUN_FRAMES` spread evenly; all when `limit` is 0. A stream's first quarter of
 * a second is not its usual state, so runs lie as far from the ends as from each other.
 */
export function windows(count: number, limit: number): Set<number> {
  if (limit === 0 || limit >= count) return new Set(Array.from({ length: count }, (_, i) => i));
  const runs = Math.max(1, Math.floor(limit / RUN_FRAMES));
  const length = Math.min(limit, RUN_FRAMES);
  const chosen = new Set<number>();
  for (let run = 0; run < runs; run++) {
    const start = Math.floor(((run + 0.5) * count) / runs - length / 2);
    for (let i = 0; i < length; i++) chosen.add(start + i);
  }
  return chosen;
}
