import { expect, test } from 'vitest';
import { FrameBudget } from './frame-budget.ts';

test('one dear frame is borne, a second of them is not, and that is final', () => {
  const budget = new FrameBudget(4);
  for (let i = 0; i < 100; i += 1) budget.took(3);
  budget.took(20);
  expect(budget.isSpent).toBe(false);
  for (let i = 0; i < 30; i += 1) budget.took(9);
  expect(budget.isSpent).toBe(true);
  for (let i = 0; i < 1000; i += 1) budget.took(0);
  expect(budget.isSpent).toBe(true);
});

test('is not spent by a single frame that was held up, and is by a machine that has become slow', () => {
  const budget = new FrameBudget(4);
  for (let frame = 0; frame < 100; frame += 1) budget.took(1);
  budget.took(5000);
  expect(budget.isSpent).toBe(false);
  for (let frame = 0; frame < 100; frame += 1) budget.took(6);
  expect(budget.isSpent).toBe(true);
});
