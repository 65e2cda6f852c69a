import { expect, it } from 'vitest';
import { csv } from './csv.ts';

it('quotes what needs it and defuses formulas', () => {
  expect(
    csv([
      { name: 'a,"b"', amount: -5 },
      { name: '=cmd()', amount: 0 },
    ]),
  ).toBe('name,amount\r\n"a,""b""",-5\r\n\'=cmd(),0\r\n');
  expect(csv([])).toBe('');
});
