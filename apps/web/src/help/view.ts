/**
 * What the helper page can show, and what it can ask for.
 *
 * The page is a pure function of `HelpView`; everything with workers, sockets and GPUs lives behind `HelpController`.
 */
import type { Pool, WorkState } from '@p2c2g/protocol';
import type { Problem } from '../ui/problem.ts';
import type { Readable } from '../ui/store.ts';

export type CheckId = 'webgpu' | 'wasm-threads' | 'codecs' | 'peer-connection' | 'memory';
export type CheckState = 'pending' | 'ok' | 'warn' | 'fail';

/** One line of the self-check. */
export interface SelfCheck {
  id: CheckId;
  state: CheckState;
  /** What was found, in plain words: "NVIDIA, with 16-bit floats". Empty while pending. */
  detail: string;
  /** What the person can do about `warn` or `fail`; empty when there is nothing to do. */
  remedy: string;
}

/** Download of one network's weights. `totalBytes` is null when the server did not say. */
export interface ModelLoad {
  model: string;
  loadedBytes: number;
  totalBytes: number | null;
}

export type EngineId = 'webgpu' | 'wasm';

/** One engine warmed up and timed on one network and size. */
export interface EngineSpeed {
  engine: EngineId;
  model: string;
  inputWidth: number;
  inputHeight: number;
  outputWidth: number;
  outputHeight: number;
  state: 'waiting' | 'warming-up' | 'measuring' | 'done' | 'failed';
  /** Median; null until `done`. */
  msPerFrame: number | null;
  /** True for the one that will serve. */
  chosen: boolean;
  /** Why it failed or was passed over; empty otherwise. */
  note: string;
}

export type PauseReason = 'you-paused' | 'on-battery' | 'machine-busy' | 'too-hot' | 'schedule';

/** Why nothing is being upscaled although all is well here. */
export type NoWorkReason =
  | 'no-gamers'
  | 'enough-helpers'
  | 'standby'
  | 'too-slow-for-open-sessions'
  | 'no-route-to-gamers'
  | 'resting'
  | 'not-in-pool'
  | 'no-shared-codec'
  | 'draining';

/** Where the helper stands. Each member owns only its own fields. */
export type HelpPhase =
  | { kind: 'idle' }
  | { kind: 'checking' }
  | { kind: 'loading'; load: ModelLoad }
  | { kind: 'measuring' }
  /** The coordinator asks for a key or an invite. */
  | { kind: 'locked' }
  | { kind: 'waiting'; reason: NoWorkReason }
  | { kind: 'serving' }
  | { kind: 'paused'; reason: PauseReason }
  /** `retryAtMs` is on `Date.now()`'s clock; links to gamers may well be alive meanwhile (`linksAlive`). */
  | { kind: 'reconnecting'; attempt: number; retryAtMs: number; linksAlive: number }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'stopped' };

/** Totals since *Donate*, and gauges of the last second. */
export interface ServingStats {
  sinceMs: number | null;
  sessionsNow: number;
  sessionsTotal: number;
  framesUpscaled: number;
  /** Given up because they would have been late. */
  framesDropped: number;
  msPerFrame: number | null;
  /** One value a second, oldest first, at most 180; null for a second without frames. */
  msPerFrameHistory: readonly (number | null)[];
  bytesUp: number;
  bytesDown: number;
  uploadBps: number;
  downloadBps: number;
  /** 0 idle to 1 busy all the time. */
  load: number;
}

/** How far gamers' links to this device have held, as the coordinator keeps it. */
export type Standing = NonNullable<WorkState['reputation']>;

export interface HelpView {
  phase: HelpPhase;
  /** Name the coordinator and gamers see; null before registration. */
  peerId: string | null;
  checks: readonly SelfCheck[];
  engines: readonly EngineSpeed[];
  serving: ServingStats;
  /** Null until the coordinator has told. */
  standing: Standing | null;
}

export interface HelpController {
  readonly state: Readable<HelpView>;
  /**
   * Self-check, load, measure, register, serve whom it is told to. Also the way to try again after `refused` or `stopped`.
   */
  donate(serves: Pool): void;
  pause(): void;
  resume(): void;
  /** Says goodbye to gamers and coordinator, frees the GPU. */
  stop(): void;
  /** While `reconnecting`: do not wait for the countdown. */
  retryNow(): void;
}

const CHECK_IDS: readonly CheckId[] = ['webgpu', 'wasm-threads', 'codecs', 'peer-connection', 'memory'];

/** The page before anyone pressed anything. */
export function idleHelpView(): HelpView {
  return {
    phase: { kind: 'idle' },
    peerId: null,
    checks: CHECK_IDS.map((id) => ({ id, state: 'pending', detail: '', remedy: '' })),
    engines: [],
    serving: {
      sinceMs: null,
      sessionsNow: 0,
      sessionsTotal: 0,
      framesUpscaled: 0,
      framesDropped: 0,
      msPerFrame: null,
      msPerFrameHistory: [],
      bytesUp: 0,
      bytesDown: 0,
      uploadBps: 0,
      downloadBps: 0,
      load: 0,
    },
    standing: null,
  };
}
