import { expect, it } from 'vitest';
import { Mosaics } from './mosaics.ts';

const picture = (name: string) => ({
  name,
  closed: 0,
  close() {
    this.closed += 1;
  },
});
const BANDS = new Map([
  [1, { y: 0, height: 96 }],
  [2, { y: 96, height: 84 }],
]);

function opened(): Mosaics<ReturnType<typeof picture>> {
  const mosaics = new Mosaics<ReturnType<typeof picture>>();
  mosaics.open(7, BANDS);
  return mosaics;
}

it('is whole when all bands have come, in any order', () => {
  const mosaics = opened();
  expect(mosaics.add(7, 2, { picture: picture('lower') })).toBe('waiting');
  expect(mosaics.add(7, 1, { picture: picture('upper') })).toBe('whole');
  expect(mosaics.take(7).map(({ picture: { name }, band }) => [name, band?.y])).toEqual([
    ['lower', 96],
    ['upper', 0],
  ]);
});

it('is partial when what lacks will not come, and whole should it come all the same', () => {
  const mosaics = opened();
  expect(mosaics.miss(7, 1)).toBe('waiting');
  expect(mosaics.add(7, 2, { picture: picture('lower') })).toBe('partial');
  expect(mosaics.add(7, 1, { picture: picture('upper') })).toBe('whole');
});

it('keeps what came over what was said not to', () => {
  const mosaics = opened();
  mosaics.add(7, 1, { picture: picture('upper') });
  expect(mosaics.miss(7, 1)).toBe('waiting');
  expect(mosaics.miss(7, 2)).toBe('partial');
});

it('closes what nobody waits for: twice, unasked, too late, at the end', () => {
  const mosaics = opened();
  const [first, second, unasked, late, left] = ['a', 'b', 'c', 'd', 'e'].map(picture);
  mosaics.add(7, 1, { picture: first! });
  mosaics.add(7, 1, { picture: second! });
  mosaics.add(7, 9, { picture: unasked! });
  expect(mosaics.take(7)).toHaveLength(1);
  mosaics.add(7, 2, { picture: late! });
  mosaics.open(8, BANDS);
  mosaics.add(8, 1, { picture: left! });
  mosaics.clear();
  expect([first, second, unasked, late, left].map((each) => each!.closed)).toEqual([0, 1, 1, 1, 1]);
});

it('remembers who made which band', () => {
  const mosaics = opened();
  mosaics.add(7, 1, { picture: picture('upper'), linkId: 'a' });
  mosaics.add(7, 2, { picture: picture('lower'), linkId: 'b' });
  expect(mosaics.take(7).map(({ linkId }) => linkId)).toEqual(['a', 'b']);
});
