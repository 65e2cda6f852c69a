/**
 * Messages from the coordinator to helpers and gamers.
 * @module
 */
import * as v from 'valibot';
import { answer, candidate, offer, taskRequest, taskResult } from './client-messages.ts';
import { ERROR_CODES } from './errors.ts';
import * as f from './fields.ts';

/** First message on every socket: the server's terms. */
export const welcome = v.object({
  msg_type: v.literal('welcome'),
  version: v.pipe(v.number(), v.integer()),
  server: f.text,
  heartbeat_interval_ms: f.durationMs,
  heartbeat_timeout_ms: f.durationMs,
  registration_timeout_ms: f.durationMs,
  resume_window_ms: f.durationMs,
  max_message_bytes: f.count,
  /** Whether authenticate must come first. */
  auth_required: v.optional(v.boolean(), false),
});

export const registrationAck = v.object({
  msg_type: v.literal('registration_ack'),
  peer_id: v.optional(f.id),
  gamer_id: v.optional(f.id),
  status: v.picklist(['registered', 'resumed']),
  resume_token: f.token,
  /** The last client message that the server has processed; the client sends again what came after. */
  last_seq: f.count,
  ice_servers: f.iceServers,
});

/** Who the coordinator takes this connection for, and until when. */
export const authenticated = v.object({
  msg_type: v.literal('authenticated'),
  subject: f.id,
  roles: v.pipe(v.array(v.picklist(['helper', 'gamer'])), v.maxLength(2)),
  pools: v.pipe(v.array(f.id), v.maxLength(16)),
  max_sessions: f.count,
  region: v.nullable(f.id),
  expires_in_ms: f.durationMs,
  /** For the next connection; absent when the one that was sent is still the newest. */
  token: v.optional(f.bearer),
  /** For an invite, which is taken once from each guest: the guest's own key, for all later visits. Shown this once. */
  key: v.optional(f.bearer),
});

export const heartbeatAck = v.object({
  msg_type: v.literal('heartbeat_ack'),
  timestamp: f.timestampMs,
  server_time: f.timestampMs,
});

/** Why a session has no helper, or not all it asked for. */
export const WAIT_REASONS = [
  'no_helpers',
  'all_busy',
  'none_fast_enough',
  'no_shared_codec',
  'recently_failed',
  'none_in_pool',
] as const;

export const sessionState = v.object({
  msg_type: v.literal('session_state'),
  session_id: f.id,
  session_secret: f.token,
  status: v.picklist(['queued', 'active', 'ended']),
  /** Place in the queue, from 1; null when served. */
  queue_position: v.nullable(f.count),
  reason: v.nullable(v.picklist(WAIT_REASONS)),
  links: f.count,
});

/** A lease: the same to both ends but for `you`. The gamer offers. */
export const assign = v.object({
  msg_type: v.literal('assign'),
  you: v.picklist(['gamer', 'helper']),
  session_id: f.id,
  lease_id: f.id,
  epoch: f.epoch,
  role: v.picklist(['active', 'standby']),
  peer_id: f.id,
  gamer_id: f.id,
  params: f.streamParams,
  codecs: f.codecs,
  /** The helper's ms per frame as the coordinator believes it: the dispatcher's first guess. */
  expected_ms: f.durationMs,
  ice_servers: f.iceServers,
  /** Whether the link must go through a relay, so that neither end learns the other's address. */
  relay_only: v.optional(v.boolean(), false),
  /** True when the lease was running before a restart and only its record is new: keep the connection. */
  adopted: v.optional(v.boolean(), false),
});

const leased = { lease_id: f.id, epoch: f.epoch };
export const serverRelease = v.object({ msg_type: v.literal('release'), ...leased, reason: f.text });
export const peerGone = v.object({
  msg_type: v.literal('peer_gone'),
  ...leased,
  peer_id: f.id,
  reason: v.picklist(['bye', 'socket_closed', 'silent', 'reported', 'replaced']),
});

/**
 * To the gamer: this helper's socket is gone. Its link may live on, so the lease stays for the resume window; until the link
 * is heard, frames had better go elsewhere.
 */
export const helperLost = v.object({
  msg_type: v.literal('helper_lost'),
  ...leased,
  peer_id: f.id,
});

/** To the gamer, who offers: this helper looks for another path between the two, as after a change of its network. */
export const pathWanted = v.object({ msg_type: v.literal('path_wanted'), ...leased });

export const taskAssign = v.object({
  ...v.omit(taskRequest, ['msg_type', 'priority', 'deadline_ms']).entries,
  msg_type: v.literal('task_assign'),
  deadline_ms: f.durationMs,
  attempt: f.count,
});

/** Why a helper sits idle. */
export const IDLE_REASONS = [
  'no_gamers',
  'others_are_closer',
  'too_slow',
  'paused',
  'backing_off',
  'full',
  'not_in_pool',
  'no_shared_codec',
] as const;
/** How a link can end. */
export const END_CAUSES = [
  'bye',
  'paused',
  'socket_closed',
  'silent',
  'reported',
  'wrong_pictures',
  'replaced',
  'released_by_helper',
  'released_by_gamer',
  'session_ended',
  'no_offer',
  'no_answer',
  'no_connection',
] as const;
const weight = v.pipe(v.number(), v.minValue(0), v.maxValue(1_000));
export const workState = v.object({
  msg_type: v.literal('work_state'),
  state: v.picklist(['waiting', 'serving', 'paused']),
  reason: v.nullable(v.picklist(IDLE_REASONS)),
  leases: f.count,
  /** How far this helper is trusted, and the links that it follows from. Of its own, nobody else's. */
  reputation: v.optional(
    v.object({
      /** A newcomer has 0.5. */
      score: f.share,
      /** Links for and against it; each fades with every later one. */
      good: weight,
      bad: weight,
      latest: v.pipe(
        v.array(v.object({ good: v.boolean(), cause: v.picklist(END_CAUSES), age_ms: f.durationMs })),
        v.maxLength(16),
      ),
    }),
  ),
});
export type WorkState = v.InferOutput<typeof workState>;

export const errorMessage = v.object({
  msg_type: v.literal('error'),
  code: v.picklist(ERROR_CODES),
  message: f.text,
  fault: v.picklist(['gamer', 'helper', 'client', 'network', 'coordinator']),
  retry: v.boolean(),
  retry_after_ms: v.optional(f.durationMs),
  /** What it is about, where it is about a task, a lease or a session. */
  task_id: v.optional(f.id),
  lease_id: v.optional(f.id),
  session_id: v.optional(f.id),
});

export const goaway = v.object({
  msg_type: v.literal('goaway'),
  reason: f.text,
  alternative: v.optional(v.pipe(v.string(), v.maxLength(300))),
  reconnect_after_ms: f.durationMs,
});

/** Everything that the coordinator may send. */
export const SERVER_MESSAGES = [
  welcome,
  registrationAck,
  authenticated,
  heartbeatAck,
  sessionState,
  assign,
  serverRelease,
  peerGone,
  helperLost,
  pathWanted,
  offer,
  answer,
  candidate,
  taskAssign,
  taskResult,
  workState,
  errorMessage,
  goaway,
] as const;
export const serverMessage = v.variant('msg_type', SERVER_MESSAGES);
export type ServerMessage = v.InferOutput<typeof serverMessage>;
export type ServerMessageInput = v.InferInput<typeof serverMessage>;
export type Assign = v.InferOutput<typeof assign>;
export type WaitReason = (typeof WAIT_REASONS)[number];
export type EndCause = (typeof END_CAUSES)[number];
export type IdleReason = (typeof IDLE_REASONS)[number];
