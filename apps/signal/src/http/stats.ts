/**
 * What the coordinator says of itself over HTTP. No secret is in here: not a token, not a session's secret.
 * @module
 */

import { picturesDoubtedBy } from '../core/evidence.ts';
import { expectedMs } from '../core/helper.ts';
import { utilisation } from '../core/placement.ts';
import { queuePositions } from '../core/queue.ts';
import { reputationOf } from '../core/reputation.ts';
import { linkCount } from '../core/session.ts';
import { idleReason } from '../core/tell.ts';
import type { Hub } from '../net/hub.ts';

export interface SystemStats {
  readonly active_peers: number;
  readonly pending_tasks: number;
  readonly completed_tasks: number;
  readonly failed_tasks: number;
  readonly sessions: number;
  readonly queued_sessions: number;
  readonly leases: number;
  readonly gamers: number;
  /** By helpers, since this server started. */
  readonly frames_upscaled: number;
}

export function systemStats({ broker: { world, tasks }, framesUpscaled }: Hub): SystemStats {
  return {
    active_peers: [...world.helpers.values()].filter(({ presence }) => presence.kind === 'online').length,
    pending_tasks: tasks.pending,
    completed_tasks: tasks.completed,
    failed_tasks: tasks.failed,
    sessions: world.sessions.size,
    queued_sessions: [...world.sessions.values()].filter(({ status }) => status.kind === 'queued').length,
    leases: world.leases.size,
    gamers: world.gamers.size,
    frames_upscaled: framesUpscaled,
  };
}

export function sessionRows({ broker: { world } }: Hub) {
  const positions = queuePositions(world.sessions.values(), world.now);
  return [...world.sessions.values()].map((session) => ({
    session_id: session.sessionId,
    gamer_id: session.gamerId,
    status: session.status.kind,
    reason: session.status.kind === 'queued' ? session.status.reason : null,
    queue_position: positions.get(session.sessionId) ?? null,
    links: linkCount(session),
    max_links: session.maxLinks,
    online: world.isOnline(session),
    params: session.params,
    created_ms: session.createdMs,
    leases: [...world.leases.ofSession(session.sessionId)].map((lease) => ({
      lease_id: lease.leaseId,
      peer_id: lease.peerId,
      epoch: lease.epoch,
      role: lease.role,
      state: lease.state.kind,
      expected_ms: expectedMs(world.helpers.get(lease.peerId)!, session.params),
    })),
  }));
}

export function helperRows({ broker: { world } }: Hub) {
  return [...world.helpers.values()].map((helper) => ({
    peer_id: helper.peerId,
    region: helper.standing.region,
    presence: helper.presence.kind,
    paused: helper.paused,
    load: helper.load,
    queue: helper.queue,
    thermal_status: helper.thermal,
    rtt_ms: helper.rttMs ?? null,
    breaker: helper.breaker.kind,
    reputation: reputationOf(helper.reputation),
    judgements: helper.reputation.latest,
    /** Gamers that gave it up for pictures that were not of their frames, within the last hour. */
    picture_complaints: picturesDoubtedBy(world, helper.peerId).size,
    utilisation: utilisation(helper, world.surroundings),
    leases: world.leases.ofHelper(helper.peerId).size,
    idle_reason: world.leases.ofHelper(helper.peerId).size > 0 ? null : idleReason(world, helper),
    capabilities: helper.capabilities,
    joined_ms: helper.joinedMs,
  }));
}
