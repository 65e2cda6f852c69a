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
import type { PictureEvidence, Quality } from '@p2c2g/protocol';
import {
  type Action,
  Dispatcher,
  Presenter,
  type ReceiptReport,
  type RefusalReason,
  type Show,
  type SplitPolicy,
} from '@p2c2g/session';
import type { ResultStatus } from '@p2c2g/transport';
import type { Size } from '@p2c2g/upscale';
import { WakeTimer } from '../../link/wake-timer.ts';
import { FrameNotes } from './frame-notes.ts';
import { frameOfPart, partOf, regionOfPart, WHOLE_PICTURE } from './frame-part.ts';
import type { ArrivedResult, GamerLink } from './gamer-link.ts';
import type { GamerLinks } from './links.ts';
import { Mosaics } from './mosaics.ts';
import { OrderDesk } from './order-desk.ts';
import type { OwnScaler } from './own-scaler.ts';
import { PictureCheck } from './picture-check.ts';
import type { ResultCorrector } from './result-corrector.ts';
import type { CapturedFrame, FrameSource } from './source.ts';
import type { Stage } from './stage.ts';
import { type Arrival, StageDesk } from './stage-desk.ts';
import { StillDetector } from './still-detector.ts';
import type { StreamMeter } from './stream-meter.ts';
import type { Uplink } from './uplink.ts';

export interface SessionPlan {
  readonly input: Size;
  readonly target: Size;
  readonly quality: Quality;
  readonly fps: number;
  readonly deadlineMs: number;
  /** Whether several helpers may make a band of each picture. */
  readonly mode: SplitPolicy;
  /** Ends by itself after so many frames; endless when absent. */
  readonly frames?: number;
}

export interface SessionParts {
  readonly source: FrameSource;
  readonly uplink: Uplink;
  readonly links: GamerLinks;
  readonly stage: Stage;
  /** For frames that no helper answered; what it does not scale, the stage does. */
  readonly scaler: Pick<OwnScaler, 'scale' | 'networkMs'>;
  readonly corrector: Pick<ResultCorrector, 'correct' | 'lookAside'>;
  readonly meter: StreamMeter;
  /** @param timestampUs of the captured picture; a scene's own time */
  readonly onShown: (frameId: number, outcome: 'upscaled' | 'local', timestampUs: number) => void;
  readonly onEnd: () => void;
}

type HedgeOrRetry = Extract<Action, { type: 'hedge' | 'retry' }>;

