/**
 * A helper as the coordinator knows it: what it says of itself, and what was seen of it.
 * @module
 */
import type { Capabilities, ClientMessage, Pool, StreamParams } from '@p2c2g/protocol';
import { type Breaker, type BreakerEvent, NEW_BREAKER, reduceBreaker } from './breaker.ts';
import { NEW_REPUTATION, type Reputation } from './reputation.ts';
import { STRANGER, type Standing } from './standing.ts';

/** A detached helper's socket is gone, while its links to gamers may well be alive. */
export type Presence =
  | { readonly kind: 'online'; lastHeardMs: number }
  | { readonly kind: 'detached'; readonly sinceMs: number };

export interface Complaint {
  readonly sessionId: string;
  /** The gamer's key, or its name where nobody has one: several names of one key are one voice. */
  readonly voice: string;
  readonly atMs: number;
  /** Of pictures that were not of the gamer's frames. */
  readonly pictures: boolean;
}

export interface Helper {
  readonly peerId: string;
  readonly joinedMs: number;
  readonly standing: Standing;
  /** Whom it will serve. */
  readonly serves: Pool;
  capabilities: Capabilities;
  presence: Presence;
  load: number;
  queue: number;
  paused: boolean;
  thermal: string | null;
  /** Round trip to gamers as they report it; undefined until someone has. */
  rttMs: number | undefined;
  /** Observed ms per frame over what the helper claimed. */
  correction: number;
  breaker: Breaker;
  reputation: Reputation;
  /** Gamers' reports of failed links, of the last seconds, and of wrong pictures, of the last hour: from several they speak of the helper. */
  complaints: Complaint[];
  recentAssignmentsMs: number[];
  /** The last work_state sent, so that it is told only when it changes. */
  toldWork: string;
}

type Heartbeat = Extract<ClientMessage, { msg_type: 'heartbeat' }>;

export function newHelper(
  peerId: string,
  capabilities: Capabilities,
  nowMs: number,
  standing: Standing = STRANGER,
  serves: Pool = 'anyone',
): Helper {
  return {
    peerId,
    joinedMs: nowMs,
    standing,
    serves,
    capabilities,
    presence: { kind: 'online', lastHeardMs: nowMs },
    load: 0,
    queue: 0,
    paused: false,
    thermal: null,
    rttMs: undefined,
    correction: 1,
    breaker: NEW_BREAKER,
    reputation: NEW_REPUTATION,
    complaints: [],
    recentAssignmentsMs: [],
    toldWork: '',
  };
}

export function takeHeartbeat(helper: Helper, beat: Heartbeat): void {
  helper.load = beat.load;
  helper.queue = beat.queue ?? 0;
  helper.thermal = beat.thermal_status ?? helper.thermal;
  helper.paused = beat.paused ?? false;
}

export function tripBreaker(helper: Helper, event: BreakerEvent, nowMs: number): void {
  helper.breaker = reduceBreaker(helper.breaker, event, nowMs);
}

/** A guess for a helper that measured nothing: between a small GPU's and a laptop CPU's time for 640x360. */
const UNMEASURED_MS = 30;
/** A network that runs per pixel takes time by the pixel, but launching it is never free. */
const LEAST_SCALE = 0.25;

const claims = new WeakMap<Capabilities, WeakMap<StreamParams, number>>();

/** What a helper says one frame takes it; asked so often of the same two that it is kept. */
export function claimedMs(capabilities: Capabilities, params: StreamParams): number {
  const known = claims.get(capabilities)?.get(params);
  if (known !== undefined) return known;
  const claimed = reckonClaim(capabilities, params);
  const ofHelper = claims.get(capabilities) ?? new WeakMap<StreamParams, number>();
  ofHelper.set(params, claimed);
  claims.set(capabilities, ofHelper);
  return claimed;
}

/** Its measurement of that tier, scaled by pixels. */
function reckonClaim(capabilities: Capabilities, params: StreamParams): number {
  const pixels = params.input_width * params.input_height;
  const measured = capabilities.measured
    .map((m) => ({
      m,
      same: m.quality === params.quality ? 0 : 1,
      scale: pixels / (m.input_width * m.input_height),
    }))
    .sort((a, b) => a.same - b.same || Math.abs(Math.log(a.scale)) - Math.abs(Math.log(b.scale)))[0];
  if (!measured) return UNMEASURED_MS;
  return measured.m.ms_per_frame * Math.max(LEAST_SCALE, measured.scale);
}

/** Expected ms per frame: the claim, corrected by what gamers saw. */
export const expectedMs = (helper: Helper, params: StreamParams): number =>
  Math.min(86_400_000, claimedMs(helper.capabilities, params) * helper.correction);

/** Share of a new observation in the running mean: about the last ten seconds count. */
const OBSERVATION_WEIGHT = 0.1;

/** Learns from one second that a gamer reports. One gamer's word moves the estimate slowly and within bounds. */
export function observe(
  helper: Helper,
  params: StreamParams,
  seen: { msPerFrame: number; rttMs: number },
): void {
  const ratio = Math.min(
    8,
    Math.max(0.25, seen.msPerFrame / Math.max(0.1, claimedMs(helper.capabilities, params))),
  );
  helper.correction += OBSERVATION_WEIGHT * (ratio - helper.correction);
  helper.rttMs =
    helper.rttMs === undefined ? seen.rttMs : helper.rttMs + OBSERVATION_WEIGHT * (seen.rttMs - helper.rttMs);
}
