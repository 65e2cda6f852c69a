import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Presenter, type Show } from './presenter.ts';

const idsOf = (shows: readonly Show<unknown>[]) =>
  shows.map(({ frameId, outcome }) => `${frameId} ${outcome}`);

function presenterOf(discarded: number[] = [], canReplace?: (id: number) => boolean): Presenter<number> {
  return new Presenter({ deadlineMs: 100, discard: (payload) => discarded.push(payload), canReplace });
}

describe('Presenter', () => {
  it('shows in order what comes out of order', () => {
    const presenter = presenterOf();
    presenter.expect(1, 0, 0);
    presenter.expect(2, 33, 33);
    expect(presenter.arrive(2, 20, 40)).toEqual([]);
    expect(presenter.arrive(1, 10, 50)).toEqual([
      { outcome: 'upscaled', frameId: 1, captureMs: 0, payload: 10 },
      { outcome: 'upscaled', frameId: 2, captureMs: 33, payload: 20 },
    ]);
  });

  it('replaces a frame at its deadline, and frees its result should it come after all', () => {
    const discarded: number[] = [];
    const presenter = presenterOf(discarded);
    presenter.expect(1, 0, 0);
    presenter.expect(2, 33, 33);
    presenter.arrive(2, 20, 60);
    expect(presenter.nextWakeMs()).toBe(100);
    expect(presenter.tick(99)).toEqual([]);
    expect(idsOf(presenter.tick(100))).toEqual(['1 local', '2 upscaled']);
    expect(presenter.arrive(1, 10, 101)).toEqual([]);
    expect(discarded).toEqual([10]);
  });

  it('replaces at once when told', () => {
    const presenter = presenterOf();
    presenter.expect(1, 0, 0);
    expect(presenter.replace(1, 3)).toEqual([{ outcome: 'local', frameId: 1, captureMs: 0, reason: 'told' }]);
  });

  it('keeps a result already here when told to replace its frame', () => {
    const presenter = presenterOf();
    presenter.expect(1, 0, 0);
    presenter.expect(2, 1, 1);
    presenter.arrive(2, 20, 5);
    expect(presenter.replace(2, 6)).toEqual([]);
    expect(idsOf(presenter.arrive(1, 10, 7))).toEqual(['1 upscaled', '2 upscaled']);
  });

  it('replaces the oldest when too many wait', () => {
    const presenter = new Presenter<number>({ deadlineMs: 1e6, maxPending: 2, discard: () => {} });
    presenter.expect(1, 0, 0);
    presenter.expect(2, 1, 1);
    expect(presenter.expect(3, 2, 2)).toEqual([
      { outcome: 'local', frameId: 1, captureMs: 0, reason: 'crowded' },
    ]);
    expect(presenter.pendingCount).toBe(2);
  });

  it('calls a frame lost that cannot be replaced', () => {
    const presenter = presenterOf([], () => false);
    presenter.expect(1, 0, 0);
    expect(idsOf(presenter.tick(100))).toEqual(['1 lost']);
  });

  it('ignores an id that it has seen', () => {
    const presenter = presenterOf();
    presenter.expect(2, 0, 0);
    presenter.replace(2, 1);
    expect(presenter.expect(2, 2, 2)).toEqual([]);
    expect(presenter.pendingCount).toBe(0);
  });

  it('gives every frame exactly one outcome, in order, and leaks no result', () => {
    const id = fc.integer({ min: 0, max: 60 });
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constant({ do: 'expect' as const }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('arrive' as const), id }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('replace' as const), id }) },
      { weight: 1, arbitrary: fc.constant({ do: 'tick' as const }) },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.integer({ min: 0, max: 40 })), { maxLength: 150 }), (script) => {
        const freed: number[] = [];
        const presenter = presenterOf(freed, (frameId) => frameId % 5 !== 0);
        const shows: Show<number>[] = [];
        let nowMs = 0;
        let frameId = 0;
        let payload = 0;
        for (const [what, afterMs] of script) {
          nowMs += afterMs;
          if (what.do === 'expect') shows.push(...presenter.expect(frameId++, nowMs, nowMs));
          else if (what.do === 'arrive') shows.push(...presenter.arrive(what.id, payload++, nowMs));
          else if (what.do === 'replace') shows.push(...presenter.replace(what.id, nowMs));
          else shows.push(...presenter.tick(nowMs));
          expect(presenter.pendingCount).toBeLessThanOrEqual(12);
        }
        shows.push(...presenter.close());
        expect(shows.map((show) => show.frameId)).toEqual(Array.from({ length: frameId }, (_, i) => i));
        const shown = shows.flatMap((show) => (show.outcome === 'upscaled' ? [show.payload] : []));
        const all = [...shown, ...freed].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: payload }, (_, i) => i));
      }),
      { numRuns: 500 },
    );
  });
});
