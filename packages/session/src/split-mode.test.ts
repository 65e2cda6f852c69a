import { describe, expect, it } from 'vitest';
import type { LinkSnapshot } from './dispatch-types.ts';
import {
  RESHARE_EVERY_MS,
  SPLIT_AFTER_MS,
  SPLIT_REST_MS,
  SplitMode,
  type SplitPolicy,
} from './split-mode.ts';

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
    wrongPictures: 0,
  };
  const usual = { etaMs: 0, ewmaMs: 0, devMs: 0, inflight: 0, suspect: false, dead: false } as const;
  return { linkId, role: 'standby', netMs: 5, serviceMs, breaker: 'closed', counts, ...usual, ...more };
}

const modeOf = (policy: SplitPolicy) => new SplitMode({ rows: ROWS, policy });
/** One that has seen these for long enough to believe them, and its bands at 0. */
function settled(links: readonly LinkSnapshot[]): SplitMode {
  const mode = modeOf('auto');
  mode.bands(links, -SPLIT_AFTER_MS);
  mode.bands(links, 0);
  return mode;
}
const heights = (bands: readonly { height: number }[]) => bands.map(({ height }) => height);

describe('SplitMode', () => {
  it('shares when that is clearly quicker, and only then', () => {
    const both = [link('a', 40), link('b', 40)];
    expect(heights(settled(both).bands(both, 1))).toEqual([368, 352]);
    for (const links of [[link('a', 8), link('b', 8)], [link('a', 40)], [link('a', 20), link('b', 90)]])
      expect(settled(links).bands(links, 1)).toEqual([]);
  });

  it('believes only what holds for a while', () => {
    const mode = modeOf('auto');
    const both = [link('a', 40), link('b', 40)];
    expect(mode.bands(both, 0)).toEqual([]);
    expect(mode.bands(both, SPLIT_AFTER_MS - 1)).toEqual([]);
    expect(mode.bands([link('a', 10), link('b', 10)], SPLIT_AFTER_MS)).toEqual([]);
    expect(mode.bands(both, SPLIT_AFTER_MS + 1)).toEqual([]);
    expect(mode.bands(both, 2 * SPLIT_AFTER_MS + 1)).toHaveLength(2);
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
    const mode = settled([link('a', 40), link('b', 40)]);
    const first = mode.bands([link('a', 40), link('b', 40)], 1);
    expect(mode.bands([link('a', 43), link('b', 40)], RESHARE_EVERY_MS)).toBe(first);
    expect(mode.bands([link('a', 55), link('b', 20)], RESHARE_EVERY_MS - 1)).toBe(first);
    const moved = mode.bands([link('a', 55), link('b', 20)], RESHARE_EVERY_MS);
    expect(moved.map(({ linkId }) => linkId)).toEqual(['a', 'b']);
    expect(moved[0]!.height).toBeLessThan(250);
  });

  it('shares anew at once when one is gone, and not when it is only late', () => {
    const all = [link('a', 60), link('b', 60), link('c', 60)];
    const mode = settled(all);
    const first = mode.bands(all, 0);
    expect(first).toHaveLength(3);
    expect(mode.bands([all[0]!, link('b', 60, { suspect: true }), all[2]!], 10)).toBe(first);
    const after = mode.bands([all[0]!, link('b', 60, { dead: true }), all[2]!], 20);
    expect(after.map(({ linkId }) => linkId)).toEqual(['a', 'c']);
    expect(mode.bands([all[0]!], 30)).toEqual([]);
  });

  it('gives up shares that do not hold what they promised, and tries again later and later', () => {
    const alone = [link('a', 40), link('b', 40)];
    const mode = settled(alone);
    // At work together each takes twice as long: they share a processor.
    const together = [link('a', 80), link('b', 80)];
    const restAfter = (nowMs: number) => {
      mode.bands(alone, nowMs - SPLIT_AFTER_MS);
      expect(mode.bands(alone, nowMs)).toHaveLength(2);
      expect(mode.bands(together, nowMs + RESHARE_EVERY_MS)).toEqual([]);
      return nowMs + RESHARE_EVERY_MS;
    };
    const firstRestMs = restAfter(0);
    expect(mode.bands(alone, firstRestMs + SPLIT_REST_MS - 1)).toEqual([]);
    const secondRestMs = restAfter(firstRestMs + SPLIT_REST_MS + SPLIT_AFTER_MS);
    expect(mode.bands(alone, secondRestMs + 2 * SPLIT_REST_MS - 1)).toEqual([]);
    restAfter(secondRestMs + 2 * SPLIT_REST_MS + SPLIT_AFTER_MS);
  });

  it('takes four at most, the quickest', () => {
    const links = [70, 40, 41, 42, 43].map((serviceMs, i) => link(`l${i}`, serviceMs));
    const bands = settled(links).bands(links, 1);
    expect(bands.map(({ linkId }) => linkId)).toEqual(['l1', 'l2', 'l3', 'l4']);
  });
});
