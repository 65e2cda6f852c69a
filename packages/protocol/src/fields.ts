/**
 * The fields that messages share, each with its bounds.
 * @module
 */
import * as v from 'valibot';
import { MAX_ID_CHARS, MAX_LINKS, MAX_SIDE_PX } from './limits.ts';

/** An identifier: printable, no spaces, short enough for a log line. */
export const id = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MAX_ID_CHARS),
  v.regex(/^[\w.:@-]+$/, 'letters, digits and _.:@- only'),
);

/** Free text for a person, cut by whoever sends it. */
export const text = v.pipe(v.string(), v.maxLength(500));

/** An opaque secret handed out by the coordinator. */
export const token = v.pipe(v.string(), v.minLength(16), v.maxLength(128));

/** A signed token, an API key or an invite code. */
export const bearer = v.pipe(v.string(), v.minLength(16), v.maxLength(2048));

/** With whom somebody will work: anyone, those the operator trusts, members of a common pool, or the same key's owner. */
export const POOLS = ['anyone', 'trusted', 'friends', 'own'] as const;
export const pool = v.picklist(POOLS);
export type Pool = (typeof POOLS)[number];

/** A place's name, as the operator gives them out. */
export const region = v.pipe(v.string(), v.regex(/^[\w.-]{1,32}$/, '1 to 32 letters, digits and _.-'));

export const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** Milliseconds, up to a day. */
export const durationMs = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000));
export const timestampMs = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
export const sidePx = v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(MAX_SIDE_PX));
export const fps = v.pipe(v.number(), v.minValue(1), v.maxValue(240));
export const bitrateBps = v.pipe(v.number(), v.integer(), v.minValue(10_000), v.maxValue(200_000_000));
export const linkCount = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LINKS));

/** A lease's fencing number: it grows each time the same pair is joined anew. */
export const epoch = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff));

export const QUALITIES = ['fast', 'balanced', 'quality'] as const;
export const quality = v.picklist(QUALITIES);
export type Quality = (typeof QUALITIES)[number];

/** How hot the helper's machine runs, in the words of the Compute Pressure API. */
export const THERMAL_STATES = ['nominal', 'fair', 'serious', 'critical'] as const;
export const thermalStatus = v.picklist(THERMAL_STATES);
export type ThermalStatus = (typeof THERMAL_STATES)[number];

/** WebCodecs codec strings, e.g. `avc1.42E01F`, `vp8`. */
export const codec = v.pipe(v.string(), v.maxLength(40), v.regex(/^[a-z0-9.]+$/i));
export const codecs = v.pipe(v.array(codec), v.minLength(1), v.maxLength(16));

export const iceServer = v.object({
  urls: v.union([
    v.pipe(v.string(), v.maxLength(300)),
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(8)),
  ]),
  username: v.optional(v.pipe(v.string(), v.maxLength(200))),
  credential: v.optional(v.pipe(v.string(), v.maxLength(200))),
});
export const iceServers = v.pipe(v.array(iceServer), v.maxLength(8));
export type IceServer = v.InferOutput<typeof iceServer>;

/** What `frame_upscale` asks for: sizes in pixels and the tier. */
export const frameUpscaleParams = v.object({
  input_width: sidePx,
  input_height: sidePx,
  output_width: sidePx,
  output_height: sidePx,
  quality,
});
export type FrameUpscaleParams = v.InferOutput<typeof frameUpscaleParams>;

/** A stream's shape: `frame_upscale` for every frame, so many times a second. */
export const streamParams = v.object({ ...frameUpscaleParams.entries, fps, deadline_ms: durationMs });
export type StreamParams = v.InferOutput<typeof streamParams>;
