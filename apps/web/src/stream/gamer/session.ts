/**
 * One stream: every captured frame gets exactly one outcome, in order: upscaled by a helper, or scaled here.
 *
 * ```
 *  source ─► still? ─► encode ─► dispatch ─► chunk to all links, order to one ─► result ─► decode ─► presenter ─► stage
 *              │                    └── nobody in time ──► replace ─────────────────────────────────────┘
 *              └── not sent again
 * ```
 * @module
 */
import type { Quality } from '@p2c2g/protocol';
import {
  type Action,
  Dispatcher,
  Presenter,
  type ReceiptReport,
  type RefusalReason,
  type Show,
} from '@p2c2g/session';
import type { ResultStatus } from '@p2c2g/transport';
import type { Size } from '@p2c2g/upscale';
import { FrameNotes } from './frame-notes.ts';
import type { ArrivedResult, GamerLink } from './gamer-link.ts';
import type { GamerLinks } from './links.ts';
import type { LocalScaler } from './local-scaler.ts';
import type { CapturedFrame, FrameSource } from './source.ts';
import type { Stage } from './stage.ts';
import { StillDetector } from './still-detector.ts';
import type { ArrivalTimes, StreamMeter } from './stream-meter.ts';
import type { Uplink } from './uplink.ts';
import { WakeTimer } from './wake-timer.ts';

export interface SessionPlan {
  readonly input: Size;
  readonly target: Size;
  readonly quality: Quality;
  readonly fps: number;
  readonly deadlineMs: number;
  /** Ends by itself after so many frames; endless when absent. */
  readonly frames?: number;
}

export interface SessionParts {
  readonly source: FrameSource;
  readonly uplink: Uplink;
  readonly links: GamerLinks;
  readonly stage: Stage;
  /** For frames that no helper answered; without one the stage scales them. */
  readonly scaler: LocalScaler | undefined;
  readonly meter: StreamMeter;
  readonly onShown: (frameId: number, outcome: 'upscaled' | 'local') => void;
  readonly onEnd: () => void;
}

interface Arrival extends ArrivalTimes {
  readonly picture: VideoFrame;
}

/** How late a helper's refusal is told apart: only what went wrong at the helper counts against it. */
const REFUSAL: Record<Exclude<ResultStatus, 'ok'>, RefusalReason> = {
  late: 'late',
  busy: 'busy',
  draining: 'draining',
  // The frame was lost on the way: the network's fault, and the key request is under way.
  'not-decoded': 'busy',
  'upscale-failed': 'error',
  'encode-failed': 'late',
  unsupported: 'error',
};

export class GamerSession {
  readonly #plan: SessionPlan;
  readonly #parts: SessionParts;
  readonly dispatcher: Dispatcher;
  readonly #presenter: Presenter<Arrival>;
  readonly #still = new StillDetector();
  readonly #notes = new FrameNotes();
  /** Pictures reach the stage in order, also when one of them has to be scaled first. */
  #turn: Promise<void> = Promise.resolve();
  #lastId = 0;
  #judging = false;
  readonly #wakeTimer = new WakeTimer(() => this.#tick());
  #ended = false;
  #sourceEnded = false;

