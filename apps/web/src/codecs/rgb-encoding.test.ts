import { expect, test } from 'vitest';
import { planesOf } from './rgb-encoding.ts';

test('white, black and red as the tables of BT.601 and BT.709 have them', () => {
  const round = (...about: Parameters<typeof planesOf>) => planesOf(...about).map(Math.round);
  expect(round([255, 255, 255], { matrix: 'bt709', fullRange: false })).toEqual([235, 128, 128]);
  expect(round([0, 0, 0], { matrix: 'smpte170m', fullRange: false })).toEqual([16, 128, 128]);
  expect(round([255, 0, 0], { matrix: 'smpte170m', fullRange: false })).toEqual([81, 90, 240]);
  expect(round([255, 0, 0], { matrix: 'bt709', fullRange: false })).toEqual([63, 102, 240]);
  expect(round([0, 0, 255], { matrix: 'bt709', fullRange: true })).toEqual([18, 256, 116]);
});
