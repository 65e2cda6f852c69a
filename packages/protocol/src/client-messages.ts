/**
 * Messages from helpers and gamers to the coordinator. The user's contract fixes the names in snake_case.
 * @module
 */
import * as v from 'valibot';
import { capabilities } from './capabilities.ts';
import * as f from './fields.ts';
import { MAX_CANDIDATE_CHARS, MAX_INLINE_DATA_CHARS, MAX_LINKS, MAX_SDP_CHARS } from './limits.ts';

/** A lease that its holder still keeps alive and wants picked up after the coordinator came back. */
export const leaseClaim = v.object({ lease_id: f.id, peer_id: f.id, session_id: f.id, epoch: f.epoch });
export type LeaseClaim = v.InferOutput<typeof leaseClaim>;

const registerHelper = {
  peer_id: f.id,
  capabilities,
  leases: v.optional(v.pipe(v.array(leaseClaim), v.maxLength(64)), []),
  /** Whom it will serve; anyone when it does not say. */
  serves: v.optional(f.pool),
  /** Where it is, unless its key says so. */
  region: v.optional(f.region),
};
export const peerRegister = v.object({ msg_type: v.literal('peer_register'), ...registerHelper });
/** The contract accepts both spellings. */
export const registerPeer = v.object({ msg_type: v.literal('register_peer'), ...registerHelper });
export const registerGamer = v.object({
  msg_type: v.literal('register_gamer'),
  gamer_id: f.id,
  region: v.optional(f.region),
});
/** Takes the place of a registration on a new socket, within the resume window. */
export const resume = v.object({ msg_type: v.literal('resume'), resume_token: f.token, last_seq: f.count });

/**
 * Goes before the registration, where the coordinator asks for it: a token, or an API key or invite code that is taken
 * for one.
 */
export const authenticate = v.object({ msg_type: v.literal('authenticate'), token: f.bearer });
/** Asks for the token after the one in use. */
export const refreshToken = v.object({ msg_type: v.literal('refresh_token') });

export const heartbeat = v.object({
  msg_type: v.literal('heartbeat'),
  peer_id: f.id,
  timestamp: f.timestampMs,
  load: f.share,
  queue: v.optional(f.count),
  ms_per_frame: v.optional(f.durationMs),
  latency_ms: v.optional(f.durationMs),
  gpu_load: v.optional(f.share),
  cpu_load: v.optional(f.share),
  thermal_status: v.optional(f.thermalStatus),
  reliability_score: v.optional(f.share),
  /** A paused helper keeps its place and gets no work. */
  paused: v.optional(v.boolean()),
  /** Frames upscaled under each running lease since it began: one of the two counts that a payment follows. */
  served: v.optional(v.pipe(v.array(v.object({ lease_id: f.id, frames: f.count })), v.maxLength(64))),
});

export const sessionRequest = v.object({
  msg_type: v.literal('session_request'),
  params: f.streamParams,
  codecs: f.codecs,
  max_links: v.optional(f.linkCount, MAX_LINKS),
  /** Who may help; anyone when it does not say. */
  pool: v.optional(f.pool),
  /** To pick up a running session after the coordinator restarted. */
  running: v.optional(
    v.object({
      session_id: f.id,
      session_secret: f.token,
      leases: v.pipe(v.array(leaseClaim), v.maxLength(MAX_LINKS)),
    }),
  ),
});

export const sessionEnd = v.object({ msg_type: v.literal('session_end'), session_id: f.id });

const leased = { lease_id: f.id, epoch: f.epoch };
const sdp = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_SDP_CHARS));
export const offer = v.object({ msg_type: v.literal('offer'), ...leased, sdp });
export const answer = v.object({ msg_type: v.literal('answer'), ...leased, sdp });
export const candidate = v.object({
  msg_type: v.literal('candidate'),
  ...leased,
  /** null says that no more will come. */
  candidate: v.nullable(v.pipe(v.string(), v.maxLength(MAX_CANDIDATE_CHARS))),
  sdp_mid: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(16)))),
  sdp_m_line_index: v.optional(v.nullable(f.count)),
});

