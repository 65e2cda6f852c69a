/**
 * Tasks of programs that speak HTTP alone: handed in, waited for, collected. Their requesters are no clients of a socket,
 * so results are kept here until they are collected, or until nobody will.
 * @module
 */
import { type ClientMessage, P2c2gError, type ServerMessageInput } from '@p2c2g/protocol';
import type { Address, Names, Outbox } from '../core/ports.ts';
import type { TaskRequest } from '../core/tasks/task.ts';
import type { TaskTable } from '../core/tasks/task-table.ts';

type TaskResult = Extract<ClientMessage, { msg_type: 'task_result' }>;
type Result = Omit<TaskResult, 'msg_type' | 'attempt'>;
export type NewTask = Omit<TaskRequest, 'msg_type' | 'task_id'>;

/** What a requester sees of its task. */
export type TaskView =
  | { readonly task_id: string; readonly status: 'queued' | 'assigned' }
  | ({ readonly status: 'done' } & Result);

interface Entry {
  readonly owner: string;
  /** By which the requester asks for it a second time, and what it asked for then. */
  readonly again: { readonly key: string; readonly wanted: string } | undefined;
  readonly handedInMs: number;
  result?: Result;
  doneMs?: number;
  readonly waiting: Set<() => void>;
  readonly waitingForHelper: Set<() => void>;
}

/** Before it, no id of a client: theirs have no slash. */
const MARK = 'http/';
/** A result of up to 48 KiB stays so long for whoever handed the task in. */
const KEPT_MS = 60_000;
/** Nobody waits so long for a task that finds no helper. */
const GIVEN_UP_MS = 600_000;
const MOST_ENTRIES = 1_000;
const RETRY_WHEN_FULL_MS = 1_000;

export class TaskDesk {
  readonly #tasks: () => TaskTable;
  readonly #names: Names;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #byAgainKey = new Map<string, string>();

  /** @param tasks asked for late: the table needs the outbox that this is part of */
  constructor(tasks: () => TaskTable, names: Names, now: () => number) {
    this.#tasks = tasks;
    this.#names = names;
    this.#now = now;
  }

  /** Results for requesters of this desk come here, all else goes to the clients; assignments are noted in passing. */
  before(clients: Outbox): Outbox {
    return {
      send: (to, message) => {
        if (isOurs(to)) this.#take(message);
        else clients.send(to, message);
        if (message.msg_type === 'task_assign') this.#noteAssigned(message.task_id);
      },
      drop: (to, code, reason) => clients.drop(to, code, reason),
      cut: (to, code, reason) => clients.cut(to, code, reason),
    };
  }

