import type { Recorder } from '../core/ports.ts';

/** Tells several recorders, in order. */
export function tellAll(...recorders: readonly Recorder[]): Recorder {
  return {
    sessionStarted: (session) => {
      for (const one of recorders) one.sessionStarted(session);
    },
    sessionEnded: (sessionId, atMs) => {
      for (const one of recorders) one.sessionEnded(sessionId, atMs);
    },
    leaseStarted: (lease) => {
      for (const one of recorders) one.leaseStarted(lease);
    },
    leaseEnded: (leaseId, reason, fault, atMs) => {
      for (const one of recorders) one.leaseEnded(leaseId, reason, fault, atMs);
    },
  };
}
