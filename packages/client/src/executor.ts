/**
 * What runs tasks, by their type.
 * @module
 */
import type { Task } from '@p2c2g/protocol';

export interface Executed {
  readonly output: Uint8Array;
  /** What did it, such as a network's name. */
  readonly algorithm?: string;
}

/**
 * Does one task.
 * @throws whatever is wrong: its words become the task's error
 */
export type Executor = (task: Task) => Promise<Executed>;

/** Executors by task type. */
export type Executors = Readonly<Record<string, Executor>>;
