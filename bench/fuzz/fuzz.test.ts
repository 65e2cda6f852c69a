import { expect, it } from 'vitest';
import { seeded } from '../../apps/signal/src/core/test-core.ts';
import { KINDS, makePayload } from './corpus.ts';
import { fuzz } from './run.ts';

it('answers thousands of malformed messages and requests each with a code, and stays as it was', async () => {
  const { sent, tally, grownMb, loggedErrors } = await fuzz({ messages: 8_000, random: seeded(11) });
  expect(tally.findings).toEqual([]);
  expect(loggedErrors).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(8_000);
  expect(tally.codes.get('P2C2G_MALFORMED')).toBeGreaterThan(100);
  expect(grownMb).toBeLessThan(30);
});

it('makes every kind of nonsense, and the same again from the same seed', () => {
  const made = (seed: number) => {
    const random = seeded(seed);
    return Array.from({ length: 400 }, () => makePayload(random));
  };
  expect(new Set(made(1).map(({ kind }) => kind))).toEqual(new Set(KINDS));
  expect(made(2)).toEqual(made(2));
});
