import { describe, expect, it } from 'vitest';
import { FuzzEnds } from './fuzz-ends.ts';

describe('both ends of a link', () => {
  it.each([1, 2, 3])('stay whole and small whatever comes (seed %i)', (seed) => {
    const ends = new FuzzEnds(seed);
    for (let round = 0; round < 250; round++) expect(ends.round()).toBeUndefined();
    const { hostile, frames, dropped } = ends.count();
    expect(hostile).toBeGreaterThan(2_000);
    expect(dropped).toBeGreaterThan(1_000);
    expect(frames).toBeGreaterThan(0);
  });

  it('are not held up by a receiver that lies until packets are spread', () => {
    const ends = new FuzzEnds(2);
    for (let round = 0; round < 250; round++) expect(ends.round()).toBeUndefined();
    expect(ends.count().pacedRounds).toBeGreaterThan(100);
  });
});