  /**
   * @param owner who may collect it
   * @param idempotencyKey the same one again, while the task is kept, is the same task and is paid once
   * @throws P2C2G_QUEUE_FULL, P2C2G_NO_CREDIT; P2C2G_CONFLICT for a key that stands for another task
   */
  submit(owner: string, wanted: NewTask, idempotencyKey?: string): TaskView {
    const again =
      idempotencyKey === undefined
        ? undefined
        : { key: `${owner} ${idempotencyKey}`, wanted: this.#names.hash(JSON.stringify(wanted)) };
    const known = again && this.#known(again);
    if (known) return known;
    if (this.#entries.size >= MOST_ENTRIES)
      throw new P2c2gError('P2C2G_QUEUE_FULL', 'Results wait to be collected.', RETRY_WHEN_FULL_MS);
    const task_id = `t-${this.#names.secret()}`;
    const waits = { waiting: new Set<() => void>(), waitingForHelper: new Set<() => void>() };
    this.#entries.set(task_id, { owner, again, handedInMs: this.#now(), ...waits });
    if (again) this.#byAgainKey.set(again.key, task_id);
    try {
      this.#tasks().submit(MARK + owner, { msg_type: 'task_request', task_id, ...wanted });
    } catch (error) {
      this.#drop(task_id);
      throw error;
    }
    return this.#view(task_id, this.#entries.get(task_id)!);
  }

  #known(again: NonNullable<Entry['again']>): TaskView | undefined {
    const taskId = this.#byAgainKey.get(again.key);
    const entry = taskId === undefined ? undefined : this.#entries.get(taskId);
    if (!entry) return undefined;
    if (entry.again?.wanted !== again.wanted)
      throw new P2c2gError('P2C2G_CONFLICT', 'That idempotency key stands for another task.');
    return this.#view(taskId!, entry);
  }

  /**
   * Waits for a task to be done, and tells how it stands when the time is up.
   * @throws P2C2G_NOT_FOUND, also for a task of others
   */
  async collect(owner: string, taskId: string, timeoutMs: number): Promise<TaskView> {
    const entry = this.#own(owner, taskId);
    if (!entry.result && timeoutMs > 0) await wokenOrLate(entry.waiting, timeoutMs);
    return this.#view(taskId, entry);
  }

  /**
   * Waits until a helper has the task.
   * @returns its name; undefined when none had it in time, or when the task is done
   * @throws P2C2G_NOT_FOUND, also for a task of others
   */
  async assignee(owner: string, taskId: string, timeoutMs: number): Promise<string | undefined> {
    const entry = this.#own(owner, taskId);
    if (!entry.result && this.#holder(taskId) === undefined && timeoutMs > 0)
      await wokenOrLate(entry.waitingForHelper, timeoutMs);
    return this.#holder(taskId);
  }

  /** @throws P2C2G_NOT_FOUND, also for a task of others */
  withdraw(owner: string, taskId: string): void {
    this.#own(owner, taskId);
    this.#forget(taskId);
  }

  /** What was not collected in time goes. */
  sweep(): void {
    const nowMs = this.#now();
    for (const [taskId, { handedInMs, doneMs }] of this.#entries)
      if (doneMs === undefined ? nowMs - handedInMs > GIVEN_UP_MS : nowMs - doneMs > KEPT_MS)
        this.#forget(taskId);
  }

  #take(message: ServerMessageInput): void {
    if (message.msg_type !== 'task_result') return;
    const { msg_type: _, attempt: __, ...result } = message;
    const entry = this.#entries.get(message.task_id);
    if (!entry) return;
    entry.result = { ...result, result: result.result ?? null };
    entry.doneMs = this.#now();
    for (const wake of [...entry.waiting, ...entry.waitingForHelper]) wake();
  }

  #noteAssigned(taskId: string): void {
    // The table says it before it has it on record.
    queueMicrotask(() => {
      for (const wake of [...(this.#entries.get(taskId)?.waitingForHelper ?? [])]) wake();
    });
  }

  #holder(taskId: string): string | undefined {
    const state = this.#tasks().find(taskId)?.state;
    return state?.kind === 'assigned' ? state.peerId : undefined;
  }

  #own(owner: string, taskId: string): Entry {
    const entry = this.#entries.get(taskId);
    if (entry?.owner !== owner) throw new P2c2gError('P2C2G_NOT_FOUND', 'No such task.');
    return entry;
  }

  #view(taskId: string, { result }: Entry): TaskView {
    if (result) return { status: 'done', ...result };
    return { task_id: taskId, status: this.#tasks().find(taskId)?.state.kind ?? 'assigned' };
  }

  #forget(taskId: string): void {
    this.#drop(taskId);
    this.#tasks().withdraw(taskId);
  }

  #drop(taskId: string): void {
    const { again } = this.#entries.get(taskId) ?? {};
    if (again) this.#byAgainKey.delete(again.key);
    this.#entries.delete(taskId);
  }
}

const isOurs = ({ role, id }: Address): boolean => role === 'gamer' && id.startsWith(MARK);

function wokenOrLate(waiting: Set<() => void>, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      waiting.delete(end);
      resolve();
    };
    const timer = setTimeout(end, timeoutMs);
    waiting.add(end);
  });
}
