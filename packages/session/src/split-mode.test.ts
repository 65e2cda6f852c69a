import { describe, expect, it } from 'vitest';
import type { LinkSnapshot } from './dispatch-types.ts';
import { RESHARE_EVERY_MS, SPLIT_REST_MS, SplitMode, type SplitPolicy } from './split-mode.ts';

const ROWS = 720;

function link(linkId: string, serviceMs: number, more: Partial<LinkSnapshot> = {}): LinkSnapshot {
  const counts = {
    ordered: 9,
    hedges: 0,
    results: 9,
    firsts: 9,
    timeouts: 0,
    refusals: 0,
    errors: 0,
    missingReceipts: 0,
  };
  const usual = { etaMs: 0, ewmaMs: 0, devMs: 0, inflight: 0, suspect: false, dead: false } as const;
  return { linkId, role: 'standby', netMs: 5, serviceMs, breaker: 'closed', counts, ...usual, ...more };
}

const modeOf = (policy: SplitPolicy) => new SplitMode({ rows: ROWS, policy });
const heights = (bands: readonly { height: number }[]) => bands.map(({ height }) => height);

describe('SplitMode', () => {
  it('shares when that is clearly quicker, and only then', () => {
    expect(heights(modeOf('auto').bands([link('a', 40), link('b', 40)], 0))).toEqual([368, 352]);
    expect(modeOf('auto').bands([link('a', 8), link('b', 8)], 0)).toEqual([]);
    expect(modeOf('auto').bands([link('a', 40)], 0)).toEqual([]);
  });

  it('does as it is told', () => {
    expect(modeOf('solo').bands([link('a', 90), link('b', 90)], 0)).toEqual([]);
    expect(modeOf('split').bands([link('a', 8), link('b', 8)], 0)).toHaveLength(2);
    expect(modeOf('split').bands([link('a', 8)], 0)).toEqual([]);
  });

  it('waits until a helper has been measured', () => {
    const fresh = link('b', 40);
    const unknown = { ...fresh, counts: { ...fresh.counts, results: 1 } };
    expect(modeOf('split').bands([link('a', 40), unknown], 0)).toEqual([]);
  });

  it('moves borders as speeds drift, but not for a little', () => {
    const mode = modeOf('auto');
    const first = mode.bands([link('a', 40), link('b', 40)], 0);
    expect(mode.bands([link('a', 43), link('b', 40)], RESHARE_EVERY_MS)).toBe(first);
    expect(mode.bands([link('a', 55), link('b', 20)], RESHARE_EVERY_MS - 1)).toBe(first);
    const moved = mode.bands([link('a', 55), link('b', 20)], RESHARE_EVERY_MS);
    expect(moved.map(({ linkId }) => linkId)).toEqual(['a', 'b']);
    expect(moved[0]!.height).toBeLessThan(250);
  });

  it('shares anew at once when one is gone, and not when it is only late', () => {
    const mode = modeOf('auto');
    const all = [link('a', 60), link('b', 60), link('c', 60)];
    const first = mode.bands(all, 0);
    expect(first).toHaveLength(3);
    expect(mode.bands([all[0]!, link('b', 60, { suspect: true }), all[2]!], 10)).toBe(first);
    const after = mode.bands([all[0]!, link('b', 60, { dead: true }), all[2]!], 20);
    expect(after.map(({ linkId }) => linkId)).toEqual(['a', 'c']);
    expect(mode.bands([all[0]!], 30)).toEqual([]);
  });

  it('gives up shares that do not hold what they promised, and tries again later and later', () => {
    const mode = modeOf('auto');
    const alone = [link('a', 40), link('b', 40)];
    // At work together each takes twice as long: they share a processor.
    const together = [link('a', 80), link('b', 80)];
    const restAfter = (nowMs: number) => {
      expect(mode.bands(alone, nowMs)).toHaveLength(2);
      expect(mode.bands(together, nowMs + RESHARE_EVERY_MS)).toEqual([]);
      return nowMs + RESHARE_EVERY_MS;
    };
    const firstRestMs = restAfter(0);
    expect(mode.bands(alone, firstRestMs + SPLIT_REST_MS - 1)).toEqual([]);
    const secondRestMs = restAfter(firstRestMs + SPLIT_REST_MS);
    expect(mode.bands(alone, secondRestMs + 2 * SPLIT_REST_MS - 1)).toEqual([]);
    expect(mode.bands(alone, secondRestMs + 2 * SPLIT_REST_MS)).toHaveLength(2);
  });

  it('takes four at most, the quickest', () => {
    const links = [70, 40, 41, 42, 43].map((serviceMs, i) => link(`l${i}`, serviceMs));
    const bands = modeOf('auto').bands(links, 0);
    expect(bands.map(({ linkId }) => linkId)).toEqual(['l1', 'l2', 'l3', 'l4']);
  });
});
