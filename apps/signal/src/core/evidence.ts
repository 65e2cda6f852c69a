/**
 * What speaks for and against the two ends of a lease when it ends: what the coordinator sees itself, and what others say.
 * @module
 */
import type { LinkEvidence } from '@p2c2g/protocol';
import { type Evidence, REPORT_WINDOW_MS } from './fault.ts';
import type { Lease } from './lease.ts';
import type { World } from './world.ts';

export function gatherEvidence(world: World, lease: Lease, gamer: LinkEvidence | undefined): Evidence {
  return {
    everConnected: lease.state.kind === 'connected',
    otherReports: otherHelpersReported(world, lease),
    helperHeardMs: helperHeardMs(world, lease.peerId),
    ...othersOf(world, lease),
    gamer,
  };
}

/** A gamer has reported this lease's helper, and not because of its own line. */
export function noteComplaint(world: World, { peerId, sessionId }: Lease): void {
  world.helpers.get(peerId)?.complaints.push({ sessionId, atMs: world.now });
}

const isRecent = (world: World, { atMs }: { readonly atMs: number }): boolean =>
  world.now - atMs <= REPORT_WINDOW_MS;

function otherHelpersReported(world: World, { sessionId, peerId }: Lease): number {
  const session = world.sessions.get(sessionId);
  if (!session) return 0;
  session.reports = session.reports.filter((report) => isRecent(world, report));
  const others = new Set(session.reports.map((report) => report.peerId));
  others.delete(peerId);
  return others.size;
}

function helperHeardMs(world: World, peerId: string): number {
  const presence = world.helpers.get(peerId)?.presence;
  return presence?.kind === 'online' ? world.now - presence.lastHeardMs : Number.POSITIVE_INFINITY;
}

/** The helper's other gamers. */
function othersOf(world: World, { peerId, sessionId }: Lease): { content: number; complaining: number } {
  const helper = world.helpers.get(peerId);
  if (!helper) return { content: 0, complaining: 0 };
  helper.complaints = helper.complaints.filter((complaint) => isRecent(world, complaint));
  const complaining = new Set(helper.complaints.map((complaint) => complaint.sessionId));
  complaining.delete(sessionId);
  let content = 0;
  for (const other of world.leases.ofHelper(peerId)) {
    const isServed = other.sessionId !== sessionId && other.state.kind === 'connected';
    if (isServed && !complaining.has(other.sessionId)) content += 1;
  }
  return { content, complaining: complaining.size };
}
