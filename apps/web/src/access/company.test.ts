import { POOLS } from '@p2c2g/protocol';
import { describe, expect, it } from 'vitest';
import { POOL_NOTES, readPool } from './company.ts';

describe('readPool', () => {
  it('knows every pool of the protocol', () => {
    for (const pool of POOLS) expect(readPool(pool)).toBe(pool);
  });

  it('takes anything else for no choice', () => {
    for (const value of [undefined, null, '', 'everybody', 'toString', 7, ['own']])
      expect(readPool(value)).toBe('anyone');
  });
});

it('only the choice that needs no key goes without a note', () => {
  expect(POOLS.filter((pool) => POOL_NOTES[pool] === '')).toEqual(['anyone']);
});
