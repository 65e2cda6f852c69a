/**
 * The last leg of a frame: what came is checked and corrected, what did not come is made here, and both reach the stage in order.
 * @module
 */
import type { Show } from '@p2c2g/session';
import type { FrameNote, FrameNotes } from './frame-notes.ts';
import type { Mosaics, Part } from './mosaics.ts';
import type { OwnScaler } from './own-scaler.ts';
import type { PictureCheck } from './picture-check.ts';
import type { Stage } from './stage.ts';
import type { ArrivalTimes, StreamMeter } from './stream-meter.ts';

export interface Arrival extends ArrivalTimes {
  /** One whole picture, or the bands of one. */
  readonly parts: readonly Part<VideoFrame>[];
}

interface StageDeskOptions {
  readonly stage: Stage;
  /** For frames that no helper answered; what it does not scale, the stage does. */
  readonly scaler: Pick<OwnScaler, 'scale'>;
  readonly check: PictureCheck;
  readonly meter: StreamMeter;
  /** @param timestampUs of the captured picture; a scene's own time */
  readonly onShown: (frameId: number, outcome: 'upscaled' | 'local', timestampUs: number) => void;
  readonly notes: FrameNotes;
  readonly mosaics: Mosaics<VideoFrame>;
}

export class StageDesk {
  readonly #options: StageDeskOptions;
  /** Pictures reach the stage in order, also when one of them has to be scaled first. */
  #turn: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(options: StageDeskOptions) {
    this.#options = options;
  }

  show(shows: readonly Show<Arrival>[]): void {
    for (const show of shows) this.afterwards(() => this.#present(show));
  }

  /** Once everything before it is on the stage. */
  afterwards(work: () => Promise<void> | void): void {
    // One frame that cannot be drawn must not be the last one.
    this.#turn = this.#turn.then(work).catch(reportError);
  }

  /** A picture that nobody waits for. */
  discard({ parts, result: { frameId } }: Arrival): void {
    const [part] = parts;
    if (this.#ended || !part || parts.length > 1) return closeAll(parts);
    this.afterwards(() => this.#options.check.aside(frameId, part).finally(() => part.picture.close()));
  }

  /** Nobody looks any more: what comes is closed. */
  end(): void {
    this.#ended = true;
  }

  async #present(arrived: Show<Arrival>): Promise<void> {
    const { stage, meter, notes, onShown } = this.#options;
    const note = notes.take(arrived.frameId);
    const timestampUs = note?.picture.timestamp ?? 0;
    const { show, parts } = await this.#finished(arrived, note);
    if (!this.#ended) for (const { picture, band } of parts) await stage.draw(picture, band);
    const shownMs = performance.now();
    closeAll(parts);
    if (show.outcome === 'upscaled') note?.picture.close();
    if (this.#ended) return;
    meter.shown(show, note, shownMs);
    if (show.outcome !== 'lost') onShown(show.frameId, show.outcome, timestampUs);
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
    const { picture, wrong } = await this.#options.check.of(show.frameId, parts, small);
    if (picture) closeAll(parts);
    if (picture) return { show, parts: [{ picture }] };
    if (wrong.length === 0) return { show, parts };
    closeAll(wrong);
    const { frameId, captureMs } = show;
    const replaced: Show<Arrival> = { outcome: 'local', frameId, captureMs, reason: 'told' };
    const right = parts.filter((part) => !wrong.includes(part));
    return { show: replaced, parts: [...(await this.#replacement(show, note)), ...right] };
  }

  /** The captured picture, scaled here or by the stage, and over it the bands that did come: the caller's to close. */
  async #replacement({ frameId }: Show<Arrival>, note: FrameNote | undefined): Promise<Part<VideoFrame>[]> {
    const scaled = await this.#scaled(note?.picture);
    if (scaled) note?.picture.close();
    const picture = scaled ?? note?.picture;
    return [...(picture ? [{ picture }] : []), ...this.#options.mosaics.take(frameId)];
  }

  /** The captured picture at the stage's size, the caller's to close; undefined where the stage is to scale it. */
  async #scaled(picture: VideoFrame | undefined): Promise<VideoFrame | undefined> {
    if (!picture || this.#ended) return undefined;
    return this.#options.scaler.scale(picture);
  }
}

function closeAll(parts: readonly Part<VideoFrame>[]): void {
  for (const { picture } of parts) picture.close();
}
