import { expect, it } from 'vitest';
import { patient } from './patient.ts';

it('passes over a turn that comes after a stall, and acts again in the next', () => {
  let nowMs = 0;
  let turns = 0;
  const turn = patient(
    () => turns++,
    100,
    500,
    () => nowMs,
  );
  nowMs = 100;
  turn();
  expect(turns).toBe(1);
  nowMs = 4_000;
  turn();
  expect(turns).toBe(1);
  nowMs = 4_100;
  turn();
  expect(turns).toBe(2);
});
