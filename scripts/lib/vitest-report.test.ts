import { expect, test } from 'vitest';
import { closingLine, countTests, readCounts, sumCounts } from './vitest-report.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

test('passed and failed tests are counted over all files, skipped ones are not', () => {
  const report = {
    testResults: [file('passed', 'passed', 'passed', 'skipped'), file('failed', 'failed', 'passed')],
  };
  expect(countTests(report)).toEqual({ passed: 3, failed: 1 });
});

test('a file that could not be loaded counts as one failure', () => {
  expect(countTests({ testResults: [file('failed')] })).toEqual({ passed: 0, failed: 1 });
});

test('a file whose tests passed but whose clean-up failed counts as one failure', () => {
  expect(countTests({ testResults: [file('failed', 'passed')] })).toEqual({ passed: 1, failed: 1 });
});

test('a report that was never written counts nothing', () => {
  expect(readCounts('/no/such/report.json')).toEqual({ passed: 0, failed: 0 });
});

test('the closing line is the sum of the runs', () => {
  const sum = sumCounts([
    { passed: 3, failed: 0 },
    { passed: 4, failed: 2 },
  ]);
  expect(closingLine(sum)).toBe('7 passed, 2 failed');
});
