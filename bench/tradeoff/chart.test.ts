import { expect, test } from 'vitest';
import { tradeoffSvg } from './chart.ts';

const line = (label: string, ...values: number[]) => ({
  label,
  points: values.map((value, i) => ({ kbps: 500 * 2 ** i, value })),
});

test('every panel has its lines, on common axes', () => {
  const svg = tradeoffSvg({
    title: 'a < b & c',
    unit: 'dB',
    panels: [
      { title: 'bicubic', lines: [line('320x180', 24.2, 25), line('640x360', 25, 27.9)] },
      { title: 'fast', lines: [line('320x180', 24.5, 26)] },
    ],
  });
  expect(svg.match(/<polyline/g)).toHaveLength(3);
  expect(svg).toContain('a &lt; b &amp; c');
  for (const label of ['bicubic', 'fast', '320x180', '640x360', '>24<', '>28<', '>0.5<', '>1<'])
    expect(svg).toContain(label);
});

test('higher values lie higher, larger rates further right', () => {
  const svg = tradeoffSvg({ title: '', unit: '', panels: [{ title: '', lines: [line('a', 20, 22, 25)] }] });
  const points = /points="([^"]+)"/
    .exec(svg)![1]!
    .split(' ')
    .map((pair) => pair.split(',').map(Number) as [number, number]);
  expect(points.map(([x]) => x)).toEqual(points.map(([x]) => x).toSorted((a, b) => a - b));
  expect(points.map(([, y]) => y)).toEqual(points.map(([, y]) => y).toSorted((a, b) => b - a));
});
