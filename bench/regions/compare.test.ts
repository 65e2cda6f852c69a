import { describe, expect, it } from 'vitest';
import { atSamePicture, type Level } from './compare.ts';

const level = (psnrDb: number, bytes: number): Level => ({
  psnrDb,
  bytes,
  encodeMs: bytes / 100,
  decodeMs: 1,
});

describe('atSamePicture', () => {
  it('compares in the middle of what both ways reach', () => {
    const whole = [level(30, 1000), level(40, 4000)];
    const part = [level(34, 500), level(44, 2000)];
    const same = atSamePicture(whole, part)!;
    expect(same.psnrDb).toBe(37);
    expect(same.whole.bytes).toBeCloseTo(1000 * 4 ** 0.7);
    expect(same.part.bytes).toBeCloseTo(500 * 4 ** 0.3);
    expect(same.part.encodeMs).toBeCloseTo(5 + 0.3 * 15);
  });

  it('takes levels in any order', () => {
    const levels = [level(40, 4000), level(30, 1000), level(35, 2000)];
    expect(atSamePicture(levels, levels)!.whole.bytes).toBeCloseTo(2000);
  });

  it('compares nothing that has no picture in common', () => {
    expect(atSamePicture([level(30, 1)], [level(40, 1)])).toBeUndefined();
  });
});