  constructor(plan: SessionPlan, parts: SessionParts) {
    this.#plan = plan;
    this.#parts = parts;
    this.dispatcher = new Dispatcher({ deadlineMs: plan.deadlineMs });
    this.#presenter = new Presenter<Arrival>({
      deadlineMs: plan.deadlineMs,
      discard: ({ picture }) => picture.close(),
    });
  }

  start(): void {
    this.#parts.source.start(
      (frame) => void this.#capture(frame),
      () => this.#endOfSource(),
    );
  }

  /** Ends at once: what has not been shown is lost to nobody, for nobody looks any more. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#wakeTimer.cancel();
    this.#parts.source.stop();
    this.#presenter.close();
    this.#notes.clear();
    this.#parts.uplink.close();
  }

  linkReady(link: GamerLink): void {
    const netMs = link.rttMs ?? 10;
    this.dispatcher.addLink(
      link.assign.lease_id,
      { netMs, serviceMs: link.ready?.ms_per_frame ?? link.assign.expected_ms },
      performance.now(),
    );
    this.#parts.uplink.requestKey();
  }

  linkGone(leaseId: string): void {
    this.#act(this.dispatcher.removeLink(leaseId, performance.now()));
    this.#wake();
  }

  linkHeard(leaseId: string): void {
    this.dispatcher.onTraffic(leaseId, performance.now());
  }

  /** The coordinator lost this helper. */
  linkDoubted(leaseId: string): void {
    this.#act(this.dispatcher.doubt(leaseId, performance.now()));
    this.#wake();
  }

  receipt(leaseId: string, frameId: number, receipt: ReceiptReport): void {
    this.dispatcher.onReceipt(frameId, leaseId, receipt, performance.now());
    this.#wake();
  }

  result(link: GamerLink, result: ArrivedResult): void {
    const nowMs = performance.now();
    const { payload, frameId } = result;
    const linkId = link.assign.lease_id;
    if (payload.status !== 'ok') {
      this.#act(this.dispatcher.onRefusal(frameId, linkId, REFUSAL[payload.status], nowMs));
      return this.#wake();
    }
    const serviceMs = (payload.decodeUs + payload.upscaleUs + payload.encodeUs) / 1000;
    const report = { serviceMs, queueLength: payload.queueLength, residenceMs: payload.residenceUs / 1000 };
    const verdict = this.dispatcher.onResult(frameId, linkId, report, nowMs);
    this.#parts.meter.result(link.algorithm(payload.algorithm), verdict);
  }

  picture(result: ArrivedResult, picture: VideoFrame, decodeMs: number): void {
    const nowMs = performance.now();
    this.#show(
      this.#presenter.arrive(result.frameId, { picture, result, decodeMs, decodedAtMs: nowMs }, nowMs),
    );
    this.#wake();
  }

  async #capture(frame: CapturedFrame): Promise<void> {
    const enough = this.#plan.frames !== undefined && this.#lastId >= this.#plan.frames;
    // One frame is judged at a time; one that comes meanwhile is older than the next.
    if (this.#ended || enough || this.#judging) return frame.picture.close();
    this.#judging = true;
    const still = await this.#still.isStill(frame.picture).finally(() => {
      this.#judging = false;
    });
    if (this.#ended) return frame.picture.close();
    if (still && this.#lastId > 0) {
      this.#parts.meter.still();
      return frame.picture.close();
    }
    this.#lastId += 1;
    if (this.#lastId === this.#plan.frames) this.#parts.source.stop();
    await this.#send(this.#lastId, frame);
  }

  async #send(frameId: number, { picture, capturedAtMs }: CapturedFrame): Promise<void> {
    const nowMs = performance.now();
    this.#notes.open(frameId, picture, capturedAtMs, nowMs);
    this.#parts.meter.sent(frameId, capturedAtMs, nowMs);
    this.#show(this.#presenter.expect(frameId, capturedAtMs, nowMs));
    const { links, uplink } = this.#parts;
    if (links.running.length === 0 || uplink.busy) return this.#replace(frameId);
    this.#wake();
    const chunk = await uplink.encode(
      frameId,
      new VideoFrame(picture, { timestamp: Math.round(capturedAtMs * 1000) }),
    );
    if (this.#ended) return;
    if (!chunk) return this.#replace(frameId);
    const atMs = performance.now();
    const decision = this.dispatcher.dispatch(frameId, atMs, capturedAtMs);
    const worker = decision.type === 'link' ? decision.linkId : decision.probeLinkId;
    this.#notes.encoded(frameId, chunk.captureTimeUs, chunk.encodeMs);
    const active = links.running.find((link) => link.assign.lease_id === worker);
    const sent = active?.send(chunk, this.#orderFor(active, capturedAtMs, atMs, false));
    if (active && !sent) this.#act(this.dispatcher.onRefusal(frameId, active.assign.lease_id, 'busy', atMs));
    // The one that works goes first: what the standbys get is for the next frame, or a hedge. One of them may rehearse with this one.
    const rehearsing = decision.type === 'link' ? decision.rehearsalLinkId : undefined;
    for (const link of links.running) {
      if (link === active) continue;
      if (link.assign.lease_id !== rehearsing) link.sendLater(chunk);
      else if (!link.send(chunk, this.#orderFor(link, capturedAtMs, atMs, true)))
        this.#act(this.dispatcher.onRefusal(frameId, rehearsing, 'busy', atMs));
    }
    if (decision.type === 'local') this.#replace(frameId);
    this.#wake();
  }

  /** What is left of the deadline when the result's way back is taken off. */
  #orderFor(
    link: GamerLink,
    capturedAtMs: number,
    nowMs: number,
    hedge: boolean,
  ): { deadlineMs: number; hedge: boolean } {
    const wayBackMs = (link.rttMs ?? 0) / 2;
    return { deadlineMs: Math.max(1, capturedAtMs + this.#plan.deadlineMs - nowMs - wayBackMs), hedge };
  }

  #act(actions: readonly Action[]): void {
    const nowMs = performance.now();
    for (const action of actions) {
      switch (action.type) {
        case 'hedge':
        case 'retry':
          this.#orderAgain(action.frameId, action.linkId, action.type === 'hedge', nowMs);
          break;
        case 'local':
          this.#replace(action.frameId);
          break;
        case 'link-dead':
          this.#parts.links.suspect(action.linkId, 'the helper fell silent');
          break;
        case 'timeout':
        case 'link-suspect':
          break;
      }
    }
  }

  #orderAgain(frameId: number, linkId: string, hedge: boolean, nowMs: number): void {
    const link = this.#parts.links.find(linkId);
    const note = this.#notes.find(frameId);
    if (!link || !note) return;
    link.order(frameId, note.captureTimeUs, this.#orderFor(link, note.capturedAtMs, nowMs, hedge));
  }

  #replace(frameId: number): void {
    this.#show(this.#presenter.replace(frameId, performance.now()));
  }

  #show(shows: readonly Show<Arrival>[]): void {
    for (const show of shows) this.#inTurn(() => this.#present(show));
    if (this.#presenter.pendingCount === 0) this.#inTurn(() => this.#maybeEnd());
  }

  #inTurn(work: () => Promise<void> | void): void {
    // One frame that cannot be drawn must not be the last one.
    this.#turn = this.#turn.then(work).catch(reportError);
  }

  async #present(show: Show<Arrival>): Promise<void> {
    const note = this.#notes.take(show.frameId);
    const made = show.outcome === 'upscaled' ? show.payload.picture : await this.#scaled(note?.picture);
    const picture = made ?? note?.picture;
    if (picture && !this.#ended) this.#parts.stage.draw(picture);
    const shownMs = performance.now();
    made?.close();
    note?.picture.close();
    if (this.#ended) return;
    this.#parts.meter.shown(show, note, shownMs);
    if (show.outcome !== 'lost') this.#parts.onShown(show.frameId, show.outcome);
  }

  /** The captured picture at the stage's size, the caller's to close; undefined where the stage is to scale it. */
  async #scaled(picture: VideoFrame | undefined): Promise<VideoFrame | undefined> {
    if (!picture || this.#ended) return undefined;
    return this.#parts.scaler?.scale(picture).catch(() => undefined);
  }

  #wake(): void {
    if (this.#ended) return;
    const atMs = Math.min(this.dispatcher.nextWakeMs(performance.now()), this.#presenter.nextWakeMs());
    if (atMs === Number.POSITIVE_INFINITY) this.#wakeTimer.cancel();
    else this.#wakeTimer.set(atMs);
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#act(this.dispatcher.tick(nowMs));
    this.#show(this.#presenter.tick(nowMs));
    this.#wake();
  }

  #endOfSource(): void {
    this.#sourceEnded = true;
    this.#inTurn(() => this.#maybeEnd());
  }

  #maybeEnd(): void {
    if (this.#presenter.pendingCount > 0) return;
    const done = this.#sourceEnded || (this.#plan.frames !== undefined && this.#lastId >= this.#plan.frames);
    if (!done || this.#ended) return;
    this.stop();
    this.#parts.onEnd();
  }
}
