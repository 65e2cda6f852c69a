/** Reads what Vitest's JSON reporter wrote. */
import { readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * A test file that could not even be loaded has no tests to count, so it counts as one failure: it must not vanish
 * from the sum.
 * @param {{ testResults?: { status: string, assertionResults: { status: string }[] }[] }} report
 * @returns {Counts}
 */
export function countTests(report) {
  const counts = { passed: 0, failed: 0 };
  for (const file of report.testResults ?? []) {
    const passed = file.assertionResults.filter((test) => test.status === 'passed').length;
    const failed = file.assertionResults.filter((test) => test.status === 'failed').length;
    counts.passed += passed;
    counts.failed += failed === 0 && file.status === 'failed' ? 1 : failed;
  }
  return counts;
}

/** @param {string} file @returns {Counts} zeros when there is no readable report: the run never came that far */
export function readCounts(file) {
  try {
    return countTests(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/** @param {readonly Counts[]} all @returns {Counts} */
export function sumCounts(all) {
  return {
    passed: all.reduce((sum, counts) => sum + counts.passed, 0),
    failed: all.reduce((sum, counts) => sum + counts.failed, 0),
  };
}

/** @param {Counts} counts */
export function closingLine(counts) {
  return `${counts.passed} passed, ${counts.failed} failed`;
}
