/**
 * What speaks for and against the two ends of a lease when it ends: what the coordinator sees itself, and what others say.
 * @module
 */
import type { LinkEvidence } from '@p2c2g/protocol';
import { type EndCause, type Evidence, REPORT_WINDOW_MS, WRONG_PICTURES_WINDOW_MS } from './fault.ts';
import type { Complaint } from './helper.ts';
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

/** More complaints of one helper say nothing new. */
const MOST_COMPLAINTS = 32;

/** A gamer has reported this lease's helper, and not because of its own line. */
export function noteComplaint(world: World, lease: Lease, cause: EndCause): void {
  const helper = world.helpers.get(lease.peerId);
  const { sessionId } = lease;
  const complaint = { sessionId, voice: voiceOf(world, lease), atMs: world.now };
  helper?.complaints.push({ ...complaint, pictures: cause === 'wrong_pictures' });
  if (helper && helper.complaints.length > MOST_COMPLAINTS) helper.complaints.shift();
}

/** The voices that call this helper's pictures wrong. */
export function picturesDoubtedBy(world: World, peerId: string): Set<string> {
  const complaints = world.helpers.get(peerId)?.complaints ?? [];
  const lately = complaints.filter((complaint) => complaint.pictures && isRemembered(world, complaint));
  return new Set(lately.map(({ voice }) => voice));
}

const voiceOf = (world: World, { gamerId }: Lease): string =>
  world.gamers.get(gamerId)?.standing.subject ?? gamerId;

const isRecent = (world: World, { atMs }: { readonly atMs: number }): boolean =>
  world.now - atMs <= REPORT_WINDOW_MS;

const isRemembered = (world: World, complaint: Complaint): boolean =>
  complaint.pictures ? world.now - complaint.atMs <= WRONG_PICTURES_WINDOW_MS : isRecent(world, complaint);

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
function othersOf(world: World, lease: Lease): Pick<Evidence, 'content' | 'complaining' | 'wronged'> {
  const { peerId, sessionId } = lease;
  const helper = world.helpers.get(peerId);
  if (!helper) return { content: 0, complaining: 0, wronged: 0 };
  helper.complaints = helper.complaints.filter((complaint) => isRemembered(world, complaint));
  const recent = helper.complaints.filter((complaint) => isRecent(world, complaint));
  const complaining = new Set(recent.map((complaint) => complaint.sessionId));
  complaining.delete(sessionId);
  const wronged = picturesDoubtedBy(world, peerId);
  wronged.delete(voiceOf(world, lease));
  let content = 0;
  for (const other of world.leases.ofHelper(peerId)) {
    const isServed = other.sessionId !== sessionId && other.state.kind === 'connected';
    if (isServed && !complaining.has(other.sessionId)) content += 1;
  }
  return { content, complaining: complaining.size, wronged: wronged.size };
}
