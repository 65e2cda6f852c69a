import type { LineLook } from '../../../apps/web/src/link/link-line.ts';

/** When each frame was sent or had come whole, by its id, on the machine's clock. */
export type FrameTimes = Record<number, number>;

export interface NetworkRun {
  times(): FrameTimes;
  stop(): void;
}

/** What one end of our link knows. */
export interface LinkLook {
  readonly connections: number;
  /** Of all packets that came. */
  readonly bytesIn: number;
  readonly line: LineLook | null;
}
