/**
 * Times sessions from their request to their first helper.
 * @module
 */
import type { Recorder } from '../core/ports.ts';
import type { Metrics } from './metrics.ts';

const MS_PER_S = 1_000;

export function waitClock(metrics: Metrics): Recorder {
  const waitingSinceMs = new Map<string, number>();
  return {
    sessionStarted: ({ sessionId, createdMs }) => void waitingSinceMs.set(sessionId, createdMs),
    sessionEnded: (sessionId) => void waitingSinceMs.delete(sessionId),
    leaseStarted: ({ sessionId, createdMs }) => {
      const sinceMs = waitingSinceMs.get(sessionId);
      waitingSinceMs.delete(sessionId);
      if (sinceMs !== undefined) metrics.waited((createdMs - sinceMs) / MS_PER_S);
    },
    leaseEnded: (_, reason, fault) => metrics.leaseEnded(reason, fault),
  };
}
