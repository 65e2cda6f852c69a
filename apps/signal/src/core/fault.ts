/**
 * Why a lease ended, and whom that speaks against. Nobody is scored before this has been asked.
 * @module
 */
import type { EndCause, Fault, LinkEvidence } from '@p2c2g/protocol';

export type { EndCause };

export interface Evidence {
  readonly everConnected: boolean;
  /** Other helpers whose links the same gamer reported as failed within the last seconds. */
  readonly otherReports: number;
  /** Since the helper was last heard here; infinite when its socket is gone. */
  readonly helperHeardMs: number;
  /** Of its other gamers: those that it serves and that say nothing against it, and those that reported it within the last seconds. */
  readonly content: number;
  readonly complaining: number;
  /** Other gamers that lately gave this helper up for pictures that were not theirs. */
  readonly wronged: number;
  /** What the gamer saw; not every client tells. */
  readonly gamer: LinkEvidence | undefined;
}

/** Reports within this time are taken together. */
export const REPORT_WINDOW_MS = 10_000;
/** Wrong pictures are remembered for longer: who sends them is given up at once, and meets another gamer later. */
export const WRONG_PICTURES_WINDOW_MS = 3_600_000;
/** With so many other helpers failing at once for one gamer, the gamer is what they have in common. */
const REPORTS_THAT_POINT_BACK = 2;
/** Pings come four times a second: with this much of silence a helper does not merely fail to do its work. */
const SILENCE_MS = 500;

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
      return attributeReport(evidence);
    case 'wrong_pictures':
      return attributePictures(evidence);
  }
}

/**
 * A gamer reports that a link failed. What speaks for itself comes first: all its links failed, or another gamer says the same of that
 * helper. Then what the coordinator sees with its own eyes. The gamer's word alone decides only where nothing contradicts it.
 */
function attributeReport(evidence: Evidence): Fault {
  const { everConnected, otherReports, helperHeardMs, content, complaining, gamer } = evidence;
  if (otherReports >= REPORTS_THAT_POINT_BACK || isOwnLine(gamer)) return 'gamer';
  if (!everConnected) return 'network';
  if (complaining > 0) return 'helper';
  const quietMs = gamer ? Math.max(gamer.silent_ms, gamer.unanswered_ms) : 0;
  const isSilent = quietMs >= SILENCE_MS;
  // It is silent here too.
  if (helperHeardMs === Number.POSITIVE_INFINITY || (isSilent && helperHeardMs >= quietMs)) return 'helper';
  return content > 0 || isSilent ? 'network' : 'helper';
}

/**
 * A gamer gives a helper up for pictures that were not of its frames. Nobody else sees them, and a gamer may lie as well as a helper: its word
 * alone keeps the two apart, and that is all. What others said of this helper makes it more; what it says of all its helpers, less.
 */
function attributePictures({ everConnected, otherReports, wronged, gamer }: Evidence): Fault {
  const seen = gamer?.pictures;
  if (!everConnected || !seen || otherReports >= REPORTS_THAT_POINT_BACK) return 'gamer';
  const othersShare = seen.others_wrong / Math.max(1, seen.others_looked_at);
  if (2 * othersShare >= seen.wrong / Math.max(1, seen.looked_at)) return 'gamer';
  return wronged > 0 ? 'helper' : 'network';
}

/** Several helpers do not fall silent at the same time. */
const isOwnLine = (gamer: LinkEvidence | undefined): boolean =>
  gamer !== undefined && gamer.links > 1 && gamer.silent_links >= gamer.links;

/** Whether it counts against the helper's circuit breaker, which forgets soon: unreachable is as useless as broken. */
export const countsAgainstHelper = (fault: Fault | null): boolean =>
  fault === 'helper' || fault === 'network';

/** Whether it counts against its reputation, which remembers: a way that broke between two who worked together says nothing of either. */
export const speaksAgainstHelper = (fault: Fault | null, { everConnected }: Evidence): boolean =>
  fault === 'helper' || (fault === 'network' && !everConnected);
