/** A source of numbers in [0, 1), as `Math.random`. */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32, Tommy Ettinger, public domain). Good for simulations, never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Exponentially distributed with the given mean: times between events that do not know of each other. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}
