/**
 * Control messages between gamer and helper, on the reliable data channel of a link. Frames go on the other channel.
 * @module
 */
import * as v from 'valibot';
import { ERROR_CODES } from './errors.ts';
import * as f from './fields.ts';
import { MAX_CANDIDATE_CHARS, MAX_LINK_CONNECTIONS, MAX_SDP_CHARS } from './limits.ts';

/** gamer → helper: this is what I will send, and what I want back. */
export const streamStart = v.object({
  type: v.literal('stream_start'),
  session_id: f.id,
  epoch: f.epoch,
  params: f.streamParams,
  uplink_codec: f.codec,
  /** In order of preference; the helper takes the first that it can encode. */
  downlink_codecs: f.codecs,
  downlink_bitrate_bps: f.bitrateBps,
});
/** helper → gamer: ready for frames. `algorithm` in results is an index into `algorithms`. */
export const streamReady = v.object({
  type: v.literal('stream_ready'),
  peer_id: f.id,
  downlink_codec: f.codec,
  algorithms: v.pipe(v.array(f.text), v.minLength(1), v.maxLength(16)),
  backend: f.text,
  ms_per_frame: f.durationMs,
});
export const streamRefused = v.object({
  type: v.literal('stream_refused'),
  code: v.picklist(ERROR_CODES),
  message: f.text,
});

/** Either way: the stream that I decode is broken, or starts: send a key frame. */
export const keyRequest = v.object({ type: v.literal('key_request') });
/** gamer → helper: encode the results at this rate from now on. */
export const setRate = v.object({ type: v.literal('set_rate'), bitrate_bps: f.bitrateBps });
/** Both ways, every 250 ms: alive, and a round trip to measure. */
export const ping = v.object({ type: v.literal('ping'), sent_ms: f.timestampMs });
export const pong = v.object({
  type: v.literal('pong'),
  sent_ms: f.timestampMs,
  /** helper → gamer only: its queue, its speed, and the rate at which it encodes results. */
  queue: v.optional(f.count),
  ms_per_frame: v.optional(f.durationMs),
  bitrate_bps: v.optional(f.bitrateBps),
});
/** Going away on purpose: found in under 10 ms, where ICE takes seconds. */
export const linkBye = v.object({ type: v.literal('bye'), reason: f.text });

/** A further connection of this link; the first one has no number. */
const stripe = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LINK_CONNECTIONS - 1));
const sdp = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_SDP_CHARS));
/** helper → gamer: what I send needs so many connections in all. */
export const stripeWish = v.object({
  type: v.literal('stripe_wish'),
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LINK_CONNECTIONS)),
});
/** gamer → helper: let us have one more connection. */
export const stripeOffer = v.object({ type: v.literal('stripe_offer'), stripe, sdp });
export const stripeAnswer = v.object({ type: v.literal('stripe_answer'), stripe, sdp });
export const stripeCandidate = v.object({
  type: v.literal('stripe_candidate'),
  stripe,
  candidate: v.pipe(v.string(), v.maxLength(MAX_CANDIDATE_CHARS)),
  sdp_mid: v.nullable(v.pipe(v.string(), v.maxLength(16))),
  sdp_m_line_index: v.nullable(f.count),
});
/** Either way: that connection is no longer wanted, or will not be had. */
export const stripeClose = v.object({ type: v.literal('stripe_close'), stripe });

export const linkMessage = v.variant('type', [
  streamStart,
  streamReady,
  streamRefused,
  keyRequest,
  setRate,
  ping,
  pong,
  linkBye,
  stripeWish,
  stripeOffer,
  stripeAnswer,
  stripeCandidate,
  stripeClose,
]);
export type LinkMessage = v.InferOutput<typeof linkMessage>;
export type StreamStart = v.InferOutput<typeof streamStart>;
export type StreamReady = v.InferOutput<typeof streamReady>;
