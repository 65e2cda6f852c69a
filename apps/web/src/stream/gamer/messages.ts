/**
 * What the play page and its worker say to each other.
 * @module
 */
import type { Pool, Quality } from '@p2c2g/protocol';
import type { SceneName } from '@p2c2g/scene';
import type { SplitPolicy } from '@p2c2g/session';
import type { Size } from '@p2c2g/upscale';
import type { AccessReport, UnlockCommand } from '../../access/messages.ts';
import type { LinkCommand, LinkEvent } from '../../link/port-messages.ts';
import type { PlayView } from '../../play/view.ts';
import type { BareChainReport, ProbeReport, StreamLook } from './probe-types.ts';
import type { StreamReport } from './stream-report.ts';

/** Where frames come from, as the worker sees it. */
export type WorkerSource =
  | { readonly kind: 'scene'; readonly name: SceneName; readonly seed: number }
  | { readonly kind: 'stream'; readonly frames: ReadableStream<VideoFrame> };

export interface PlayOrder {
  /** Counts the streams of this page. What the worker reports of an earlier one comes too late to matter. */
  readonly stream: number;
  readonly signalingUrl: string;
  readonly gamerId: string;
  /** A key or invite from earlier, for a coordinator that asks. */
  readonly credential: string | undefined;
  readonly source: WorkerSource;
  readonly canvas: OffscreenCanvas;
  readonly input: Size;
  readonly target: Size;
  readonly quality: Quality;
  readonly fps: number;
  /** Who may help. */
  readonly pool: Pool;
  /** Where it is, if its person says. */
  readonly region: string | undefined;
  readonly deadlineMs: number;
}

/** For measuring: how long to stream, and which frames to keep for comparison with the full-size rendering. */
export interface ProbeOrder {
  /** The stream ends by itself after so many frames; it goes on until it is told to end when absent. */
  readonly frames?: number;
  /** Of those that helpers upscaled, and of those scaled here, every so many are kept; none when absent. */
  readonly sampleEvery?: number;
  /** Instead of a game's own: for who asks whether pictures are right, and not how quickly a machine makes them. */
  readonly deadlineMs?: number;
  /** How pictures are given out, whatever would be quicker; `auto` by default. */
  readonly mode?: SplitPolicy;
}

export type GamerCommand =
  | { readonly type: 'play'; readonly order: PlayOrder; readonly probe?: ProbeOrder }
  | { readonly type: 'stop'; readonly reason: string }
  | { readonly type: 'retry-now' }
  | { readonly type: 'network-changed' }
  | { readonly type: 'source-ended' }
  | { readonly type: 'screenshot' }
  | { readonly type: 'look' }
  /** Ends the stream as if its source had ended: what is under way is shown, and then reported. */
  | { readonly type: 'finish' }
  | {
      readonly type: 'bare-chain';
      readonly frames: number;
      readonly input: Size;
      readonly target: Size;
      readonly quality: Quality;
      readonly fps: number;
    }
  | UnlockCommand
  | LinkEvent;

export type GamerReport =
  | {
      readonly type: 'view';
      readonly stream: number;
      readonly view: Pick<PlayView, 'phase' | 'stats' | 'notice'>;
    }
  | { readonly type: 'phase'; readonly stream: number; readonly phase: PlayView['phase'] }
  | { readonly type: 'screenshot'; readonly blob: Blob }
  | { readonly type: 'finished'; readonly stream: StreamReport; readonly pictures: ProbeReport }
  | { readonly type: 'bare-chain'; readonly report: BareChainReport }
  | { readonly type: 'look'; readonly look: StreamLook }
  | AccessReport
  | LinkCommand;
