/**
 * What the gamer page can show, and what it can ask for.
 *
 * The page is a pure function of `PlayView` and the settings it keeps itself (`settings.ts`); capture, codecs, links and
 * the dispatcher live behind `PlayController`.
 */
import type { Pool, WaitReason } from '@p2c2g/protocol';
import type { Problem } from '../ui/problem.ts';
import type { Readable } from '../ui/store.ts';

export interface Size {
  width: number;
  height: number;
}

export type Quality = 'fast' | 'balanced' | 'quality';
export type FrameRate = 30 | 60;

/** A card of the source picker. `id` is what the settings remember and tests find as `source-<id>`. */
export interface SourceOption {
  id: string;
  kind: 'demo' | 'capture' | 'file';
  title: string;
  description: string;
  /** Why this browser cannot offer it; null when it can. */
  unavailable: string | null;
}

/** All that *Play* needs to know. `file` is there exactly when the source's kind is `file`. */
export interface PlayRequest {
  sourceId: string;
  file: File | null;
  input: Size;
  target: Size;
  quality: Quality;
  fps: FrameRate;
  /** Who may help. */
  pool: Pool;
}

export type PlayPhase =
  | { kind: 'idle' }
  | { kind: 'starting'; step: StartStep }
  | { kind: 'playing'; status: PlayStatus }
  | { kind: 'failed'; problem: Problem };

export type StartStep = 'opening-source' | 'loading-model' | 'connecting' | 'first-frame';

/** Who makes the picture right now. `queuePosition` counts from 1; it and `reason` are null when not queued. */
export type PlayStatus =
  | { kind: 'local'; queuePosition: number | null; reason: WaitReason | null; how: 'network' | 'plain' }
  | { kind: 'upscaled'; helpers: number }
  /** Helpers are linked, and for seconds no picture of theirs came in time. */
  | { kind: 'late'; helpers: number; how: 'network' | 'plain' }
  /** Helpers work on although the coordinator is away. */
  | { kind: 'coordinator-away'; helpers: number; retryAtMs: number }
  | { kind: 'source-paused' };

/** Legs of a frame's way, in order. Each is measured on one machine's clock. */
export const STAGES = [
  'capture',
  'encode',
  'network',
  'queue',
  'decode',
  'upscale',
  'encodeResult',
  'decodeResult',
  'present',
] as const;
export type Stage = (typeof STAGES)[number];

export interface HelperRow {
  peerId: string;
  role: 'active' | 'standby';
  state: 'connecting' | 'ready' | 'slow' | 'resting' | 'gone';
  /** Median upscale time; null before its first result. */
  msPerFrame: number | null;
  rttMs: number | null;
  framesDone: number;
}

export interface PlayStats {
  fpsIn: number;
  fpsOut: number;
  /** Capture to present, over the last seconds; null before the first frame. */
  latencyMs: { p50: number; p95: number } | null;
  /** Median of each stage; a stage not taken (local frames) is missing. */
  stagesMs: Partial<Record<Stage, number>>;
  /** One p50 a second, oldest first, at most 120; null for a second without frames. */
  latencyHistoryMs: readonly (number | null)[];
  uplinkBps: number;
  downlinkBps: number;
  /** 0..1 of packets, on the way to the helper that works. */
  lossShare: number;
  /** Bits a second that this way carries of the stream, parity included; null without helpers. */
  lineBps: number | null;
  /** Packets of parity for each packet of data on it. */
  parityShare: number;
  /** Peer connections that it goes over; 0 without helpers. */
  connections: number;
  model: string | null;
  /** The result's `algorithm_used`. */
  algorithm: string | null;
  /** Who makes a picture: one helper, several a band each, or nobody but this machine. */
  mode: 'solo' | 'split' | 'local';
  helpers: readonly HelperRow[];
  frames: {
    sent: number;
    upscaled: number;
    local: number;
    lost: number;
    /** Of those upscaled: made by several helpers. */
    split: number;
  };
  hedges: number;
  failovers: number;
  /** Longest wait between two shown frames since start. */
  largestGapMs: number | null;
}

export interface PlayView {
  phase: PlayPhase;
  sources: readonly SourceOption[];
  /** A new number asks the page for a new canvas: one whose control was transferred cannot be used again. */
  canvasGeneration: number;
  stats: PlayStats;
  /** Something a person should know while the picture goes on; null most of the time. */
  notice: Problem | null;
}

export interface PlayController {
  readonly state: Readable<PlayView>;
  /** Called once for each canvas the page mounts (see `canvasGeneration`). */
  attachCanvas(canvas: HTMLCanvasElement): void;
  /** Call it from a click: screen capture wants a user gesture. */
  play(request: PlayRequest): void;
  stop(): void;
  dismissNotice(): void;
  /** The picture now on the stage, as PNG at target size. */
  screenshot(): Promise<Blob>;
  /** Plain JSON data for a bug report: versions, capabilities, settings, stats. No addresses, no tokens. */
  diagnostics(): unknown;
}

export function emptyPlayStats(): PlayStats {
  return {
    fpsIn: 0,
    fpsOut: 0,
    latencyMs: null,
    stagesMs: {},
    latencyHistoryMs: [],
    uplinkBps: 0,
    downlinkBps: 0,
    lossShare: 0,
    lineBps: null,
    parityShare: 0,
    connections: 0,
    model: null,
    algorithm: null,
    mode: 'local',
    helpers: [],
    frames: { sent: 0, upscaled: 0, local: 0, lost: 0, split: 0 },
    hedges: 0,
    failovers: 0,
    largestGapMs: null,
  };
}

/** What this browser can open. Phones, for one, share no screens. */
export interface SourceAbilities {
  canCapture: boolean;
  /** Frames of a media track can be read one by one. */
  canReadFrames: boolean;
}

export function abilitiesHere(): SourceAbilities {
  return {
    canCapture: typeof globalThis.navigator?.mediaDevices?.getDisplayMedia === 'function',
    canReadFrames: 'MediaStreamTrackProcessor' in globalThis,
  };
}

/** The two sources that need no drawing of ours. A controller puts its demo scenes before them. */
export function outsideSources({ canCapture, canReadFrames }: SourceAbilities): readonly SourceOption[] {
  const noFrames = canReadFrames ? null : 'This browser cannot read single frames. Chrome and Edge can.';
  return [
    {
      id: 'capture',
      kind: 'capture',
      title: 'Tab, window or screen',
      description: 'Your browser asks which one to share.',
      unavailable: canCapture ? noFrames : 'This browser cannot share a screen. A desktop browser can.',
    },
    {
      id: 'file',
      kind: 'file',
      title: 'Video file',
      description: 'Played here, on a loop. The file itself is not uploaded.',
      unavailable: noFrames,
    },
  ];
}

export function idlePlayView(demoScenes: readonly SourceOption[] = []): PlayView {
  return {
    phase: { kind: 'idle' },
    sources: [...demoScenes, ...outsideSources(abilitiesHere())],
    canvasGeneration: 0,
    stats: emptyPlayStats(),
    notice: null,
  };
}
