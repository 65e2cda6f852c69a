/** When each frame was sent or had come whole, by its id, on the machine's clock. */
export type FrameTimes = Record<number, number>;

export interface NetworkRun {
  times(): FrameTimes;
  stop(): void;
}

/** What the rate-controlled sender knows of its line. */
export interface SenderLook {
  readonly targetBps: number;
  readonly parityShare: number;
  readonly lossRate: number;
  readonly stripes: number;
  readonly stripesWanted: number;
  readonly gated: number;
  /** By the receiver's count. */
  readonly receivedBytes: number;
  readonly standingMs: number;
  readonly capacityBps: number | null;
  readonly deliveredBps: number | null;
}
