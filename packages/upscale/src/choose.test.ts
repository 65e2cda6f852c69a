import { expect, test } from 'vitest';
import { bestOfEach } from './choose.ts';
import type { Measured } from './types.ts';

const row = (backend: Measured['backend'], algorithm: string, msPerFrame: number): Measured => ({
  backend,
  algorithm,
  msPerFrame,
  ok: !Number.isNaN(msPerFrame),
});

test('each backend is told by its fastest engine, or by the first that failed', () => {
  const slow = row('webgpu', 'direct', 5);
  const quick = row('webgpu', 'tiled', 2);
  const failed = row('wasm', 'wasm', Number.NaN);
  expect(bestOfEach([slow, quick, failed])).toEqual([quick, failed]);
  const first = row('webgpu', 'direct', Number.NaN);
  const second = row('webgpu', 'tiled', Number.NaN);
  expect(bestOfEach([first, second])).toEqual([first]);
  expect(bestOfEach([])).toEqual([]);
});
