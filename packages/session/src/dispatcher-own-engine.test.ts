import { expect, it } from 'vitest';
import { Dispatcher } from './dispatcher.ts';

const DEADLINE_MS = 100;
const OWN_MS = 6;
const report = { serviceMs: 20, queueLength: 0, residenceMs: 20 };

function dispatcherWith(ownMs: number | undefined, serviceMs: number): Dispatcher {
  const dispatcher = new Dispatcher({
    deadlineMs: DEADLINE_MS,
    random: () => 0.9,
    rehearse: false,
    ownMs: () => ownMs,
  });
  dispatcher.addLink('a', { netMs: 10, serviceMs }, 0);
  return dispatcher;
}

it('leaves its own machine alone while a helper is in time', () => {
  expect(dispatcherWith(OWN_MS, 20).dispatch(1, 0)).toEqual({ type: 'link', linkId: 'a' });
});

it('does itself what a helper would hardly bring in time, and sees by probes when it does again', () => {
  // Expected after 110 of 100 ms: worth a try where there is nothing better.
  expect(dispatcherWith(undefined, 100).dispatch(1, 0)).toMatchObject({ type: 'link' });
  expect(dispatcherWith(OWN_MS, 100).dispatch(1, 0)).toEqual({
    type: 'local',
    reason: 'own-engine',
    probeLinkId: 'a',
  });
});

it('goes before a doubtful helper, and after one that was heard again', () => {
  const dispatcher = dispatcherWith(OWN_MS, 20);
  dispatcher.dispatch(1, 0);
  dispatcher.onResult(1, 'a', report, 30);
  dispatcher.doubt('a', 40);
  expect(dispatcher.dispatch(2, 50)).toMatchObject({ type: 'local', reason: 'own-engine' });
  dispatcher.onTraffic('a', 60);
  expect(dispatcher.dispatch(3, 83)).toMatchObject({ type: 'link', linkId: 'a' });
});

it('is of no use when it is too slow itself', () => {
  const dispatcher = dispatcherWith(2 * DEADLINE_MS, 20);
  dispatcher.doubt('a', 0);
  expect(dispatcher.dispatch(1, 10)).toMatchObject({ type: 'link', linkId: 'a' });
});
