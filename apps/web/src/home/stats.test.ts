import { describe, expect, it } from 'vitest';
import { parseStats } from './stats.ts';

describe('parseStats', () => {
  it('reads what the coordinator says', () => {
    expect(parseStats({ active_peers: 3, sessions: 2, frames_upscaled: 900, more: true })).toEqual({
      helpers: 3,
      sessions: 2,
      framesUpscaled: 900,
    });
  });

  it('turns anything odd into "not known"', () => {
    const unknown = { helpers: null, sessions: null, framesUpscaled: null };
    for (const body of [null, 7, 'x', [], { active_peers: -1, sessions: Number.NaN, frames_upscaled: '4' }]) {
      expect(parseStats(body)).toEqual(unknown);
    }
  });
});
