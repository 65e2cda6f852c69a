import { expect, it } from 'vitest';
import type { CapturedFrame, FrameSource } from './source.ts';
import { thinned } from './thinned-source.ts';

it('passes every so many frames on, closes the others, and follows a new divisor', () => {
  let push: (frame: CapturedFrame) => void = () => {};
  const source: FrameSource = {
    start: (onFrame) => {
      push = onFrame;
    },
    stop: () => {},
  };
  const closed: number[] = [];
  const passed: number[] = [];
  let divisor = 1;
  thinned(source, () => divisor).start(
    ({ capturedAtMs }) => passed.push(capturedAtMs),
    () => {},
  );
  const send = (capturedAtMs: number) =>
    push({ picture: { close: () => closed.push(capturedAtMs) } as unknown as VideoFrame, capturedAtMs });
  for (const atMs of [1, 2]) send(atMs);
  divisor = 2;
  for (const atMs of [3, 4, 5, 6]) send(atMs);
  expect(passed).toEqual([1, 2, 4, 6]);
  expect(closed).toEqual([3, 5]);
});
