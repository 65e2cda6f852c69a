import { expect, it } from 'vitest';
import { Dispatcher } from './dispatcher.ts';

const report = { serviceMs: 20, queueLength: 0, residenceMs: 22 };

/** Two helpers that take 40 ms for a whole picture, 10 ms away. */
function dispatcherOfTwo(): Dispatcher {
  const dispatcher = new Dispatcher({ deadlineMs: 100, random: () => 0.9, rehearse: false });
  for (const id of ['a', 'b']) dispatcher.addLink(id, { netMs: 10, serviceMs: 40 }, 0);
  return dispatcher;
}

/** Frames of two bands each, answered in time. Band ids are even for the upper one. */
function shared(dispatcher: Dispatcher, frames: number): number {
  for (let n = 0; n < frames; n++) {
    const nowMs = n * 33;
    for (const [i, link] of ['a', 'b'].entries()) {
      expect(dispatcher.dispatchBand(2 * n + i, link, 0.5, nowMs, nowMs)).toMatchObject({ linkId: link });
      expect(dispatcher.onResult(2 * n + i, link, report, nowMs + 31)).toBe('first');
    }
  }
  return frames * 33;
}

it('learns from bands what whole pictures take', () => {
  const dispatcher = dispatcherOfTwo();
  shared(dispatcher, 30);
  for (const link of dispatcher.snapshot(1_000).links) {
    expect(link.serviceMs).toBeCloseTo(40, 0);
    expect(link.role).toBe('active');
  }
});

it('lets a standby without a band do a whole picture now and then', () => {
  const dispatcher = new Dispatcher({ deadlineMs: 100, random: () => 0.9 });
  for (const id of ['a', 'b', 'c']) dispatcher.addLink(id, { netMs: 10, serviceMs: 40 }, 0);
  const rehearsals: [number, string][] = [];
  for (let n = 0; n < 300; n++) {
    const nowMs = n * 33;
    for (const [i, link] of ['a', 'b'].entries()) dispatcher.dispatchBand(3 * n + i, link, 0.5, nowMs, nowMs);
    const standby = dispatcher.rehearse(3 * n + 2, nowMs);
    for (const link of dispatcher.snapshot(nowMs).links) dispatcher.onTraffic(link.linkId, nowMs);
    for (const [i, link] of ['a', 'b'].entries()) dispatcher.onResult(3 * n + i, link, report, nowMs + 31);
    if (!standby) continue;
    rehearsals.push([nowMs, standby]);
    expect(dispatcher.onResult(3 * n + 2, standby, report, nowMs + 32)).toBe('late');
  }
  const ofC = rehearsals.filter(([, link]) => link === 'c').map(([atMs]) => atMs);
  // Three when it is new, then one in five seconds.
  expect(ofC.length).toBeGreaterThanOrEqual(4);
  expect(ofC.length).toBeLessThanOrEqual(5);
  expect(rehearsals).toHaveLength(ofC.length);
});

it('asks the other for a band that is late, and takes whichever comes first', () => {
  const dispatcher = dispatcherOfTwo();
  const nowMs = shared(dispatcher, 30);
  dispatcher.dispatchBand(1_000, 'a', 0.5, nowMs, nowMs);
  dispatcher.dispatchBand(1_001, 'b', 0.5, nowMs, nowMs);
  dispatcher.onResult(1_001, 'b', report, nowMs + 31);
  const dueMs = dispatcher.nextWakeMs(nowMs + 31);
  expect(dueMs).toBeLessThan(nowMs + 60);
  const actions = dispatcher.tick(dueMs);
  expect(actions).toContainEqual({ type: 'hedge', frameId: 1_000, linkId: 'b' });
  expect(dispatcher.onResult(1_000, 'b', report, dueMs + 30)).toBe('first');
  expect(dispatcher.onResult(1_000, 'a', report, dueMs + 31)).toBe('duplicate');
});

it('gives the bands of one that is gone to the others at once, and counts one failover', () => {
  const dispatcher = dispatcherOfTwo();
  const nowMs = shared(dispatcher, 30);
  dispatcher.dispatchBand(1_000, 'a', 0.5, nowMs, nowMs);
  expect(dispatcher.removeLink('a', nowMs + 5)).toEqual([{ type: 'retry', frameId: 1_000, linkId: 'b' }]);
  expect(dispatcher.failovers).toBe(1);
  expect(dispatcher.dispatchBand(1_002, 'a', 0.5, nowMs + 33, nowMs + 33)).toEqual({
    type: 'link',
    linkId: 'b',
  });
});

it('scales a band here when nobody brings it', () => {
  const dispatcher = dispatcherOfTwo();
  dispatcher.dispatchBand(2, 'a', 0.5, 0, 0);
  expect(dispatcher.tick(100)).toContainEqual({ type: 'local', frameId: 2, reason: 'deadline' });
  expect(new Dispatcher({ deadlineMs: 100 }).dispatchBand(1, 'a', 0.5, 0, 0)).toEqual({
    type: 'local',
    reason: 'no-link',
  });
});
