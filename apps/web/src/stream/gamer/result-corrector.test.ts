import { createI420, type I420Frame } from '@p2c2g/upscale';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FakeVideoFrame } from '../../codecs/test-video-frame.ts';
import { correctionStrength, ResultCorrector } from './result-corrector.ts';

const input = { width: 32, height: 24 };
const target = { width: 64, height: 48 };

beforeAll(() => void vi.stubGlobal('VideoFrame', FakeVideoFrame));
afterAll(() => void vi.unstubAllGlobals());

function videoOf({ width, height, y, u, v }: I420Frame, timestamp = 5): VideoFrame {
  const bytes = Uint8Array.from([...y, ...u, ...v]);
  return new FakeVideoFrame(bytes, {
    codedWidth: width,
    codedHeight: height,
    timestamp,
  }) as unknown as VideoFrame;
}

const bytesOf = (frame: VideoFrame | undefined) => (frame as unknown as FakeVideoFrame).bytes;
const grey = (size: { width: number; height: number }, level: number) => {
  const frame = createI420(size);
  frame.y.fill(level);
  return frame;
};

describe('correctionStrength', () => {
  it('is little on a good line, grows as bits get fewer, and never takes all', () => {
    const strengths = [1, 0.5, 0.2, 0.05, 0].map(correctionStrength);
    expect(strengths).toEqual(strengths.toSorted((a, b) => a - b));
    expect(strengths[0]).toBe(0.25);
    expect(strengths.at(-1)).toBe(0.75);
    expect(correctionStrength(3)).toBe(0.25);
  });
});

describe('ResultCorrector', () => {
  it('puts back what the stream took, by the strength of the moment', async () => {
    let share = 1;
    const corrector = new ResultCorrector({ input, target, codedShare: () => share });
    const small = videoOf(grey(input, 140), 77);
    const parts = [{ picture: videoOf(grey(target, 124)) }];
    const { picture: gentle, wrong } = await corrector.correct(1, parts, small);
    expect(bytesOf(gentle)[0]).toBe(128);
    expect(wrong).toEqual([]);
    share = 0.01;
    const { picture: strong } = await corrector.correct(1, parts, small);
    expect(bytesOf(strong)[0]).toBe(136);
    expect(strong?.timestamp).toBe(77);
  });

  it('makes one picture of bands, each at its rows', async () => {
    const corrector = new ResultCorrector({ input, target, codedShare: () => 1 });
    const upper = grey({ width: 64, height: 16 }, 60);
    const lower = grey({ width: 64, height: 32 }, 180);
    lower.u.fill(90);
    const parts = [
      { picture: videoOf(upper), band: { y: 0, height: 16 } },
      { picture: videoOf(lower), band: { y: 16, height: 32 } },
    ];
    const small = grey(input, 180);
    small.y.fill(60, 0, 8 * 32);
    small.u.fill(90, 4 * 16);
    const bytes = bytesOf((await corrector.correct(1, parts, videoOf(small))).picture);
    const row = (y: number) => bytes[y * 64 + 20];
    expect([row(0), row(8), row(24), row(47)]).toEqual([60, 60, 180, 180]);
    const chroma = (y: number) => bytes[64 * 48 + y * 32 + 10];
    expect([chroma(0), chroma(20)]).toEqual([128, 90]);
  });

  it('stops for good when that has become too dear, and still looks at one now and then', async () => {
    let clockMs = 0;
    const now = () => {
      clockMs += 50;
      return clockMs;
    };
    let chance = 0;
    const corrector = new ResultCorrector({ input, target, codedShare: () => 1, now, random: () => chance });
    const small = videoOf(grey(input, 140));
    const parts = [{ picture: videoOf(grey(target, 130)) }];
    const made: boolean[] = [];
    for (let i = 0; i < 12; i += 1)
      made.push((await corrector.correct(1, parts, small)).picture !== undefined);
    expect(made[0]).toBe(true);
    expect(made.at(-1)).toBe(false);
    const black = [{ picture: videoOf(grey(target, 16)) }];
    expect((await corrector.correct(1, black, small)).wrong).toEqual(black);
    chance = 0.2;
    expect(await corrector.correct(1, black, small)).toMatchObject({ looked: false, wrong: [] });
  });

  it('looks at a second picture of a frame by what it remembers of the first', async () => {
    const corrector = new ResultCorrector({ input, target, codedShare: () => 1 });
    await corrector.correct(7, [{ picture: videoOf(grey(target, 60)) }], videoOf(grey(input, 60)));
    expect(await corrector.lookAside(7, videoOf(grey(target, 62)))).toBe(false);
    expect(await corrector.lookAside(7, videoOf(grey(target, 140)))).toBe(true);
    expect(await corrector.lookAside(8, videoOf(grey(target, 140)))).toBeUndefined();
  });

  it('names the band that shows something else, and makes no picture of it', async () => {
    const corrector = new ResultCorrector({ input, target, codedShare: () => 1 });
    const upper = { picture: videoOf(grey({ width: 64, height: 16 }, 60)), band: { y: 0, height: 16 } };
    const lower = { picture: videoOf(grey({ width: 64, height: 32 }, 180)), band: { y: 16, height: 32 } };
    const corrected = await corrector.correct(1, [upper, lower], videoOf(grey(input, 60)));
    expect(corrected).toMatchObject({ picture: undefined, looked: true });
    expect(corrected.wrong).toEqual([lower]);
  });

  it('refuses a picture of another size, which is then shown as it came', async () => {
    const corrector = new ResultCorrector({ input, target, codedShare: () => 1 });
    const odd = [{ picture: videoOf(grey({ width: 60, height: 48 }, 100)) }];
    await expect(corrector.correct(1, odd, videoOf(grey(input, 140)))).rejects.toMatchObject({
      code: 'P2C2G_ENGINE_FAILED',
    });
  });
});
