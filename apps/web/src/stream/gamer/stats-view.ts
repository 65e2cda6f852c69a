/**
 * The meter's numbers in the form that the overlay shows.
 * @module
 */
import type { DispatcherSnapshot, LinkSnapshot } from '@p2c2g/session';
import { type HelperRow, type PlayStats, STAGES } from '../../play/view.ts';
import type { GamerLinks } from './links.ts';
import type { StreamMeter } from './stream-meter.ts';

export function playStats(
  meter: StreamMeter,
  links: GamerLinks,
  dispatch: DispatcherSnapshot,
  model: string,
  sharing: number,
): PlayStats {
  const recent = meter.rolling();
  const run = meter.total();
  const seconds = Math.max(0.001, (recent.toMs - recent.fromMs) / 1000);
  const upscaling = recent.frames.upscaled > 0;
  const { sent, upscaled, local, lost } = run.frames;
  return {
    fpsIn: recent.frames.sent / seconds,
    fpsOut: (recent.frames.upscaled + recent.frames.local) / seconds,
    latencyMs: upscaling ? { p50: recent.stagesMs.total.p50, p95: recent.stagesMs.total.p95 } : null,
    stagesMs: upscaling ? Object.fromEntries(STAGES.map((stage) => [stage, recent.stagesMs[stage].p50])) : {},
    latencyHistoryMs: [...meter.latencyHistoryMs],
    uplinkBps: meter.ratesBps.up,
    downlinkBps: meter.ratesBps.down,
    ...lineStats(links, dispatch),
    model: upscaling ? model : null,
    algorithm: meter.algorithm,
    mode: upscaling ? (sharing > 0 ? 'split' : 'solo') : 'local',
    helpers: helperRows(links, dispatch),
    frames: { sent, upscaled, local, lost, split: meter.splitFrames },
    hedges: dispatch.hedges,
    failovers: dispatch.failovers,
    largestGapMs: run.frames.sent > 0 ? run.largestGapMs : null,
  };
}

/** The way to the helper that works, or to any while none does. */
function lineStats(
  links: GamerLinks,
  { activeLinkId }: DispatcherSnapshot,
): Pick<PlayStats, 'lossShare' | 'lineBps' | 'parityShare' | 'connections'> {
  const { running } = links;
  const shown = running.find(({ assign }) => assign.lease_id === activeLinkId) ?? running[0];
  if (!shown) return { lossShare: 0, lineBps: null, parityShare: 0, connections: 0 };
  const { lossShare, targetBps, parityShare } = shown.line;
  return { lossShare, lineBps: targetBps, parityShare, connections: shown.connections };
}

function helperRows(links: GamerLinks, dispatch: DispatcherSnapshot): HelperRow[] {
  const known = new Map(dispatch.links.map((link) => [link.linkId, link]));
  const linked = links.running.map((link): HelperRow => {
    const state = known.get(link.assign.lease_id);
    return {
      peerId: link.assign.peer_id,
      role: state?.role === 'active' ? 'active' : 'standby',
      state: stateOf(state),
      msPerFrame: link.msPerFrame ?? null,
      rttMs: link.rttMs ?? null,
      framesDone: link.framesDone,
    };
  });
  const connecting = links.connecting.map(
    ({ peer_id }): HelperRow => ({
      peerId: peer_id,
      role: 'standby',
      state: 'connecting',
      msPerFrame: null,
      rttMs: null,
      framesDone: 0,
    }),
  );
  return [...linked, ...connecting];
}

function stateOf(link: LinkSnapshot | undefined): HelperRow['state'] {
  if (!link) return 'connecting';
  if (link.dead) return 'gone';
  if (link.role === 'out') return 'resting';
  return link.suspect ? 'slow' : 'ready';
}
