import { expect, it } from 'vitest';
import {
  BREAKER_MISSES,
  REHEARSALS,
  REHEARSE_EVERY_MS,
  REHEARSE_NEW_EVERY_MS,
} from './dispatch-constants.ts';
import { Dispatcher } from './dispatcher.ts';

const INTERVAL_MS = 33;
const report = { serviceMs: 10, queueLength: 0, residenceMs: 10 };

/** Streams for so long; every order is answered after 20 ms, but those at `silent` never. Returns when each rehearsal was. */
function stream(dispatcher: Dispatcher, forMs: number, silent?: string): { atMs: number; linkId: string }[] {
  const rehearsals: { atMs: number; linkId: string }[] = [];
  for (let id = 0; id * INTERVAL_MS < forMs; id++) {
    const nowMs = id * INTERVAL_MS;
    for (const { linkId } of dispatcher.snapshot(nowMs).links) dispatcher.onTraffic(linkId, nowMs);
    dispatcher.tick(nowMs);
    const decision = dispatcher.dispatch(id, nowMs);
    if (decision.type !== 'link') continue;
    const { linkId, rehearsalLinkId } = decision;
    if (rehearsalLinkId) rehearsals.push({ atMs: nowMs, linkId: rehearsalLinkId });
    for (const asked of [linkId, rehearsalLinkId])
      if (asked && asked !== silent) dispatcher.onResult(id, asked, report, nowMs + 20);
  }
  return rehearsals;
}

function twoHelpers(): Dispatcher {
  const dispatcher = new Dispatcher({ deadlineMs: 100, random: () => 0.9 });
  dispatcher.addLink('a', { netMs: 10, serviceMs: 10 }, 0);
  dispatcher.addLink('b', { netMs: 20, serviceMs: 150 }, 0);
  return dispatcher;
}

it('lets a new standby do some frames soon, and one now and then afterwards', () => {
  const rehearsals = stream(twoHelpers(), 12_000);
  expect(rehearsals.every(({ linkId }) => linkId === 'b')).toBe(true);
  const times = rehearsals.map(({ atMs }) => atMs);
  const pauses = times.slice(1).map((atMs, i) => atMs - times[i]!);
  for (const [i, pauseMs] of pauses.entries())
    expect(pauseMs).toBeGreaterThanOrEqual(i < REHEARSALS - 1 ? REHEARSE_NEW_EVERY_MS : REHEARSE_EVERY_MS);
  expect(times.length).toBe(REHEARSALS + 2);
});

it('learns from them what a standby really takes, whatever it was said to', () => {
  const dispatcher = twoHelpers();
  expect(dispatcher.snapshot(0).links[1]!.etaMs).toBeGreaterThan(150);
  stream(dispatcher, 2_000);
  expect(dispatcher.snapshot(2_000).links[1]!.etaMs).toBeLessThan(50);
});

it('finds out a standby that never answers, before it is needed', () => {
  const dispatcher = twoHelpers();
  stream(dispatcher, 4_000, 'b');
  const standby = dispatcher.snapshot(4_000).links[1]!;
  expect(standby.suspect).toBe(true);
  expect(standby.counts.timeouts).toBeGreaterThanOrEqual(BREAKER_MISSES);
  expect(dispatcher.failovers).toBe(0);
});

it('asks nobody to rehearse while the pool is busy', () => {
  const dispatcher = twoHelpers();
  for (const linkId of ['a', 'b']) dispatcher.onReceipt(0, linkId, { tookMs: 1, queueLength: 3 }, 0);
  expect(dispatcher.dispatch(1, 0)).toEqual({ type: 'link', linkId: 'a' });
});

it('probes one that was quick again at once, and one that refuses no more often than it did', () => {
  const dispatcher = new Dispatcher({ deadlineMs: 100, random: () => 0.9 });
  dispatcher.addLink('a', { netMs: 300, serviceMs: 300 }, 0);
  const probes = (fromMs: number, answer: (id: number, atMs: number) => void): number => {
    let probed = 0;
    for (let nowMs = fromMs; nowMs < fromMs + 990; nowMs += INTERVAL_MS) {
      dispatcher.onTraffic('a', nowMs);
      const decision = dispatcher.dispatch(nowMs, nowMs);
      if (decision.type === 'local' && decision.probeLinkId === undefined) continue;
      probed++;
      answer(nowMs, nowMs + 5);
    }
    return probed;
  };
  const refuse = (id: number, atMs: number) => {
    dispatcher.onRefusal(id, 'a', 'late', atMs);
  };
  expect(probes(0, refuse)).toBeLessThanOrEqual(2);
  // One answer, and it is asked again and again until it is trusted.
  const accepted = probes(990, (id, atMs) => dispatcher.onResult(id, 'a', report, atMs + 20));
  expect(accepted).toBeGreaterThan(10);
  expect(dispatcher.dispatch(1_990, 1_990).type).toBe('link');
});
