import { expect, it } from 'vitest';
import { Dispatcher } from './dispatcher.ts';

const REPORT = { serviceMs: 5, queueLength: 0, residenceMs: 5 };
const DEADLINE_MS = 100;

function answeredBy(linkId: 'a' | 'b'): Dispatcher {
  const dispatcher = new Dispatcher({ deadlineMs: DEADLINE_MS, rehearse: false, random: () => 0.9 });
  dispatcher.addLink('a', { netMs: 1, serviceMs: 5 }, 0);
  dispatcher.addLink('b', { netMs: 1, serviceMs: 9 }, 0);
  expect(dispatcher.dispatch(1, 0)).toEqual({ type: 'link', linkId: 'a' });
  expect(dispatcher.onResult(1, linkId, REPORT, 8)).toBe(linkId === 'a' ? 'first' : 'unknown');
  return dispatcher;
}

it('orders a frame again whose result was lost with its link before it was a picture', () => {
  const dispatcher = answeredBy('a');
  expect(dispatcher.removeLink('a', 9)).toEqual([]);
  expect(dispatcher.onLostPicture(1, 'a', 10)).toEqual([{ type: 'retry', frameId: 1, linkId: 'b' }]);
  expect(dispatcher.onResult(1, 'b', REPORT, 20)).toBe('first');
  expect(dispatcher.onLostPicture(1, 'a', 21)).toEqual([]);
});

it('scales it here where nobody is left, or no time', () => {
  const alone = answeredBy('a');
  alone.removeLink('a', 9);
  alone.removeLink('b', 9);
  expect(alone.onLostPicture(1, 'a', 10)).toEqual([{ type: 'local', frameId: 1, reason: 'no-link' }]);
  const late = answeredBy('a');
  late.removeLink('a', 9);
  late.onTraffic('b', DEADLINE_MS - 2);
  expect(late.onLostPicture(1, 'a', DEADLINE_MS - 1)).toEqual([
    { type: 'local', frameId: 1, reason: 'too-slow' },
  ]);
});

it('does nothing about a frame that another helper answered first, or that nobody knows', () => {
  const dispatcher = answeredBy('a');
  expect(dispatcher.onLostPicture(1, 'b', 10)).toEqual([]);
  expect(dispatcher.onLostPicture(2, 'a', 10)).toEqual([]);
});
