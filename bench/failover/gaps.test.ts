import { expect, it } from 'vitest';
import type { ShownFrame } from '../../apps/web/src/stream/gamer/probe-types.ts';
import { gapsWithin } from './gaps.ts';

const frames = (...times: readonly (number | [number])[]): ShownFrame[] =>
  times.map((time) =>
    typeof time === 'number' ? { outcome: 'upscaled', atMs: time } : { outcome: 'local', atMs: time[0] },
  );

it('takes the longest gap that reaches into the span, and tells helpers from anyone', () => {
  const shown = frames(0, 100, 133, [166], [200], 233, 266, 500);
  expect(gapsWithin(shown, 140, 260)).toEqual({ upscaledMs: 100, anyMs: 34 });
});

it('leaves out what is wholly before or after', () => {
  expect(gapsWithin(frames(0, 200, 233, 266, 299, 600), 240, 290)).toEqual({ upscaledMs: 33, anyMs: 33 });
});

it('counts a gap that does not end', () => {
  expect(gapsWithin(frames(0, 33), 40, 640)).toEqual({ upscaledMs: 607, anyMs: 607 });
  expect(gapsWithin([], 40, 640)).toEqual({ upscaledMs: 600, anyMs: 600 });
});
