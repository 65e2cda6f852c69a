import type { LinkState } from './link-state.ts';

/** One order for one frame at one helper. */
export interface Attempt {
  readonly link: LinkState;
  readonly sentMs: number;
  /** When it has missed, and its slot at the helper counts as free. */
  readonly timeoutAtMs: number;
  /** When to ask another helper too; infinite once that was considered. */
  hedgeAtMs: number;
  /** When its receipt is missing; infinite when none is expected (yet), or it came. */
  receiptDueAtMs: number;
  receipted: boolean;
  /** Its helper had others of ours to do first: its receipt says how long those took, not the way there. */
  readonly behind: boolean;
  /** Its answer is unusually late, and its helper's count of such orders has this one. */
  overdue: boolean;
  state: 'waiting' | 'answered' | 'failed';
}

/** What the dispatcher knows of one frame. */
export interface FrameState {
  readonly frameId: number;
  /** On the gamer's clock. */
  readonly deadlineAtMs: number;
  /** How much of a whole picture's work this is: 1, or a band's part of the rows. */
  readonly share: number;
  readonly attempts: Attempt[];
  hedged: boolean;
  /** Whose result came first. */
  first?: Attempt;
  /** `open` until a result came or the frame was given to the local scaler. */
  outcome: 'open' | 'upscaled' | 'local';
}

export function isWaiting(attempt: Attempt): boolean {
  return attempt.state === 'waiting';
}

/** Nothing more is due: the frame has its outcome and no helper owes an answer. */
export function isOver(frame: FrameState): boolean {
  return frame.outcome !== 'open' && !frame.attempts.some(isWaiting);
}
