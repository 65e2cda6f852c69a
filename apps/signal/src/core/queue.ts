/**
 * The order in which waiting sessions are served: by priority, then by age; waiting raises priority, so none starves.
 * @module
 */
import type { Session } from './session.ts';

/** Waiting so long is worth one step of priority (0..9). */
const STEP_MS = 30_000;

export function inServingOrder(sessions: Iterable<Session>, nowMs: number): Session[] {
  return [...sessions].sort(
    (a, b) => rank(b, nowMs) - rank(a, nowMs) || sinceMs(a) - sinceMs(b) || byId(a, b),
  );
}

/** Places from 1, of those sessions that have no link at all. */
export function queuePositions(sessions: Iterable<Session>, nowMs: number): ReadonlyMap<string, number> {
  const queued = [...sessions].filter(({ status }) => status.kind === 'queued');
  const waiting = inServingOrder(queued, nowMs);
  return new Map(waiting.map((session, index) => [session.sessionId, index + 1]));
}

const sinceMs = ({ status, createdMs }: Session): number =>
  status.kind === 'queued' ? status.sinceMs : createdMs;
const rank = (session: Session, nowMs: number): number =>
  session.priority + Math.floor((nowMs - sinceMs(session)) / STEP_MS);
const byId = (a: Session, b: Session): number => (a.sessionId < b.sessionId ? -1 : 1);
