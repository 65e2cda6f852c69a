import { expect, test, vi } from 'vitest';
import { OwnScaler } from './own-scaler.ts';

const picture = {} as VideoFrame;

function fakeScaler(scaled: VideoFrame | Error) {
  return {
    backend: 'wasm' as const,
    networkMs: 6,
    scale: () => (scaled instanceof Error ? Promise.reject(scaled) : Promise.resolve(scaled)),
    dispose: vi.fn(async () => {}),
  };
}

test('scales nothing until a scaler is found, then by it', async () => {
  let find: (scaler: ReturnType<typeof fakeScaler>) => void = () => {};
  const search = new Promise<ReturnType<typeof fakeScaler>>((resolve) => {
    find = resolve;
  });
  const own = new OwnScaler(search);
  expect(await own.scale(picture)).toBeUndefined();
  expect(own.backend).toBeUndefined();
  expect(own.networkMs).toBeUndefined();
  const scaled = {} as VideoFrame;
  find(fakeScaler(scaled));
  await search;
  expect(await own.scale(picture)).toBe(scaled);
  expect(own.backend).toBe('wasm');
  expect(own.networkMs).toBe(6);
});

test('a scaler that is found after the end is given back at once', async () => {
  const scaler = fakeScaler(picture);
  const own = new OwnScaler(Promise.resolve(scaler));
  own.dispose();
  await Promise.resolve();
  expect(scaler.dispose).toHaveBeenCalledOnce();
  expect(await own.scale(picture)).toBeUndefined();
});

test('one that fails, or is never found, leaves the picture to the stage', async () => {
  const failing = new OwnScaler(Promise.resolve(fakeScaler(new Error('out of memory'))));
  await Promise.resolve();
  expect(await failing.scale(picture)).toBeUndefined();
  const none = new OwnScaler(Promise.reject(new Error('no engine')));
  await Promise.resolve();
  expect(await none.scale(picture)).toBeUndefined();
});
