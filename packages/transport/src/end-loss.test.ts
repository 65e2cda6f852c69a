import { describe, expect, it } from 'vitest';
import { EndLoss } from './end-loss.ts';
import { burstsOf, LossModel } from './loss-model.ts';
import { seededRandom } from './random.ts';

const PACKETS = 20;

/** A frame that lost those packets. */
const without = (lost: readonly number[], packets = PACKETS): boolean[] =>
  Array.from({ length: packets }, (_, i) => !lost.includes(i));

function certainAfter(frames: number, frameOf: (i: number) => boolean[]): boolean {
  const endLoss = new EndLoss();
  for (let i = 0; i < frames; i++) endLoss.frame(frameOf(i));
  return endLoss.certain;
}

describe('EndLoss', () => {
  it('is certain once frame after frame has lost its end, and no longer when they come whole', () => {
    const endLoss = new EndLoss();
    for (let i = 0; i < 10; i++) endLoss.frame(without([15, 17, 18, 19]));
    expect(endLoss.certain).toBe(false);
    for (let i = 0; i < 20; i++) endLoss.frame(without([15, 17, 18, 19]));
    expect(endLoss.certain).toBe(true);
    endLoss.frame(without([]));
    expect(endLoss.certain).toBe(false);
  });

  it('stays certain while some packets are lost at random as well', () => {
    expect(certainAfter(60, (i) => without([i % 6, 15, 16, 17, 18, 19]))).toBe(true);
  });

  it.each([
    ['2 % at random', { lossRate: 0.02 }],
    ['20 % at random', { lossRate: 0.2 }],
    ['bursts of 4', { burst: burstsOf(0.02, 4) }],
    ['bursts longer than frames', { burst: burstsOf(0.1, 40) }],
  ])('is not taken in by %s', (_, conditions) => {
    const model = new LossModel(conditions, seededRandom(5));
    const endLoss = new EndLoss();
    let everCertain = false;
    for (let i = 0; i < 50_000; i++) {
      endLoss.frame(Array.from({ length: PACKETS }, () => !model.loses()));
      everCertain ||= endLoss.certain;
    }
    expect(everCertain).toBe(false);
  });

  it('is not taken in by a large frame now and then that loses its end', () => {
    expect(certainAfter(5000, (i) => without(i % 10 === 0 ? [17, 18, 19] : []))).toBe(false);
  });

  it('passes over frames of a packet or three, and those that were lost as a whole', () => {
    expect(certainAfter(500, () => without([2], 3))).toBe(false);
    expect(certainAfter(500, () => without(Array.from({ length: PACKETS }, (_, i) => i)))).toBe(false);
  });
});
