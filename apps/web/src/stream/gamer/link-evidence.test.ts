import { expect, it } from 'vitest';
import { evidenceOf } from './link-evidence.ts';

const NOW_MS = 10_000;
const link = (silentMs: number, unansweredMs = silentMs, open = true) => ({
  open,
  lastHeardMs: NOW_MS - silentMs,
  lastEchoMs: NOW_MS - unansweredMs,
});

it('tells how long the link has been silent, and whether others are too', () => {
  const silent = link(3_000, 3_200);
  const all = [silent, link(20), link(2_000), link(9_000, 9_000, false)];
  expect(evidenceOf(silent, all, undefined, NOW_MS)).toEqual({
    silent_ms: 3_000,
    unanswered_ms: 3_200,
    links: 3,
    silent_links: 2,
    ordered: 0,
    results: 0,
    missing_receipts: 0,
    errors: 0,
  });
});

it('tells what the helper did with its orders', () => {
  const counts = {
    ordered: 40,
    hedges: 1,
    results: 30,
    firsts: 29,
    timeouts: 3,
    refusals: 2,
    errors: 3,
    missingReceipts: 4,
    wrongPictures: 0,
  };
  const told = evidenceOf(link(10), [link(10)], counts, NOW_MS);
  expect(told).toMatchObject({ ordered: 40, results: 30, missing_receipts: 4, errors: 3 });
});
