import { expect, test } from 'vitest';
import { Tally } from './tally.ts';

const size = { width: 16, height: 16 };
const flat = (value: number) => new Uint8Array(256).fill(value);

test('a row holds the means of its frames and how many there were', () => {
  const tally = new Tally('game', 'clean');
  tally.add('bicubic', flat(101), flat(100), size, false);
  tally.add('bicubic', flat(110), flat(100), size, false);
  expect(tally.rows()).toEqual([
    {
      set: 'game',
      degradation: 'clean',
      method: 'bicubic',
      psnrY: 38.131,
      ssim: expect.any(Number),
      gmsd: 0,
      n: 2,
    },
  ]);
});

test('flicker counts only between successive frames, and is absent without them', () => {
  const tally = new Tally('game', 'clean');
  tally.add('a', flat(10), flat(10), size, false);
  tally.add('a', flat(13), flat(10), size, true);
  tally.add('a', flat(90), flat(10), size, false);
  tally.add('b', flat(10), flat(10), size, false);
  const [a, b] = tally.rows();
  expect(a?.flicker).toBe(3);
  expect(b).not.toHaveProperty('flicker');
});

test('planes may be overwritten after they were added', () => {
  const tally = new Tally('game', 'clean');
  const plane = flat(10);
  tally.add('a', plane, flat(10), size, false);
  plane.fill(12);
  tally.add('a', plane, flat(10), size, true);
  expect(tally.rows()[0]?.flicker).toBe(2);
});

test('equal frames are 100 dB, so that the mean stays a number', () => {
  const tally = new Tally('game', 'clean');
  tally.add('a', flat(10), flat(10), size, false);
  expect(tally.rows()[0]).toMatchObject({ psnrY: 100, ssim: 1, gmsd: 0 });
});

test('methods keep their order', () => {
  const tally = new Tally('game', 'clean');
  for (const name of ['b', 'a', 'b', 'c']) tally.add(name, flat(1), flat(2), size, false);
  expect(tally.rows().map(({ method, n }) => `${method}${n}`)).toEqual(['b2', 'a1', 'c1']);
});
