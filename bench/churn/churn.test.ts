import { expect, it } from 'vitest';
import { seeded } from '../../apps/signal/src/core/test-core.ts';
import { churn } from './run.ts';

it('loses no lease, gives no helper out twice and keeps the ledger balanced while helpers die', async () => {
  const report = await churn({ helpers: 60, sessions: 15, seconds: 20, diePerSecond: 3, random: seeded(7) });
  expect(report.violations).toEqual([]);
  expect(report.lost).toBe(0);
  expect(report.ledgerProblems).toEqual([]);
  expect(report.died).toBe(60);
  expect(report.assigned).toBeGreaterThan(60);
  expect(report.ledgerRows).toBeGreaterThan(0);
});
