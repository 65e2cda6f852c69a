import { describe, expect, it } from 'vitest';
import { phaseWords, statusWords } from './words.ts';

describe('statusWords', () => {
  it('says who scales and how long the queue is', () => {
    expect(statusWords({ kind: 'local', queuePosition: 1, reason: 'no_helpers', how: 'plain' })).toBe(
      'Scaled here: no helper yet, you are number 1 in the queue',
    );
    expect(statusWords({ kind: 'local', queuePosition: null, reason: null, how: 'network' })).toBe(
      'Upscaled on this machine: no helper yet',
    );
  });

  it('tells helpers of other groups only from none at all', () => {
    const waiting = { kind: 'local', queuePosition: 2, reason: 'none_in_pool', how: 'plain' } as const;
    expect(statusWords(waiting)).toBe(
      'Scaled here: no helper of your group yet, you are number 2 in the queue',
    );
  });

  it('counts helpers', () => {
    expect(statusWords({ kind: 'upscaled', helpers: 1 })).toBe('Upscaled by 1 helper');
    expect(statusWords({ kind: 'upscaled', helpers: 2 })).toBe('Upscaled by 2 helpers');
  });

  it('does not take the coordinator for the helpers', () => {
    const away = { kind: 'coordinator-away', retryAtMs: 0 } as const;
    expect(statusWords({ ...away, helpers: 2 })).toBe('Upscaled by 2 helpers; the coordinator is away');
    expect(statusWords({ ...away, helpers: 0 })).toBe('Scaled here; the coordinator is away');
  });
});

describe('phaseWords', () => {
  it('names the state for tests and tone for people', () => {
    expect(phaseWords({ kind: 'starting', step: 'connecting' })).toMatchObject({
      state: 'starting',
      busy: true,
    });
    expect(phaseWords({ kind: 'playing', status: { kind: 'upscaled', helpers: 1 } })).toMatchObject({
      state: 'upscaled',
      tone: 'good',
    });
  });
});
