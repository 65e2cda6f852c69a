import { expect, it } from 'vitest';
import { judge, within } from './loss-rows.ts';

it('counts lost frames as not on time, and delays of those that came', () => {
  const sent = { 1: 0, 2: 10, 3: 20, 4: 30 };
  expect(judge(sent, { 1: 15, 2: 53, 3: 64 }, 20)).toEqual({ frames: 4, onTimeShare: 0.5, p95Ms: 44 });
  expect(judge({}, {}, 20)).toMatchObject({ frames: 0, onTimeShare: 0 });
});

it('leaves out what was sent before and after', () => {
  expect(within({ 1: 5, 2: 10, 3: 19, 4: 20 }, 10, 20)).toEqual({ 2: 10, 3: 19 });
});
