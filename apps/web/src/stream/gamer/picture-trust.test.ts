import { expect, it } from 'vitest';
import { PictureTrust } from './picture-trust.ts';

function shown(trust: PictureTrust, linkId: string, right: number, wrong = 0): void {
  for (let i = 0; i < right; i += 1) trust.looked(linkId, false);
  for (let i = 0; i < wrong; i += 1) trust.looked(linkId, true);
}

it('forgives one wrong picture, and one now and then', () => {
  const trust = new PictureTrust();
  for (let i = 0; i < 20; i += 1) shown(trust, 'a', 100, 1);
  expect(trust.isLost('a')).toBe(false);
  expect(trust.evidenceAgainst('a')).toBeUndefined();
});

it('gives up who sends three in a row, or one in twenty', () => {
  const trust = new PictureTrust();
  shown(trust, 'a', 500, 2);
  expect(trust.isLost('a')).toBe(false);
  shown(trust, 'a', 0, 1);
  expect(trust.isLost('a')).toBe(true);
  for (let i = 0; i < 5; i += 1) shown(trust, 'b', 19, 1);
  expect(trust.isLost('b')).toBe(true);
  expect(trust.isLost('never heard of')).toBe(false);
});

it('tells what the others did beside it', () => {
  const trust = new PictureTrust();
  shown(trust, 'honest', 90, 1);
  shown(trust, 'gone', 10);
  shown(trust, 'liar', 4, 3);
  expect(trust.evidenceAgainst('liar')).toEqual({
    looked_at: 7,
    wrong: 3,
    others_looked_at: 101,
    others_wrong: 1,
  });
});

it('remembers a bounded number of links, the newest', () => {
  const trust = new PictureTrust();
  for (let i = 0; i < 40; i += 1) shown(trust, `link ${i}`, 1);
  shown(trust, 'liar', 0, 3);
  expect(trust.evidenceAgainst('liar')?.others_looked_at).toBe(31);
});
