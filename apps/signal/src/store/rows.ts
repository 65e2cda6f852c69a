/**
 * Rows of sessions and leases as the core knows them.
 * @module
 */
import type { LeaseRecord, SessionRecord } from '../core/ports.ts';
import type { Tables } from './schema.ts';

export const sessionFrom = (row: Tables['sessions']): SessionRecord => ({
  sessionId: row.session_id,
  secretHash: row.secret_hash,
  gamerId: row.gamer_id,
  params: JSON.parse(row.params),
  codecs: JSON.parse(row.codecs),
  maxLinks: row.max_links,
  createdMs: row.created_ms,
});

export const leaseFrom = (row: Tables['leases']): LeaseRecord => ({
  leaseId: row.lease_id,
  sessionId: row.session_id,
  peerId: row.peer_id,
  gamerId: row.gamer_id,
  epoch: row.epoch,
  role: row.role,
  createdMs: row.created_ms,
});
