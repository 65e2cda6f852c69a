/**
 * A task's life, as data.
 *
 * ```
 *  queued ──helper──► assigned ──result──► (done, forgotten)
 *    ▲                   │
 *    └─ waiting backoff ─┴── timeout, failure, helper gone; after so many attempts ──► (failed, forgotten)
 * ```
 * @module
 */
import type { ClientMessage } from '@p2c2g/protocol';
import { backoffMs } from '../backoff.ts';

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;

export type TaskRequest = Extract<ClientMessage, { msg_type: 'task_request' }>;

export type TaskState =
  | { readonly kind: 'queued'; readonly notBeforeMs: number }
  | { readonly kind: 'assigned'; readonly peerId: string; readonly timeoutAtMs: number };

export interface Task {
  readonly request: TaskRequest;
  /** Names it in the ledger. */
  readonly chargeKey: string;
  readonly requesterId: string;
  readonly submittedMs: number;
  readonly timeoutMs: number;
  readonly maxAttempts: number;
  readonly tried: ReadonlySet<string>;
  /** Attempts begun. */
  readonly attempts: number;
  readonly state: TaskState;
}

export type TaskEvent =
  | { readonly kind: 'assigned'; readonly peerId: string }
  | { readonly kind: 'attempt_failed'; readonly why: AttemptFailure; readonly detail?: string };

/** A dead helper is no reason to wait: only a failure or a timeout is followed by backoff. */
export type AttemptFailure = 'timeout' | 'failure' | 'helper_gone';

export type TaskEffect = { readonly kind: 'none' } | { readonly kind: 'give_up'; readonly why: string };

const NONE: TaskEffect = Object.freeze({ kind: 'none' });

/** One step of one task. Assigning what is assigned already, and failing what is not, change nothing. */
export function reduceTask(task: Task, event: TaskEvent, nowMs: number): readonly [Task, TaskEffect] {
  switch (event.kind) {
    case 'assigned':
      return task.state.kind === 'queued' ? [assigned(task, event.peerId, nowMs), NONE] : [task, NONE];
    case 'attempt_failed':
      return task.state.kind === 'assigned' ? afterFailure(task, event, nowMs) : [task, NONE];
  }
}

function assigned(task: Task, peerId: string, nowMs: number): Task {
  return {
    ...task,
    attempts: task.attempts + 1,
    tried: new Set([...task.tried, peerId]),
    state: { kind: 'assigned', peerId, timeoutAtMs: nowMs + task.timeoutMs },
  };
}

function afterFailure(
  task: Task,
  event: Extract<TaskEvent, { kind: 'attempt_failed' }>,
  nowMs: number,
): readonly [Task, TaskEffect] {
  if (task.attempts >= task.maxAttempts)
    return [
      task,
      { kind: 'give_up', why: `${task.attempts} attempts, the last: ${event.detail ?? event.why}` },
    ];
  const waitMs = event.why === 'helper_gone' ? 0 : backoffMs(task.attempts, FIRST_RETRY_MS, LONGEST_RETRY_MS);
  return [{ ...task, state: { kind: 'queued', notBeforeMs: nowMs + waitMs } }, NONE];
}
