/**
 * This machine's own scaler, which takes a while to be found: engines are loaded and timed for it. The stream need not wait.
 * @module
 */
import type { LocalScaler } from './local-scaler.ts';

/** As much of a scaler as a stream needs. */
type Scaler = Pick<LocalScaler, 'scale' | 'backend' | 'networkMs' | 'dispose'>;

export class OwnScaler {
  #found: Scaler | undefined;
  #disposed = false;

  /** What is found becomes this one's; nothing found, or an error, leaves the stage to scale. */
  constructor(search: Promise<Scaler | undefined>) {
    search.then(
      (found) => {
        if (this.#disposed) void found?.dispose();
        else this.#found = found;
      },
      () => {},
    );
  }

  /** Undefined before one is found, and where this machine can afford none. */
  get backend(): Scaler['backend'] | undefined {
    return this.#found?.backend;
  }

  /** What its network takes for a frame; undefined where there is none to spare. */
  get networkMs(): number | undefined {
    return this.#found?.networkMs;
  }

  /** The picture at the target's size, the caller's to close; undefined where the stage is to scale it. */
  async scale(picture: VideoFrame): Promise<VideoFrame | undefined> {
    return this.#found?.scale(picture).catch(() => undefined);
  }

  dispose(): void {
    this.#disposed = true;
    void this.#found?.dispose();
    this.#found = undefined;
  }
}
