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
import { type FrameNote, FrameNotes } from './frame-notes.ts';
import { frameOfPart, partOf, regionOfPart, WHOLE_PICTURE } from './frame-part.ts';
import type { ArrivedResult, GamerLink } from './gamer-link.ts';
import type { GamerLinks } from './links.ts';
import { Mosaics, type Part } from './mosaics.ts';
import { OrderDesk } from './order-desk.ts';
import type { OwnScaler } from './own-scaler.ts';
import { PictureCheck } from './picture-check.ts';
import type { ResultCorrector } from './result-corrector.ts';
import type { CapturedFrame, FrameSource } from './source.ts';
import type { Stage } from './stage.ts';
import { StillDetector } from './still-detector.ts';
import type { ArrivalTimes, StreamMeter } from './stream-meter.ts';
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

interface Arrival extends ArrivalTimes {
  /** One whole picture, or the bands of one. */
  readonly parts: readonly Part<VideoFrame>[];
}

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
      discard: (arrival) => this.#discard(arrival),
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
    for (const show of shows) this.#inTurn(() => this.#present(show));
    if (this.#presenter.pendingCount === 0) this.#inTurn(() => this.#maybeEnd());
  }

  #inTurn(work: () => Promise<void> | void): void {
    // One frame that cannot be drawn must not be the last one.
    this.#turn = this.#turn.then(work).catch(reportError);
  }

  async #present(arrived: Show<Arrival>): Promise<void> {
    const note = this.#notes.take(arrived.frameId);
    const timestampUs = note?.picture.timestamp ?? 0;
    const { show, parts } = await this.#finished(arrived, note);
    if (!this.#ended) for (const { picture, band } of parts) await this.#parts.stage.draw(picture, band);
    const shownMs = performance.now();
    closeAll(parts);
    if (show.outcome === 'upscaled') note?.picture.close();
    if (this.#ended) return;
    this.#parts.meter.shown(show, note, shownMs);
    if (show.outcome !== 'lost') this.#parts.onShown(show.frameId, show.outcome, timestampUs);
  }

  /** What is drawn, the caller's to close, and what that makes of the frame: a picture of something else is none. */
  async #finished(
    show: Show<Arrival>,
    note: FrameNote | undefined,
  ): Promise<{ show: Show<Arrival>; parts: readonly Part<VideoFrame>[] }> {
    if (show.outcome !== 'upscaled') return { show, parts: await this.#replacement(show, note) };
    const { parts } = show.payload;
    const small = this.#ended ? undefined : note?.picture;
    if (!small) return { show, parts };
    const { picture, wrong } = await this.#check.of(show.frameId, parts, small);
    if (picture) closeAll(parts);
    if (picture) return { show, parts: [{ picture }] };
    if (wrong.length === 0) return { show, parts };
    closeAll(wrong);
    const { frameId, captureMs } = show;
    const replaced: Show<Arrival> = { outcome: 'local', frameId, captureMs, reason: 'told' };
    const right = parts.filter((part) => !wrong.includes(part));
    return { show: replaced, parts: [...(await this.#replacement(show, note)), ...right] };
  }

  /** A helper that brought a picture of something else is left alone for a while; one that does so again and again, for good. */
  #wronged(linkId: string, isLost: boolean): void {
    this.#parts.meter.wrong();
    this.#act(this.dispatcher.onWrongPicture(linkId, performance.now()));
    if (isLost) this.#parts.links.fail(linkId, 'its pictures were not of our frames');
    this.#wake();
  }

  /** A picture that nobody waits for. */
  #discard({ parts, result: { frameId } }: Arrival): void {
    const [part] = parts;
    if (this.#ended || !part || parts.length > 1) return closeAll(parts);
    this.#inTurn(() => this.#check.aside(frameId, part).finally(() => part.picture.close()));
  }

  /** The captured picture, scaled here or by the stage, and over it the bands that did come: the caller's to close. */
  async #replacement({ frameId }: Show<Arrival>, note: FrameNote | undefined): Promise<Part<VideoFrame>[]> {
    const scaled = await this.#scaled(note?.picture);
    if (scaled) note?.picture.close();
    const picture = scaled ?? note?.picture;
    return [...(picture ? [{ picture }] : []), ...this.#mosaics.take(frameId)];
  }

  /** The captured picture at the stage's size, the caller's to close; undefined where the stage is to scale it. */
  async #scaled(picture: VideoFrame | undefined): Promise<VideoFrame | undefined> {
    if (!picture || this.#ended) return undefined;
    return this.#parts.scaler.scale(picture);
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

function closeAll(parts: readonly Part<VideoFrame>[]): void {
  for (const { picture } of parts) picture.close();
}
