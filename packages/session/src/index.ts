/**
 * Who does which frame when: the gamer's dispatcher and presenter, the helper's queue, the account of it all. Pure: no timers, no
 * network; time is an argument.
 *
 * @module
 */

export { Breaker, type BreakerState } from './breaker.ts';
export * from './dispatch-constants.ts';
export type * from './dispatch-types.ts';
export { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
export { FrameLedger, type FrameLedgerOptions } from './frame-ledger.ts';
export { FRAME_STAGES, type FrameStage, type StageDurations, stagesOfResult } from './frame-stages.ts';
export type { FrameCounts, FrameOutcome, FrameSummary } from './frame-tally.ts';
export { Histogram, type Percentiles } from './histogram.ts';
export { Presenter, type PresenterOptions, type ReplaceReason, type Show } from './presenter.ts';
export { ServiceEstimate } from './service-estimate.ts';
export { SplitMode, type SplitModeOptions, type SplitPolicy } from './split-mode.ts';
export type { SharedBand } from './split-shares.ts';
export {
  type QueueDrop,
  type QueueDropReason,
  type QueuedWork,
  WorkQueue,
  type WorkQueueOptions,
} from './work-queue.ts';
