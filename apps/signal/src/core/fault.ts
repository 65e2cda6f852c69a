/**
 * Why a lease ended, and whom that speaks against. Nobody is scored before this has been asked.
 * @module
 */
import type { EndCause, Fault } from '@p2c2g/protocol';

export type { EndCause };

export interface Evidence {
  readonly everConnected: boolean;
  /** Other helpers whose links the same gamer reported as failed within the last seconds. */
  readonly otherReports: number;
}

/** Reports within this time are taken together. */
export const REPORT_WINDOW_MS = 10_000;
/** With so many other helpers failing at once for one gamer, the gamer is what they have in common. */
const REPORTS_THAT_POINT_BACK = 2;

/** @returns null when nothing went wrong */
export function attributeFault(cause: EndCause, evidence: Evidence): Fault | null {
  switch (cause) {
    case 'bye':
    case 'paused':
    case 'replaced':
    case 'released_by_gamer':
    case 'session_ended':
      return null;
    case 'silent':
    case 'socket_closed':
    case 'no_answer':
      return 'helper';
    case 'no_offer':
      return 'gamer';
    case 'no_connection':
      return 'network';
    case 'released_by_helper':
      return evidence.everConnected ? 'gamer' : 'network';
    case 'reported':
      if (evidence.otherReports >= REPORTS_THAT_POINT_BACK) return 'gamer';
      return evidence.everConnected ? 'helper' : 'network';
  }
}

/** Whether it counts against the helper's circuit breaker: unreachable is as useless as broken. */
export const countsAgainstHelper = (fault: Fault | null): boolean =>
  fault === 'helper' || fault === 'network';
