import { expect, test } from 'vitest';
import { contenders, isRival, specName } from './contenders.ts';

test('every contender is there once', () => {
  const names = contenders(true, []).map(specName);
  expect(new Set(names).size).toBe(names.length);
  for (const engine of ['p2c2g', 'onnxruntime-web', 'upscaler', '@websr/websr', 'anime4k-webgpu']) {
    expect(names.some((name) => name.startsWith(`${engine} `))).toBe(true);
  }
});

test('GPUs made of software are given small frames, real ones large frames too', () => {
  const widths = (realGpu: boolean) =>
    new Set(
      contenders(realGpu, [])
        .filter(({ backend }) => backend !== 'wasm')
        .map(({ width }) => width),
    );
  expect(widths(false)).toEqual(new Set([160]));
  expect(widths(true)).toEqual(new Set([320, 640, 1280]));
});

test('words narrow the choice', () => {
  const chosen = contenders(true, ['p2c2g', 'fast', 'wasm-int', '320x180']);
  expect(chosen.map(({ threads }) => threads)).toEqual([1, 2]);
});

test('plain ONNX Runtime comes with the product, the others have to be fetched', () => {
  expect(
    new Set(
      contenders(true, [])
        .filter(isRival)
        .map(({ engine }) => engine),
    ),
  ).toEqual(new Set(['upscaler', '@websr/websr', 'anime4k-webgpu']));
});
