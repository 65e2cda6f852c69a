import { expect, test } from 'vitest';
import { createI420 } from '../frame.ts';
import { wholeOf } from '../geometry.ts';
import { fromRgb, toRgb } from './colour.ts';

const size = { width: 8, height: 6 };

function flat(y: number, u: number, v: number) {
  const frame = createI420(size);
  frame.y.fill(y);
  frame.u.fill(u);
  frame.v.fill(v);
  return frame;
}

test.each([
  ['black', [16, 128, 128], [0, 0, 0]],
  ['white', [235, 128, 128], [1, 1, 1]],
  ['red', [63, 102, 240], [1, 0, 0]],
  ['blue', [32, 240, 118], [0, 0, 1]],
])('%s has the colour that BT.709 gives it', (_, [y, u, v], rgb) => {
  const out = new Float32Array(3 * 48);
  toRgb(flat(y!, u!, v!), wholeOf(size), out);
  for (let c = 0; c < 3; c++) expect(out[c * 48 + 20]).toBeCloseTo(rgb[c]!, 2);
});

test('planes come back as they went in', () => {
  const frame = createI420(size);
  frame.y.forEach((_, i) => {
    frame.y[i] = 70 + ((i * 29) % 100);
  });
  frame.u.fill(120);
  frame.v.fill(140);
  const planes = new Float32Array(3 * 48);
  toRgb(frame, wholeOf(size), planes);
  const back = createI420(size);
  fromRgb({ ...size, planes }, wholeOf(size), back, { x: 0, y: 0 });
  expect(back).toEqual(frame);
});

test('only the asked rectangle is written, and edges repeat beyond the frame', () => {
  const planes = new Float32Array(3 * 48).fill(0.5);
  const out = createI420({ width: 12, height: 8 });
  fromRgb({ ...size, planes }, { x: 2, y: 2, width: 4, height: 2 }, out, { x: 6, y: 4 });
  const written = [...out.y.keys()].filter((i) => out.y[i] !== 16);
  expect(written).toEqual([54, 55, 56, 57, 66, 67, 68, 69]);
  const wide = new Float32Array(3 * 2);
  toRgb(flat(126, 128, 128), { x: 7, y: 5, width: 2, height: 1 }, wide);
  expect(wide[1]).toBe(wide[0]);
});
