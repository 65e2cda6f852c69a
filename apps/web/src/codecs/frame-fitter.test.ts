import { createI420, type I420Frame, type Size } from '@p2c2g/upscale';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FrameFitter } from './frame-fitter.ts';
import { STREAM_COLOR } from './support.ts';
import { FakeVideoFrame } from './test-video-frame.ts';

beforeAll(() => void vi.stubGlobal('VideoFrame', FakeVideoFrame));
afterAll(() => void vi.unstubAllGlobals());
beforeEach(() => {
  FakeVideoFrame.open = 0;
});

const SIZE = { width: 64, height: 48 };

/** One colour all over. */
function flat(size: Size, [y, u, v]: readonly number[], timestamp = 7): VideoFrame {
  const frame = createI420(size);
  const bytes = Uint8Array.from([...frame.y.fill(y!), ...frame.u.fill(u!), ...frame.v.fill(v!)]);
  return new FakeVideoFrame(bytes, {
    codedWidth: size.width,
    codedHeight: size.height,
    timestamp,
    colorSpace: STREAM_COLOR,
  }) as unknown as VideoFrame;
}

function planesOf(frame: VideoFrame): I420Frame {
  const { bytes } = frame as unknown as FakeVideoFrame;
  const [luma, chroma] = [SIZE.width * SIZE.height, (SIZE.width / 2) * (SIZE.height / 2)];
  const u = bytes.subarray(luma, luma + chroma);
  return { ...SIZE, y: bytes.subarray(0, luma), u, v: bytes.subarray(luma + chroma) };
}

/** The colour at a pixel. */
function at({ y, u, v }: I420Frame, px: number, py: number): number[] {
  const chroma = (py >> 1) * (SIZE.width / 2) + (px >> 1);
  return [y[py * SIZE.width + px]!, u[chroma]!, v[chroma]!];
}

const COLOUR = [140, 90, 200];
const BLACK = [16, 128, 128];

describe('FrameFitter', () => {
  it('gives back a frame that fits as it is', async () => {
    const frame = flat(SIZE, COLOUR);
    expect(await new FrameFitter(SIZE, 'bars').fit(frame)).toBe(frame);
  });

  it('keeps a narrower picture’s shape, with black on both sides', async () => {
    const fitted = await new FrameFitter(SIZE, 'bars').fit(flat({ width: 32, height: 48 }, COLOUR));
    const picture = planesOf(fitted);
    for (const row of [0, 20, 47]) {
      expect([15, 16, 47, 48].map((x) => at(picture, x, row))).toEqual([BLACK, COLOUR, COLOUR, BLACK]);
    }
    expect(fitted.timestamp).toBe(7);
    fitted.close();
    expect(FakeVideoFrame.open).toBe(0);
  });

  it('makes a larger, wider picture smaller, with black above and below', async () => {
    const fitted = await new FrameFitter(SIZE, 'bars').fit(flat({ width: 256, height: 128 }, COLOUR));
    const picture = planesOf(fitted);
    for (const x of [0, 31, 63]) {
      expect([7, 8, 39, 40].map((row) => at(picture, x, row))).toEqual([BLACK, COLOUR, COLOUR, BLACK]);
    }
  });

  it('stretches over everything where it is told to', async () => {
    const fitted = await new FrameFitter(SIZE, 'stretched').fit(flat({ width: 30, height: 46 }, COLOUR));
    const { y, u, v } = planesOf(fitted);
    expect([y, u, v].map((plane) => [...new Set(plane)])).toEqual(COLOUR.map((level) => [level]));
  });

  it('leaves nothing of a picture that lay elsewhere', async () => {
    const fitter = new FrameFitter(SIZE, 'bars');
    (await fitter.fit(flat({ width: 256, height: 128 }, [235, 20, 20]))).close();
    const picture = planesOf(await fitter.fit(flat({ width: 32, height: 48 }, COLOUR)));
    expect([at(picture, 2, 24), at(picture, 32, 24)]).toEqual([BLACK, COLOUR]);
  });

  it('takes pictures in turn, however many wait, and closes each', async () => {
    const fitter = new FrameFitter(SIZE, 'stretched');
    const colours = Array.from({ length: 12 }, (_, i) => [20 + 10 * i, 100 + i, 160 - i]);
    const sizes = [
      { width: 32, height: 24 },
      { width: 128, height: 96 },
    ];
    const fitted = await Promise.all(
      colours.map((colour, i) => fitter.fit(flat(sizes[i % 2]!, colour, 1000 + i))),
    );
    expect(fitted.map((frame) => frame.timestamp)).toEqual(colours.map((_, i) => 1000 + i));
    expect(fitted.map((frame) => at(planesOf(frame), 31, 23))).toEqual(colours);
    for (const frame of fitted) frame.close();
    expect(FakeVideoFrame.open).toBe(0);
  });

  it('goes on after a frame whose pixels cannot be had', async () => {
    const fitter = new FrameFitter(SIZE, 'stretched');
    const bad = flat({ width: 32, height: 24 }, COLOUR);
    vi.spyOn(bad, 'copyTo').mockRejectedValue(new Error('lost'));
    await expect(fitter.fit(bad)).rejects.toThrow('lost');
    expect(at(planesOf(await fitter.fit(flat({ width: 32, height: 24 }, COLOUR))), 3, 3)).toEqual(COLOUR);
    expect(FakeVideoFrame.open).toBe(1);
  });
});
