import { expect, it } from 'vitest';
import { standingWords } from './standing-words.ts';

const latest = (good: boolean, cause: 'silent' | 'session_ended') => [{ good, cause, age_ms: 0 }];

it('says what trust rests on, and why the newest link failed', () => {
  expect(standingWords({ score: 0.5, good: 0, bad: 0, latest: [] })).toMatch(/No link has been judged/);
  expect(standingWords({ score: 0.6, good: 1.98, bad: 1, latest: latest(false, 'silent') })).toBe(
    'Of the last links, 2 held and 1 failed; each counts less with every new one. The newest failed: this tab said nothing any more.',
  );
  expect(standingWords({ score: 0.6, good: 2, bad: 1, latest: latest(true, 'session_ended') })).toMatch(
    /The newest held\.$/,
  );
});
