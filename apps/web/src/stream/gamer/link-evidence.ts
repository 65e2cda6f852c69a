/**
 * What a gamer tells of a link that it gives up: what it saw, for the coordinator to judge.
 * @module
 */
import type { LinkEvidence } from '@p2c2g/protocol';
import type { LinkCounts } from '@p2c2g/session';
import type { LeasedLink } from '../../link/lease-links.ts';
import { RESTART_AFTER_MS } from '../../link/link-watch.ts';

type Pulse = Pick<LeasedLink, 'open' | 'lastHeardMs' | 'lastEchoMs'>;

/** @param counts the dispatcher's, when the link got so far */
export function evidenceOf(
  link: Pulse,
  all: readonly Pulse[],
  counts: LinkCounts | undefined,
  nowMs: number,
): LinkEvidence {
  const open = all.filter((each) => each.open);
  return {
    silent_ms: nowMs - link.lastHeardMs,
    unanswered_ms: nowMs - link.lastEchoMs,
    links: open.length,
    silent_links: open.filter(({ lastHeardMs }) => nowMs - lastHeardMs > RESTART_AFTER_MS).length,
    ordered: counts?.ordered ?? 0,
    results: counts?.results ?? 0,
    missing_receipts: counts?.missingReceipts ?? 0,
    errors: counts?.errors ?? 0,
  };
}
