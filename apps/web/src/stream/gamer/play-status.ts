import type { PlayStatus } from '../../play/view.ts';
import type { Run } from './run.ts';

/** No new picture for so long: the game is paused, and the page should say so. */
const QUIET_AFTER_MS = 3000;

/** As much of a run as its status needs. */
interface Running {
  readonly links: { readonly running: readonly { readonly openedAtMs: number }[] };
  readonly talk: Pick<Run['talk'], 'state' | 'granted'>;
  readonly meter: Pick<Run['meter'], 'quietForMs' | 'rolling'>;
  readonly scaler: Pick<Run['scaler'], 'backend'>;
}

/** Who makes the picture right now, or why nobody else does. */
export function playStatus(run: Running, nowMs: number): PlayStatus {
  const { links, talk, meter, scaler } = run;
  const helpers = links.running.length;
  if (talk.state.kind === 'waiting')
    return { kind: 'coordinator-away', helpers, retryAtMs: talk.state.retryAtMs };
  if (meter.quietForMs(nowMs) > QUIET_AFTER_MS) return { kind: 'source-paused' };
  const how = scaler.backend === undefined || scaler.backend === 'plain' ? 'plain' : 'network';
  if (helpers > 0) return areLate(run) ? { kind: 'late', helpers, how } : { kind: 'upscaled', helpers };
  const { queue_position: queuePosition = null, reason = null } = talk.granted ?? {};
  return { kind: 'local', queuePosition, reason, how };
}

/** For as long as the overlay looks back a helper was there, and frames were shown that none of them brought. */
function areLate({ links, meter }: Running): boolean {
  const { frames, fromMs } = meter.rolling();
  const linked = links.running.some(({ openedAtMs }) => openedAtMs < fromMs);
  return linked && frames.upscaled === 0 && frames.local > 0;
}
