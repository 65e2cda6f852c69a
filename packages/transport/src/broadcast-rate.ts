export interface BroadcastLink {
  /** What this link's line carries. */
  readonly targetBps: number;
  /** Its helper works now. */
  readonly active: boolean;
}

/** A standby whose line carries less than this share of the active one's does not hold the stream down: it misses frames instead. */
const LEFT_BEHIND = 0.5;

/**
 * The rate of one stream that goes to all links at once: as much as the slowest line that counts carries, and every link's copy counts
 * against the cap.
 *
 * @param capBps for all copies together: a data saver's limit, or the access line's
 */
export function broadcastRateBps(links: readonly BroadcastLink[], capBps: number): number {
  if (links.length === 0) return capBps;
  const counted = links.filter(({ active }) => active);
  const goalBps = Math.max(...(counted.length > 0 ? counted : links).map(({ targetBps }) => targetBps));
  const kept = links.filter(({ active, targetBps }) => active || targetBps >= LEFT_BEHIND * goalBps);
  return Math.min(capBps / links.length, ...kept.map(({ targetBps }) => targetBps));
}
