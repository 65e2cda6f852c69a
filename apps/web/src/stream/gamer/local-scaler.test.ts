import { type Engine, PlainEngine } from '@p2c2g/upscale';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FakeVideoFrame } from '../../codecs/test-video-frame.ts';
import { affordableScaler, LocalScaler } from './local-scaler.ts';

const input = { width: 32, height: 18 };
const target = { width: 64, height: 36 };

beforeAll(() => {
  vi.stubGlobal('VideoFrame', FakeVideoFrame);
  FakeVideoFrame.onCopy = () => {
    clockMs += frameMs;
  };
});
afterAll(() => void vi.unstubAllGlobals());

/** A clock that only scaling moves: by so much for each look at a frame. */
let clockMs = 0;
let frameMs = 0;
const now = () => clockMs;

function pictureOf(bytes: Uint8Array): VideoFrame {
  return new FakeVideoFrame(bytes, {
    codedWidth: 32,
    codedHeight: 18,
    timestamp: 77,
  }) as unknown as VideoFrame;
}

const tierZero = () => new PlainEngine('spatial', () => 0);

/** An engine that takes so long a frame, and says when it is given back. */
function slow(ms: number, disposed: string[], name: string): Engine {
  const inner = tierZero();
  return {
    backend: 'wasm',
    algorithm: name,
    load: () => inner.load(),
    warmUp: (from, to) => inner.warmUp(from, to),
    upscale: (frame, to) => {
      clockMs += ms;
      return inner.upscale(frame, to);
    },
    dispose: async () => void disposed.push(name),
  };
}

test('a machine that needs less than half a frame gets tier 0, a slower one nothing', async () => {
  const candidates = [async () => tierZero()];
  frameMs = 7;
  expect(await affordableScaler(input, target, candidates, now)).toBeInstanceOf(LocalScaler);
  expect((await affordableScaler(input, target, candidates, now))?.networkMs).toBeUndefined();
  frameMs = 9;
  expect(await affordableScaler(input, target, candidates, now)).toBeUndefined();
  expect(FakeVideoFrame.open).toBe(0);
});

test('the first engine that is quick enough serves; those before it are given back, those after it never made', async () => {
  frameMs = 1;
  const disposed: string[] = [];
  const candidates = [
    async () => slow(30, disposed, 'balanced'),
    () => Promise.reject(new Error('not here')),
    async () => slow(4, disposed, 'fast'),
    async () => expect.fail('nobody asked for it'),
  ];
  const scaler = await affordableScaler(input, target, candidates, now);
  expect(scaler?.backend).toBe('wasm');
  expect(scaler?.networkMs).toBe(5);
  expect(disposed).toEqual(['balanced']);
  await scaler!.dispose();
  expect(disposed).toEqual(['balanced', 'fast']);
});

test('nothing to make larger: nothing to scale', async () => {
  expect(await affordableScaler(target, input, [async () => tierZero()], now)).toBeUndefined();
});

test('the picture is what tier 0 makes of it, with its time', async () => {
  const bytes = new Uint8Array(32 * 18 * 1.5).map((_, i) => (i * 37) % 256);
  const made = await new LocalScaler(tierZero(), input, target, now).scale(pictureOf(bytes));
  const luma = 32 * 18;
  const { frame } = await new PlainEngine('spatial', () => 0).upscale(
    { ...input, y: bytes.slice(0, luma), u: bytes.slice(luma, luma * 1.25), v: bytes.slice(luma * 1.25) },
    target,
  );
  expect(made!.timestamp).toBe(77);
  expect((made as unknown as FakeVideoFrame).bytes.subarray(0, 64 * 36)).toEqual(frame.y);
});

test('a machine that becomes slow gives up, one slow frame does not count', async () => {
  const scaler = new LocalScaler(tierZero(), input, target, now);
  const picture = pictureOf(new Uint8Array(32 * 18 * 1.5));
  frameMs = 100;
  expect(await scaler.scale(picture)).toBeDefined();
  frameMs = 5;
  for (let i = 0; i < 100; i++) expect(await scaler.scale(picture)).toBeDefined();
  frameMs = 20;
  for (let i = 0; i < 30; i++) await scaler.scale(picture);
  expect(await scaler.scale(picture)).toBeUndefined();
});
