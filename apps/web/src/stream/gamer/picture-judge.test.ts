import { BackProjection, bicubic, createI420, type I420Frame, type Size } from '@p2c2g/upscale';
import { expect, it } from 'vitest';
import { PictureJudge } from './picture-judge.ts';

const input = { width: 160, height: 90 };
const target = { width: 320, height: 180 };

/** Hills that move sideways by some pixels a frame, under a gradient. */
function captured(frame: number): I420Frame {
  const picture = createI420(input);
  picture.y.set(
    picture.y.map((_, i) => {
      const [x, y] = [i % input.width, Math.floor(i / input.width)];
      return 110 + y / 3 + 70 * Math.sin((x + 4 * frame) / 9) * Math.cos(y / 11);
    }),
  );
  picture.u.fill(100 + (frame % 5));
  return picture;
}

/** As an honest helper brings it: enlarged, with noise and a drift of means as a starved codec leaves them. */
function helped(frame: I420Frame): I420Frame {
  const picture = createI420(target);
  picture.y.set(bicubic(frame.y, frame, target).map((level, i) => level + 14 * Math.sin(i * 7.3) + 3));
  picture.u.fill(frame.u[0]!);
  return picture;
}

class Bench {
  readonly #projection = new BackProjection(input, target);
  readonly judge: PictureJudge;
  #frames = 0;

  constructor(share = 1) {
    this.judge = new PictureJudge(
      input,
      () => share,
      () => 0.5,
    );
  }

  finds(frame: I420Frame, picture: I420Frame): boolean {
    this.#frames += 1;
    this.judge.look(this.#frames, frame, this.#projection.compare(frame, picture));
    return this.judge.isWrong();
  }
}

const filled = (size: Size, level: (i: number) => number): I420Frame => {
  const picture = createI420(size);
  picture.y.set(picture.y.map((_, i) => level(i)));
  return picture;
};

it('finds nothing wrong with what codecs leave of a moving picture', () => {
  const bench = new Bench();
  for (let frame = 0; frame < 80; frame += 1) {
    const origin = captured(frame);
    expect(bench.finds(origin, helped(origin))).toBe(false);
  }
});

it.each<[string, (frame: number) => I420Frame]>([
  ['black', () => filled(target, () => 16)],
  ['grey', () => filled(target, () => 128)],
  ['noise', () => filled(target, (i) => (i * 7919) % 256)],
  ['another scene', () => filled(target, (i) => ((i % target.width) * 255) / target.width)],
  [
    'the picture upside down',
    (frame) => ({ ...helped(captured(frame)), y: helped(captured(frame)).y.toReversed() }),
  ],
  ['fine noise over the right one', (frame) => withNoise(helped(captured(frame)))],
  ['a sign over a fiftieth of it', (frame) => withSign(helped(captured(frame)))],
  ['other colours', (frame) => withColours(helped(captured(frame)))],
  ['the frame before the last', (frame) => helped(captured(frame - 2))],
  ['a frame of half a second ago', (frame) => helped(captured(frame - 15))],
])('finds %s', (_, wrong) => {
  const bench = new Bench();
  for (let frame = 0; frame < 40; frame += 1) bench.finds(captured(frame), helped(captured(frame)));
  expect(bench.finds(captured(40), wrong(40))).toBe(true);
  expect(bench.finds(captured(41), helped(captured(41)))).toBe(false);
});

it('finds a slowly moving picture that is old, by the older one that it is', () => {
  const slow = (frame: number) => {
    const picture = captured(0);
    picture.y.set(picture.y.map((level) => level + frame / 4));
    return picture;
  };
  const bench = new Bench();
  const asIs = (frame: I420Frame) => ({
    ...createI420(target),
    y: bicubic(frame.y, frame, target),
    u: new Uint8Array(160 * 90).fill(100),
  });
  for (let frame = 0; frame < 40; frame += 1) expect(bench.finds(slow(frame), asIs(slow(frame)))).toBe(false);
  expect(bench.finds(slow(40), asIs(slow(20)))).toBe(true);
});

it('believes a starved stream more, for it shows old things honestly', () => {
  const late = helped(captured(38));
  const share = 1 / 16;
  const [rich, poor] = [new Bench(), new Bench(share)];
  expect(rich.finds(captured(40), late)).toBe(true);
  expect(poor.finds(captured(40), withDrift(helped(captured(40)), 30))).toBe(false);
  expect(rich.finds(captured(40), withDrift(helped(captured(40)), 30))).toBe(true);
  expect(
    poor.finds(
      captured(40),
      filled(target, () => 16),
    ),
  ).toBe(true);
});

it('judges rows by themselves', () => {
  const bench = new Bench();
  const picture = helped(captured(3));
  picture.y.fill(16, picture.y.length / 2);
  bench.finds(captured(3), picture);
  expect(bench.judge.isWrong({ from: 0, to: 0.5 })).toBe(false);
  expect(bench.judge.isWrong({ from: 0.5, to: 1 })).toBe(true);
});

const withDrift = (picture: I420Frame, by: number): I420Frame => ({
  ...picture,
  y: picture.y.map((level) => level + by),
});

const withNoise = (picture: I420Frame): I420Frame => ({
  ...picture,
  y: picture.y.map((level, i) => {
    const [x, y] = [(i % target.width) >> 1, Math.floor(i / target.width) >> 1];
    return Math.min(255, Math.max(0, level + ((x + y) % 2 === 0 ? 60 : -60)));
  }),
});

function withSign(picture: I420Frame): I420Frame {
  for (let y = 100; y < 126; y += 1) picture.y.fill(255, y * target.width + 40, y * target.width + 92);
  return picture;
}

function withColours(picture: I420Frame): I420Frame {
  picture.u.fill(60);
  return picture;
}
