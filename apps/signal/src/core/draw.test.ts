import fc from 'fast-check';
import { expect, it } from 'vitest';
import { draw } from './draw.ts';
import { seeded } from './test-core.ts';

const all = Array.from({ length: 1000 }, (_, n) => n);

it('draws two different ones that are able, and near ones before far ones', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(99), { maxLength: 30 }),
      fc.nat(99),
      fc.integer(),
      (pool, line, seed) => {
        const able = (n: number) => n % 3 !== 0;
        const near = (n: number) => n < line;
        const drawn = draw(pool, able, near, seeded(seed));
        const good = pool.filter(able);
        const best = good.some(near) ? good.filter(near) : good;
        expect(drawn).toHaveLength(Math.min(2, best.length));
        expect(new Set(drawn).size).toBe(drawn.length);
        for (const one of drawn) expect(best).toContain(one);
      },
    ),
  );
});

it('looks at few when most would do', () => {
  let looks = 0;
  const able = () => {
    looks += 1;
    return true;
  };
  draw(all, able, () => true, seeded(1));
  expect(looks).toBe(2);
});

it('gives everyone the same chance', () => {
  const random = seeded(5);
  const counts = [0, 0, 0, 0, 0];
  for (let n = 0; n < 5000; n += 1)
    for (const one of draw(
      [0, 1, 2, 3, 4],
      () => true,
      () => true,
      random,
    ))
      counts[one]! += 1;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
});
