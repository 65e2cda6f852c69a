import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bandsOf } from './integer-team.ts';

test('bands lie one below the other, whole cells each, and cover the source', () => {
  const even = (max: number) => fc.integer({ min: 1, max }).map((half) => 2 * half);
  const source = fc.record({ x: even(50), y: even(50), width: even(400), height: even(400) });
  fc.assert(
    fc.property(source, fc.integer({ min: 1, max: 8 }), (whole, count) => {
      const bands = bandsOf(whole, count);
      expect(bands.length).toBeLessThanOrEqual(count);
      let y = whole.y;
      for (const band of bands) {
        expect(band).toMatchObject({ x: whole.x, y, width: whole.width });
        expect(band.height % 2).toBe(0);
        expect(bands.length === 1 || band.height >= 22).toBe(true);
        y += band.height;
      }
      expect(y).toBe(whole.y + whole.height);
    }),
  );
});