/** Frames that may wait to be shown, however few make a deadline: over a third of a second at 30 fps, and a bound on the pictures held. */
const LEAST_PENDING = 12;

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
  readonly #mosaics = new Mosaics<VideoFrame>();
  readonly #orders: OrderDesk;
  readonly #check: PictureCheck;
  readonly #stage: StageDesk;
  #lastId = 0;
  #judging = false;
  readonly #wakeTimer = new WakeTimer(() => this.#tick());
  #ended = false;
  #sourceEnded = false;

  constructor(plan: SessionPlan, parts: SessionParts) {
    this.#plan = plan;
    this.#parts = parts;
    const { scaler } = parts;
    this.dispatcher = new Dispatcher({ deadlineMs: plan.deadlineMs, ownMs: () => scaler.networkMs });
    this.#orders = new OrderDesk({
      plan,
      dispatcher: this.dispatcher,
      links: parts.links,
      mosaics: this.#mosaics,
    });
    this.#check = new PictureCheck({
      corrector: parts.corrector,
      onCorrected: () => parts.meter.corrected(),
      onWrong: (linkId, isLost) => this.#wronged(linkId, isLost),
    });
    this.#presenter = new Presenter<Arrival>({
      deadlineMs: plan.deadlineMs,
      maxPending: Math.max(LEAST_PENDING, Math.ceil((plan.deadlineMs * plan.fps) / 1000)),
      discard: (arrival) => this.#stage.discard(arrival),
    });
    const { stage, meter, onShown } = parts;
    this.#stage = new StageDesk({
      stage,
      scaler,
      meter,
      onShown,
      check: this.#check,
      notes: this.#notes,
      mosaics: this.#mosaics,
    });
  }

  /** Helpers that share the newest picture; 0 when one makes it whole. */
  get sharing(): number {
    return this.#orders.sharing;
  }

  /** What its pictures were, of a helper that is given up for them. */
  picturesOf(linkId: string): PictureEvidence | undefined {
    return this.#check.trust.evidenceAgainst(linkId);
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
    this.#stage.end();
    this.#presenter.close();
    this.#notes.clear();
    this.#mosaics.clear();
    this.#parts.uplink.close();
  }

  /** Takes no further picture, and ends when those under way have been shown. */
  finish(): void {
    if (this.#ended) return;
    this.#parts.source.stop();
    this.#endOfSource();
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

  receipt(leaseId: string, part: number, receipt: ReceiptReport): void {
    this.dispatcher.onReceipt(part, leaseId, receipt, performance.now());
    this.#wake();
  }

  result(link: GamerLink, result: ArrivedResult): void {
    const nowMs = performance.now();
    const { payload } = result;
    const part = partOf(result.frameId, result.region);
    const linkId = link.assign.lease_id;
    if (payload.status !== 'ok') {
      this.#act(this.dispatcher.onRefusal(part, linkId, REFUSAL[payload.status], nowMs));
      return this.#wake();
    }
    const serviceMs = (payload.decodeUs + payload.upscaleUs + payload.encodeUs) / 1000;
    const report = { serviceMs, queueLength: payload.queueLength, residenceMs: payload.residenceUs / 1000 };
    const verdict = this.dispatcher.onResult(part, linkId, report, nowMs);
    this.#parts.meter.result(link.algorithm(payload.algorithm), verdict);
  }

  picture(link: GamerLink, result: ArrivedResult, picture: VideoFrame, decodeMs: number): void {
    const nowMs = performance.now();
    const { frameId, region } = result;
    const part = { picture, linkId: link.assign.lease_id };
    const times = { result, decodeMs, decodedAtMs: nowMs };
    if (region === WHOLE_PICTURE)
      this.#show(this.#presenter.arrive(frameId, { parts: [part], ...times }, nowMs));
    else {
      const state = this.#mosaics.add(frameId, region, part);
      if (state === 'whole')
        this.#show(this.#presenter.arrive(frameId, { parts: this.#mosaics.take(frameId), ...times }, nowMs));
      if (state === 'partial') this.#replace(frameId);
    }
    this.#wake();
  }

  /** A result came, and its link ended before it could be decoded. */
  lostPicture(leaseId: string, part: number): void {
    this.#act(this.dispatcher.onLostPicture(part, leaseId, performance.now()));
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
    this.#notes.encoded(frameId, chunk.captureTimeUs, chunk.encodeMs);
    this.#act(this.#orders.give(chunk, capturedAtMs, performance.now()));
    this.#wake();
  }

  #act(actions: readonly Action[]): void {
    const nowMs = performance.now();
    for (const action of actions) {
      switch (action.type) {
        case 'hedge':
        case 'retry':
          this.#orderAgain(action, nowMs);
          break;
        case 'local':
          this.#missPart(action.frameId);
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

  #orderAgain({ type, frameId: part, linkId }: HedgeOrRetry, nowMs: number): void {
    const note = this.#notes.find(frameOfPart(part));
    if (note) this.#orders.again({ part, linkId, hedge: type === 'hedge', ...note }, nowMs);
  }

  /** No helper will bring this picture, or this band of it. */
  #missPart(part: number): void {
    const frameId = frameOfPart(part);
    const region = regionOfPart(part);
    if (region === WHOLE_PICTURE || this.#mosaics.miss(frameId, region) === 'partial') this.#replace(frameId);
  }

  #replace(frameId: number): void {
    this.#show(this.#presenter.replace(frameId, performance.now()));
  }

  #show(shows: readonly Show<Arrival>[]): void {
    this.#stage.show(shows);
    if (this.#presenter.pendingCount === 0) this.#stage.afterwards(() => this.#maybeEnd());
  }

  /** A helper that brought a picture of something else is left alone for a while; one that does so again and again, for good. */
  #wronged(linkId: string, isLost: boolean): void {
    this.#parts.meter.wrong();
    this.#act(this.dispatcher.onWrongPicture(linkId, performance.now()));
    if (isLost) this.#parts.links.fail(linkId, 'its pictures were not of our frames');
    this.#wake();
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
    this.#stage.afterwards(() => this.#maybeEnd());
  }

  #maybeEnd(): void {
    if (this.#presenter.pendingCount > 0) return;
    const done = this.#sourceEnded || (this.#plan.frames !== undefined && this.#lastId >= this.#plan.frames);
    if (!done || this.#ended) return;
    this.stop();
    this.#parts.onEnd();
  }
}
