/**
 * Helpers' pictures on their way to the stage: brought back towards the captured frame, held against it, and put down to who made them.
 * @module
 */
import type { Part } from './mosaics.ts';
import { PictureTrust } from './picture-trust.ts';
import type { Corrected, ResultCorrector } from './result-corrector.ts';

export interface PictureCheckOptions {
  readonly corrector: Pick<ResultCorrector, 'correct' | 'lookAside'>;
  readonly onCorrected: () => void;
  /** @param isLost its pictures are not worth waiting for any more */
  readonly onWrong: (linkId: string, isLost: boolean) => void;
}

const AS_IT_CAME: Corrected = { picture: undefined, looked: false, wrong: [] };

export class PictureCheck {
  readonly #options: PictureCheckOptions;
  readonly trust = new PictureTrust();

  constructor(options: PictureCheckOptions) {
    this.#options = options;
  }

  /** What helpers brought, made one picture with what the captured one knows better; as it came where that cannot be had. */
  async of(frameId: number, parts: readonly Part<VideoFrame>[], small: VideoFrame): Promise<Corrected> {
    const { corrector, onCorrected } = this.#options;
    const corrected = await corrector.correct(frameId, parts, small).catch(() => AS_IT_CAME);
    if (corrected.picture) onCorrected();
    if (corrected.looked) for (const part of parts) this.#weigh(part, corrected.wrong.includes(part));
    return corrected;
  }

  /** A picture that is not shown, since another of its frame is: a rehearsal tells as much of its helper. The caller's to close. */
  async aside(frameId: number, part: Part<VideoFrame>): Promise<void> {
    const wrong = await this.#options.corrector.lookAside(frameId, part.picture).catch(() => undefined);
    if (wrong !== undefined) this.#weigh(part, wrong);
  }

  #weigh({ linkId }: Part<VideoFrame>, wrong: boolean): void {
    if (linkId === undefined) return;
    this.trust.looked(linkId, wrong);
    if (wrong) this.#options.onWrong(linkId, this.trust.isLost(linkId));
  }
}
