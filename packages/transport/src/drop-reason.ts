/** Why a packet was not taken. Every one is counted; none is an exception, for a hostile end can cause all of them at will. */
export const DROP_REASONS = [
  /** No room for a header and one byte. */
  'short',
  /** Longer than any honest packet. */
  'oversized',
  'bad-version',
  'bad-kind',
  /** An unknown flag, or a reserved byte that is not 0. */
  'bad-flags',
  /** Index, counts and frame size contradict each other. */
  'bad-counts',
  /** The shard's length is not the one its header implies. */
  'bad-length',
  /** An honest packet of the other direction. */
  'foreign-kind',
  /** From another pairing of the two ends. */
  'foreign-epoch',
  /** Disagrees with an earlier packet of its frame. */
  'inconsistent',
  /** This packet already came. */
  'duplicate',
  /** Its frame is already complete (or was repaired without it). */
  'completed',
  /** Its frame was given up: too old, or pushed out by newer ones. */
  'expired',
  /** The frame would be larger than this receiver takes. */
  'frame-too-big',
  /** No room, and every frame held is newer than this one. */
  'overflow',
] as const;

export type DropReason = (typeof DROP_REASONS)[number];
