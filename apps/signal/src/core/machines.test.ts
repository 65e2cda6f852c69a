import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';
import {
  admits,
  type Breaker,
  type BreakerEvent,
  FAILURES_TO_OPEN,
  FIRST_OPEN_MS,
  NEW_BREAKER,
  reduceBreaker,
} from './breaker.ts';
import { sharedCodecs } from './codec-family.ts';
import { Epochs } from './epochs.ts';
import { attributeFault, type Evidence, speaksAgainstHelper } from './fault.ts';
import { advance, isOverdue, newLease } from './lease.ts';
import { judge, NEW_REPUTATION, reputationOf } from './reputation.ts';
import { EMPTY_SLOT, reduceSlot } from './slot.ts';

const run = (events: BreakerEvent[], from: Breaker = NEW_BREAKER, nowMs = 0): Breaker =>
  events.reduce((state, event) => reduceBreaker(state, event, nowMs), from);

describe('breaker', () => {
  it('opens after three failures in a row, probes once, and doubles the wait', () => {
    const open = run(Array(FAILURES_TO_OPEN).fill('failed'));
    expect(open).toEqual({ kind: 'open', untilMs: FIRST_OPEN_MS, opens: 1 });
    expect(admits(open)).toBe(false);
    const half = reduceBreaker(open, 'time', FIRST_OPEN_MS);
    expect(admits(half)).toBe(true);
    const probing = reduceBreaker(half, 'assigned', FIRST_OPEN_MS);
    expect(admits(probing)).toBe(false);
    expect(reduceBreaker(probing, 'failed', 0)).toEqual({
      kind: 'open',
      untilMs: 2 * FIRST_OPEN_MS,
      opens: 2,
    });
    expect(reduceBreaker(probing, 'succeeded', 0)).toMatchObject({ kind: 'closed', failures: 0 });
  });

  it('forgets failures after a success', () => {
    expect(run(['failed', 'failed', 'succeeded', 'failed', 'failed']).kind).toBe('closed');
  });

  it('never admits while open, whatever happens', () => {
    const events = fc.array(fc.constantFrom<BreakerEvent>('assigned', 'succeeded', 'failed', 'time'));
    fc.assert(
      fc.property(events, (list) => {
        const state = run(list);
        expect(admits(state)).toBe(state.kind === 'closed' || (state.kind === 'half_open' && !state.probing));
      }),
    );
  });
});

describe('slot', () => {
  it('rests after every third failure in a row, longer each time', () => {
    let slot = EMPTY_SLOT;
    const rests: number[] = [];
    for (let n = 1; n <= 9; n += 1) {
      slot = reduceSlot(reduceSlot(slot, { kind: 'leased', leaseId: `l${n}` }, 0), { kind: 'failed' }, 0);
      if (slot.kind === 'resting') {
        rests.push(slot.untilMs);
        slot = reduceSlot(slot, { kind: 'time' }, slot.untilMs);
      }
      expect(slot.kind).toBe('empty');
    }
    expect(rests).toEqual([1000, 2000, 4000]);
  });

  it('starts afresh once a link stands', () => {
    const leased = reduceSlot({ kind: 'empty', failures: 2 }, { kind: 'leased', leaseId: 'l' }, 0);
    expect(reduceSlot(leased, { kind: 'connected' }, 0)).toMatchObject({ kind: 'leased', failures: 0 });
  });
});

describe('lease', () => {
  const record = {
    leaseId: 'l',
    sessionId: 's',
    peerId: 'h',
    gamerId: 'g',
    epoch: 1,
    role: 'active' as const,
    createdMs: 0,
  };

  it('takes an answer only after an offer', () => {
    const lease = newLease(record, { kind: 'offered', sinceMs: 0 });
    expect(() => advance(lease, 'answer', 1)).toThrow(/offer/);
    advance(lease, 'offer', 1);
    advance(lease, 'answer', 2);
    expect(lease.state).toEqual({ kind: 'answered', sinceMs: 2 });
    expect(() => advance(lease, 'answer', 3)).toThrow(/offer/);
  });

  it('is overdue until it is connected, and never after', () => {
    const lease = newLease(record, { kind: 'offered', sinceMs: 0 });
    expect(isOverdue(lease, 10_001)).toBe(true);
    advance(lease, 'connected', 5);
    expect(isOverdue(lease, 1e9)).toBe(false);
  });
});

describe('epochs', () => {
  it('grow for each pair by itself, and wrap within u16 without 0', () => {
    const epochs = new Epochs();
    expect([epochs.next('g', 'h'), epochs.next('g', 'h'), epochs.next('g', 'i')]).toEqual([1, 2, 1]);
    epochs.seen('g', 'h', 0xffff);
    expect(epochs.next('g', 'h')).toBe(1);
  });
});

/** One gamer reports one helper, with which it had worked, and nobody knows more. */
const ALONE: Evidence = {
  everConnected: true,
  otherReports: 0,
  helperHeardMs: 400,
  content: 0,
  complaining: 0,
  wronged: 0,
  gamer: undefined,
};
const SILENT = {
  silent_ms: 3_100,
  unanswered_ms: 3_200,
  links: 3,
  silent_links: 1,
  ordered: 900,
  results: 890,
  missing_receipts: 3,
  errors: 3,
};

