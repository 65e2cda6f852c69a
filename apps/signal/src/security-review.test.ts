/** The security review names the tests that prove its answers: each must be there. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
const REVIEW = readFileSync(join(ROOT, 'docs/SECURITY.md'), 'utf8');

it('proves each answer by a test that exists', () => {
  const answers = REVIEW.split('\n').filter(
    (line) => /^\| (?!threat|asset|---)/.test(line) && line.split('|').length === 5,
  );
  expect(answers.length).toBeGreaterThan(25);
  for (const answer of answers) {
    const proofs = [...answer.split('|')[3]!.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, file]) => file!);
    expect(proofs.length, answer).toBeGreaterThan(0);
    for (const file of proofs) expect(existsSync(join(ROOT, file)), file).toBe(true);
  }
});