/**
 * Pictures that a gamer held against the frames they should have been made of, since its stream began. Told only of a link that is given up
 * for them.
 */
const pictureEvidence = v.object({
  looked_at: f.count,
  wrong: f.count,
  /** Of its other helpers: where theirs are wrong too, the fault is not this one's. */
  others_looked_at: f.count,
  others_wrong: f.count,
});
export type PictureEvidence = v.InferOutput<typeof pictureEvidence>;

/** What a gamer saw of a link before it gave it up. Nobody is judged by one gamer's word alone. */
const linkEvidence = v.object({
  /** Since anything came from the helper, and since it answered a ping: both directions carried then. */
  silent_ms: f.durationMs,
  unanswered_ms: f.durationMs,
  /** Links that this gamer has open, this one among them, and how many of them are silent. */
  links: f.count,
  silent_links: f.count,
  /** Of this link, since it began. */
  ordered: f.count,
  results: f.count,
  missing_receipts: f.count,
  errors: f.count,
  pictures: v.optional(pictureEvidence),
});

/** What an end sees of its link. */
export const linkState = v.object({
  msg_type: v.literal('link_state'),
  ...leased,
  state: v.picklist(['connected', 'failed', 'suspect']),
  rtt_ms: v.optional(f.durationMs),
  reason: v.optional(f.text),
  evidence: v.optional(linkEvidence),
});
export type LinkEvidence = v.InferOutput<typeof linkEvidence>;
export const release = v.object({ msg_type: v.literal('release'), ...leased, reason: f.text });

/** One second of a session as its gamer saw it: the task journal's row. */
export const telemetry = v.object({
  msg_type: v.literal('telemetry'),
  session_id: f.id,
  at: f.timestampMs,
  frames: v.object({ sent: f.count, upscaled: f.count, local: f.count, lost: f.count, on_time: f.count }),
  latency_ms: v.object({ p50: f.durationMs, p95: f.durationMs }),
  bytes_up: f.count,
  bytes_down: f.count,
  failovers: f.count,
  helpers: v.pipe(
    v.array(
      v.object({
        peer_id: f.id,
        frames: f.count,
        failed: f.count,
        ms_per_frame: f.durationMs,
        rtt_ms: f.durationMs,
      }),
    ),
    v.maxLength(MAX_LINKS),
  ),
});

const taskData = v.nullable(v.pipe(v.string(), v.maxLength(MAX_INLINE_DATA_CHARS)));
const taskParams = v.record(v.pipe(v.string(), v.maxLength(64)), v.unknown());
export const taskRequest = v.object({
  msg_type: v.literal('task_request'),
  task_id: f.id,
  task_type: v.pipe(v.string(), v.minLength(1), v.maxLength(40)),
  /** Base64 bytes. */
  data: taskData,
  params: taskParams,
  priority: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9)), 5),
  deadline_ms: v.optional(f.durationMs),
});
export const taskResult = v.object({
  msg_type: v.literal('task_result'),
  task_id: f.id,
  success: v.boolean(),
  result: v.nullable(v.unknown()),
  processing_time_ms: f.durationMs,
  peer_id: f.id,
  algorithm_used: v.optional(f.text),
  error: v.optional(v.nullable(f.text)),
  /** The attempt of the task_assign that this answers: a late answer to an earlier one is refused. */
  attempt: v.optional(f.count),
});

export const bye = v.object({ msg_type: v.literal('bye'), reason: f.text });

/** Everything that a client may send. */
export const CLIENT_MESSAGES = [
  peerRegister,
  registerPeer,
  registerGamer,
  resume,
  authenticate,
  refreshToken,
  heartbeat,
  sessionRequest,
  sessionEnd,
  offer,
  answer,
  candidate,
  linkState,
  release,
  telemetry,
  taskRequest,
  taskResult,
  bye,
] as const;
export const clientMessage = v.variant('msg_type', CLIENT_MESSAGES);
export type ClientMessage = v.InferOutput<typeof clientMessage>;
export type ClientMessageInput = v.InferInput<typeof clientMessage>;
export type ClientMessageType = ClientMessage['msg_type'];
