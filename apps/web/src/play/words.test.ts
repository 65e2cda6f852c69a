import { WAIT_REASONS } from '@p2c2g/protocol';
import { describe, expect, it } from 'vitest';
import { phaseWords, statusWords } from './words.ts';

describe('statusWords', () => {
  it('says who scales and how long the queue is', () => {
    expect(statusWords({ kind: 'local', queuePosition: 1, reason: 'no_helpers', how: 'plain' })).toBe(
      'Scaled here: no helper is here yet; number 1 in the queue',
    );
    expect(statusWords({ kind: 'local', queuePosition: null, reason: null, how: 'network' })).toBe(
      'Upscaled on this machine: no helper yet',
    );
  });

  it('says honestly why nobody helps', () => {
    const said = WAIT_REASONS.map((reason) =>
      statusWords({ kind: 'local', queuePosition: 2, reason, how: 'plain' }),
    );
    expect(new Set(said).size).toBe(WAIT_REASONS.length);
    expect(said).toContain('Scaled here: all helpers are busy; number 2 in the queue');
    expect(said).toContain('Scaled here: no helper of your group is here yet; number 2 in the queue');
  });

  it('counts helpers', () => {
    expect(statusWords({ kind: 'upscaled', helpers: 1 })).toBe('Upscaled by 1 helper');
    expect(statusWords({ kind: 'upscaled', helpers: 2 })).toBe('Upscaled by 2 helpers');
    expect(statusWords({ kind: 'late', helpers: 1, how: 'plain' })).toBe(
      'Scaled here: pictures of 1 helper come too late',
    );
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
