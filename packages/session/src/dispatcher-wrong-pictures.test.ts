import { expect, it } from 'vitest';
import { BREAKER_OUT_MS, REHEARSALS, REHEARSE_NEW_EVERY_MS } from './dispatch-constants.ts';
import { Dispatcher } from './dispatcher.ts';

const REPORT = { serviceMs: 10, queueLength: 0, residenceMs: 10 };

function twoHelpers(rehearse = false): Dispatcher {
  const dispatcher = new Dispatcher({ deadlineMs: 100, rehearse, random: () => 0.9 });
  dispatcher.addLink('liar', { netMs: 1, serviceMs: 5 }, 0);
  dispatcher.addLink('honest', { netMs: 10, serviceMs: 15 }, 0);
  return dispatcher;
}

it('gives what the helper has to another at once, and nothing new to it', () => {
  const dispatcher = twoHelpers();
  expect(dispatcher.dispatch(1, 0)).toEqual({ type: 'link', linkId: 'liar' });
  dispatcher.onResult(1, 'liar', REPORT, 6);
  dispatcher.dispatch(2, 17);
  expect(dispatcher.onWrongPicture('liar', 18)).toEqual([{ type: 'retry', frameId: 2, linkId: 'honest' }]);
  expect(dispatcher.dispatch(3, 34)).toEqual({ type: 'link', linkId: 'honest' });
  expect(dispatcher.failovers).toBe(1);
  expect(dispatcher.countsOf('liar')).toMatchObject({ wrongPictures: 1 });
  expect(dispatcher.onWrongPicture('nobody', 40)).toEqual([]);
});

it('tries it again when it has been out', () => {
  const dispatcher = twoHelpers();
  dispatcher.dispatch(1, 0);
  dispatcher.onResult(1, 'liar', REPORT, 6);
  dispatcher.onWrongPicture('liar', 7);
  dispatcher.onTraffic('liar', BREAKER_OUT_MS);
  dispatcher.onTraffic('honest', BREAKER_OUT_MS);
  expect(dispatcher.snapshot(BREAKER_OUT_MS).links[0]!.role).toBe('out');
  expect(dispatcher.snapshot(BREAKER_OUT_MS + 7).links[0]).toMatchObject({ breaker: 'half-open' });
});

it('rehearses one that has brought a wrong picture as often as a new one, until it is known', () => {
  const dispatcher = twoHelpers(true);
  const asked: number[] = [];
  for (let id = 1; id < 240; id += 1) {
    const nowMs = id * 33;
    for (const linkId of ['liar', 'honest']) dispatcher.onTraffic(linkId, nowMs);
    const decision = dispatcher.dispatch(id, nowMs);
    if (decision.type !== 'link') continue;
    for (const linkId of [decision.linkId, decision.rehearsalLinkId]) {
      if (!linkId) continue;
      dispatcher.onResult(id, linkId, REPORT, nowMs + 10);
      if (linkId !== 'liar') continue;
      asked.push(nowMs);
      dispatcher.onWrongPicture('liar', nowMs + 12);
    }
  }
  expect(asked.length).toBeGreaterThan(2 * REHEARSALS);
  const pauses = asked.slice(1).map((atMs, i) => atMs - asked[i]!);
  for (const pauseMs of pauses) expect(pauseMs).toBeGreaterThanOrEqual(REHEARSE_NEW_EVERY_MS);
});
