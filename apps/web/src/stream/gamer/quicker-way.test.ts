import { expect, it } from 'vitest';
import { QuickerWay } from './quicker-way.ts';

const tryAll = (ways: QuickerWay<'a' | 'b'>, msOf: { a: number; b: number }, times: number) => {
  const gone: ('a' | 'b')[] = [];
  for (let i = 0; i < times; i += 1) {
    gone.push(ways.next);
    ways.took(ways.next, msOf[ways.next]);
  }
  return gone;
};

it('gives each way its turns, then keeps the quicker one', () => {
  const ways = new QuickerWay(['a', 'b']);
  const gone = tryAll(ways, { a: 3, b: 1 }, 16);
  expect(gone.filter((way) => way === 'a')).toHaveLength(8);
  expect(ways.next).toBe('b');
  expect(new Set(tryAll(ways, { a: 0, b: 9 }, 20))).toEqual(new Set(['b']));
});

it('is not misled by a single slow turn', () => {
  const ways = new QuickerWay(['a', 'b']);
  ways.took('a', 500);
  tryAll(ways, { a: 1, b: 2 }, 15);
  expect(ways.next).toBe('a');
});
