import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BAND_LEAST_ROWS, BAND_STEP_ROWS, bandTimeMs, type Sharer, shareRows } from './split-shares.ts';

const sharers = fc
  .array(
    fc.record({
      netMs: fc.double({ min: 0, max: 60, noNaN: true }),
      serviceMs: fc.double({ min: 1, max: 200, noNaN: true }),
    }),
    { minLength: 0, maxLength: 8 },
  )
  .map((list): Sharer[] => list.map((each, i) => ({ linkId: `link-${i}`, ...each })));
const rows = fc.integer({ min: 2, max: 2_160 });

const slowest = (bands: ReturnType<typeof shareRows>, of: readonly Sharer[], height: number) =>
  Math.max(
    ...bands.map((band) => bandTimeMs(of.find((s) => s.linkId === band.linkId)!, band.height / height)),
  );

describe('shareRows', () => {
  it('covers the picture exactly, in order, each helper once, no band too low', () => {
    fc.assert(
      fc.property(sharers, rows, (of, height) => {
        const bands = shareRows(of, height);
        if (bands.length === 0) return;
        expect(bands.length).toBeGreaterThanOrEqual(2);
        let y = 0;
        for (const band of bands) {
          expect(band.y).toBe(y);
          expect(band.y % BAND_STEP_ROWS).toBe(0);
          expect(band.height).toBeGreaterThanOrEqual(BAND_LEAST_ROWS);
          y += band.height;
        }
        expect(y).toBe(height);
        expect(new Set(bands.map(({ linkId }) => linkId)).size).toBe(bands.length);
      }),
    );
  });

  it('lets all finish at about the same time', () => {
    fc.assert(
      fc.property(sharers, (of) => {
        const height = 2_160;
        const bands = shareRows(of, height);
        const times = bands.map(({ linkId, height: rowsOf }) =>
          bandTimeMs(of.find((s) => s.linkId === linkId)!, rowsOf / height),
        );
        const stepMs = Math.max(0, ...of.map(({ serviceMs }) => (serviceMs * BAND_STEP_ROWS) / height));
        expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(2 * stepMs + 1e-6);
      }),
    );
  });

  it('gives the quicker one more rows', () => {
    const bands = shareRows(
      [
        { linkId: 'slow', netMs: 4, serviceMs: 60 },
        { linkId: 'quick', netMs: 4, serviceMs: 20 },
      ],
      720,
    );
    expect(bands).toEqual([
      { linkId: 'slow', y: 0, height: 176 },
      { linkId: 'quick', y: 176, height: 544 },
    ]);
  });

  it('leaves out who is too far away, and a picture too low to share', () => {
    const near = { linkId: 'near', netMs: 2, serviceMs: 20 };
    const other = { linkId: 'other', netMs: 3, serviceMs: 20 };
    const far = { linkId: 'far', netMs: 200, serviceMs: 5 };
    expect(shareRows([near, far, other], 720).map(({ linkId }) => linkId)).toEqual(['near', 'other']);
    expect(shareRows([near, far], 720)).toEqual([]);
    expect(shareRows([near, other], BAND_LEAST_ROWS)).toEqual([]);
  });

  it('is no slower than halves', () => {
    const of = [
      { linkId: 'a', netMs: 5, serviceMs: 30 },
      { linkId: 'b', netMs: 9, serviceMs: 50 },
    ];
    const halves = [
      { linkId: 'a', y: 0, height: 360 },
      { linkId: 'b', y: 360, height: 360 },
    ];
    expect(slowest(shareRows(of, 720), of, 720)).toBeLessThan(slowest(halves, of, 720));
  });
});