describe('fault', () => {
  it('blames nobody for a farewell, and the gamer when many helpers fail it at once', () => {
    expect(attributeFault('bye', ALONE)).toBeNull();
    expect(attributeFault('silent', ALONE)).toBe('helper');
    expect(attributeFault('reported', ALONE)).toBe('helper');
    expect(attributeFault('reported', { ...ALONE, everConnected: false })).toBe('network');
    expect(attributeFault('reported', { ...ALONE, otherReports: 2 })).toBe('gamer');
  });

  it('blames the gamer whose links all fell silent, whatever it says', () => {
    const gamer = { ...SILENT, links: 2, silent_links: 2 };
    expect(attributeFault('reported', { ...ALONE, gamer })).toBe('gamer');
    expect(attributeFault('reported', { ...ALONE, complaining: 1, gamer })).toBe('gamer');
    expect(attributeFault('reported', { ...ALONE, gamer: { ...gamer, links: 1, silent_links: 1 } })).toBe(
      'network',
    );
  });

  it('blames a helper that is silent here too, or of which another gamer says the same', () => {
    expect(attributeFault('reported', { ...ALONE, helperHeardMs: 3_600, gamer: SILENT })).toBe('helper');
    const noSocket = { ...ALONE, helperHeardMs: Number.POSITIVE_INFINITY };
    expect(attributeFault('reported', { ...noSocket, content: 1, gamer: SILENT })).toBe('helper');
    expect(attributeFault('reported', { ...ALONE, complaining: 1, gamer: SILENT })).toBe('helper');
  });

  it('blames the way between the two when the helper is heard here, or others are content with it', () => {
    expect(attributeFault('reported', { ...ALONE, gamer: SILENT })).toBe('network');
    expect(attributeFault('reported', { ...ALONE, content: 1 })).toBe('network');
    const half = { ...SILENT, silent_ms: 40, unanswered_ms: 3_800 };
    expect(attributeFault('reported', { ...ALONE, gamer: half })).toBe('network');
  });

  it('blames a helper that speaks and does not do its work', () => {
    const idle = { ...SILENT, silent_ms: 40, unanswered_ms: 200, ordered: 200, results: 0 };
    expect(attributeFault('reported', { ...ALONE, gamer: idle })).toBe('helper');
  });

  it('takes two gamers to find a helper guilty of wrong pictures', () => {
    const pictures = { looked_at: 40, wrong: 3, others_looked_at: 800, others_wrong: 1 };
    const wronged = { ...ALONE, gamer: { ...SILENT, pictures } };
    expect(attributeFault('wrong_pictures', wronged)).toBe('network');
    expect(attributeFault('wrong_pictures', { ...wronged, content: 3 })).toBe('network');
    expect(attributeFault('wrong_pictures', { ...wronged, wronged: 1 })).toBe('helper');
  });

  it('blames the gamer that finds all pictures wrong, or those of many, or of a link that never was', () => {
    const pictures = { looked_at: 40, wrong: 3, others_looked_at: 40, others_wrong: 2 };
    const gamer = { ...SILENT, pictures };
    expect(attributeFault('wrong_pictures', { ...ALONE, wronged: 1, gamer })).toBe('gamer');
    const alone = { ...gamer, pictures: { ...pictures, others_wrong: 0 } };
    const sure = { ...ALONE, wronged: 1, gamer: alone };
    expect(attributeFault('wrong_pictures', sure)).toBe('helper');
    expect(attributeFault('wrong_pictures', { ...sure, otherReports: 2 })).toBe('gamer');
    expect(attributeFault('wrong_pictures', { ...sure, everConnected: false })).toBe('gamer');
  });

  it('remembers nothing of a way that broke between two who had worked together', () => {
    expect(speaksAgainstHelper('network', ALONE)).toBe(false);
    expect(speaksAgainstHelper('network', { ...ALONE, everConnected: false })).toBe(true);
    expect(speaksAgainstHelper('helper', ALONE)).toBe(true);
    expect(speaksAgainstHelper('gamer', ALONE)).toBe(false);
  });
});

describe('small parts', () => {
  it('backs off within its bounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (n) => {
        const ms = backoffMs(n, 100, 5_000);
        expect(ms).toBeGreaterThanOrEqual(100);
        expect(ms).toBeLessThanOrEqual(5_000);
      }),
    );
  });

  it('agrees on codecs by family, in the order wanted', () => {
    expect(sharedCodecs(['avc1.42E01F', 'vp8', 'av01.0.04M.08'], ['vp8', 'h264'])).toEqual([
      'avc1.42E01F',
      'vp8',
    ]);
    expect(sharedCodecs(['vp9'], undefined)).toEqual(['vp9']);
    expect(sharedCodecs(['h264'], ['vp8'])).toEqual([]);
  });

  const verdict = (good: boolean) => ({ good, cause: 'bye' as const, atMs: 0 });

  it('keeps reputation between 0 and 1 and moves it the right way', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300, size: 'max' }), (verdicts) => {
        const value = reputationOf(verdicts.map(verdict).reduce(judge, NEW_REPUTATION));
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(1);
      }),
    );
    expect(reputationOf(judge(NEW_REPUTATION, verdict(true)))).toBeGreaterThan(0.5);
    expect(reputationOf(judge(NEW_REPUTATION, verdict(false)))).toBeLessThan(0.5);
  });
});
