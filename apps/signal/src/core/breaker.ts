/**
 * A circuit breaker per helper.
 *
 * ```
 *  closed ──3 failures in a row──► open ──wait over──► half-open (one probe lease)
 *    ▲                              ▲                     │
 *    │                              └──── probe fails ────┤  each time twice the wait
 *    └───────────────────────── probe connects ───────────┘
 * ```
 * @module
 */
import { backoffMs } from './backoff.ts';

/** Failures in a row that take a helper out: one can be chance, three are a pattern. */
export const FAILURES_TO_OPEN = 3;
/** First time out. Long enough for a page to reload its engine, short enough to be forgiven. */
export const FIRST_OPEN_MS = 5_000;
/** Longest time out: a helper that never works costs one probe in five minutes. */
export const LONGEST_OPEN_MS = 300_000;

export type Breaker =
  | { readonly kind: 'closed'; readonly failures: number; readonly opens: number }
  | { readonly kind: 'open'; readonly untilMs: number; readonly opens: number }
  | { readonly kind: 'half_open'; readonly probing: boolean; readonly opens: number };

export type BreakerEvent = 'assigned' | 'succeeded' | 'failed' | 'time';

export const NEW_BREAKER: Breaker = Object.freeze({ kind: 'closed', failures: 0, opens: 0 });

export function reduceBreaker(state: Breaker, event: BreakerEvent, nowMs: number): Breaker {
  switch (state.kind) {
    case 'closed':
      return whenClosed(state, event, nowMs);
    case 'open':
      return event === 'time' && nowMs >= state.untilMs
        ? { kind: 'half_open', probing: false, opens: state.opens }
        : state;
    case 'half_open':
      return whenHalfOpen(state, event, nowMs);
  }
}

/** Whether a new lease may go to this helper. */
export const admits = (state: Breaker): boolean =>
  state.kind === 'closed' || (state.kind === 'half_open' && !state.probing);

function whenClosed(
  state: Extract<Breaker, { kind: 'closed' }>,
  event: BreakerEvent,
  nowMs: number,
): Breaker {
  if (event === 'succeeded') return state.failures === 0 ? state : { ...state, failures: 0 };
  if (event !== 'failed') return state;
  const failures = state.failures + 1;
  return failures < FAILURES_TO_OPEN ? { ...state, failures } : open(state.opens + 1, nowMs);
}

function whenHalfOpen(
  state: Extract<Breaker, { kind: 'half_open' }>,
  event: BreakerEvent,
  nowMs: number,
): Breaker {
  switch (event) {
    case 'assigned':
      return { ...state, probing: true };
    case 'failed':
      return open(state.opens + 1, nowMs);
    case 'succeeded':
      return { kind: 'closed', failures: 0, opens: state.opens };
    case 'time':
      return state;
  }
}

const open = (opens: number, nowMs: number): Breaker => ({
  kind: 'open',
  untilMs: nowMs + backoffMs(opens, FIRST_OPEN_MS, LONGEST_OPEN_MS),
  opens,
});
