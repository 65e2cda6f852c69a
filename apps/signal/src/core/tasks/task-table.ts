/**
 * Tasks of clients without WebRTC: queued, given to a helper, given to another when that fails, answered once.
 * @module
 */
import { type ClientMessage, type ErrorCode, P2c2gError, type ServerMessageInput } from '@p2c2g/protocol';
import { admits } from '../breaker.ts';
import type { Helper } from '../helper.ts';
import { choose } from '../placement.ts';
import { gamerAt, helperAt } from '../ports.ts';
import { reputationOf } from '../reputation.ts';
import type { World } from '../world.ts';
import { pricedOf, taskProblem } from './check-task.ts';
import { type AttemptFailure, reduceTask, type Task, type TaskRequest } from './task.ts';

type TaskResult = Extract<ClientMessage, { msg_type: 'task_result' }>;

/** Tasks of one requester that may wait at once: one client must not fill everyone's queue. */
const MOST_PER_REQUESTER = 64;
/** Stands in `peer_id` where no helper did anything. */
const NOBODY = 'coordinator';

export class TaskTable {
  readonly #world: World;
  readonly #tasks = new Map<string, Task>();
  readonly #load = new Map<string, number>();
  completed = 0;
  failed = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Tasks queued or under way. */
  get pending(): number {
    return this.#tasks.size;
  }

  /** One that is queued or under way. */
  find(taskId: string): Task | undefined {
    return this.#tasks.get(taskId);
  }

  /** All that are queued or under way, oldest first. */
  all(): Task[] {
    return [...this.#tasks.values()];
  }

  /** Its requester does not want it any more. A helper that works on it is not disturbed, and its result not taken. */
  withdraw(taskId: string): void {
    const task = this.#tasks.get(taskId);
    if (task) this.#forget(task);
  }

  /** @throws P2C2G_DUPLICATE_TASK, P2C2G_QUEUE_FULL, P2C2G_NO_CREDIT, and what `payloads` has against it; a bad task is answered with a failed task_result instead */
  submit(requesterId: string, request: TaskRequest): void {
    const problem = taskProblem(request);
    if (problem) {
      this.#answerFailure(requesterId, request.task_id, problem);
      return;
    }
    if (this.#tasks.has(request.task_id)) throw new P2c2gError('P2C2G_DUPLICATE_TASK', request.task_id);
    this.#requireRoom(requesterId);
    const { charges, payloads, names } = this.#world.ports;
    const priced = pricedOf(request);
    charges?.require(requesterId, priced);
    payloads?.request(request.data);
    const chargeKey = `task:${names.leaseId()}`;
    charges?.started(chargeKey, requesterId, priced);
    const now = this.#world.now;
    this.#tasks.set(request.task_id, {
      request,
      chargeKey,
      requesterId,
      submittedMs: now,
      timeoutMs: request.deadline_ms ?? this.#world.settings.taskTimeoutMs,
      maxAttempts: this.#world.settings.maxTaskAttempts,
      tried: new Set(),
      attempts: 0,
      state: { kind: 'queued', notBeforeMs: now },
    });
    this.dispatch();
  }

  /**
   * @throws P2C2G_OUT_OF_ORDER for a task that is over, or an attempt that is; P2C2G_FORBIDDEN for a task of others
   */
  result(peerId: string, result: TaskResult): void {
    const task = this.#held(peerId, result);
    if (!result.success) {
      this.#attemptFailed(task, 'failure', result.error ?? 'the helper gave no reason');
      return;
    }
    this.#drop(task);
    this.completed += 1;
    const { charges, payloads, outbox } = this.#world.ports;
    payloads?.result(result.result);
    const passOn = () => outbox.send(gamerAt(task.requesterId), result);
    if (charges) charges.done(task.chargeKey, peerId, passOn);
    else passOn();
    this.dispatch();
  }

  /**
   * Someone who watches says that a helper does not do a task: it goes to another.
   * @throws P2C2G_OUT_OF_ORDER when that helper does not have it
   */
  reportFailed(peerId: string, taskId: string): void {
    const task = this.#tasks.get(taskId);
    if (task?.state.kind !== 'assigned' || task.state.peerId !== peerId)
      throw new P2c2gError('P2C2G_OUT_OF_ORDER', `${peerId} does not have task ${taskId}`);
    this.#attemptFailed(task, 'failure', 'reported as failed');
  }

  /** Its tasks go to others at once. */
  helperGone(peerId: string): void {
    for (const task of [...this.#tasks.values()])
      if (task.state.kind === 'assigned' && task.state.peerId === peerId)
        this.#attemptFailed(task, 'helper_gone');
  }

  requesterGone(gamerId: string): void {
    for (const task of [...this.#tasks.values()]) if (task.requesterId === gamerId) this.#forget(task);
  }

  tick(): void {
    for (const task of [...this.#tasks.values()])
      if (task.state.kind === 'assigned' && this.#world.now >= task.state.timeoutAtMs)
        this.#attemptFailed(task, 'timeout');
    this.dispatch();
  }

  /** Gives out what waits, by priority, then by age. */
  dispatch(): void {
    if (this.#tasks.size === 0) return;
    const now = this.#world.now;
    const waiting = [...this.#tasks.values()]
      .filter(({ state }) => state.kind === 'queued' && state.notBeforeMs <= now)
      .sort((a, b) => b.request.priority - a.request.priority || a.submittedMs - b.submittedMs);
    for (const task of waiting) {
      const helper = this.#pick(task);
      if (helper) this.#assign(task, helper);
    }
  }

  #held(peerId: string, result: TaskResult): Task {
    const task = this.#tasks.get(result.task_id);
    if (!task) throw new P2c2gError('P2C2G_OUT_OF_ORDER', `task ${result.task_id} is over`);
    if (result.peer_id !== peerId || !task.tried.has(peerId))
      throw new P2c2gError('P2C2G_FORBIDDEN', `task ${result.task_id} was never yours`);
    const holds = task.state.kind === 'assigned' && task.state.peerId === peerId;
    if (!holds || (result.attempt ?? task.attempts) !== task.attempts)
      throw new P2c2gError('P2C2G_OUT_OF_ORDER', `that attempt at task ${result.task_id} is over`);
    return task;
  }

  #requireRoom(requesterId: string): void {
    let own = 0;
    for (const task of this.#tasks.values()) if (task.requesterId === requesterId) own += 1;
    if (own >= MOST_PER_REQUESTER || this.#tasks.size >= this.#world.settings.maxQueuedTasks)
      throw new P2c2gError('P2C2G_QUEUE_FULL', undefined, 1_000);
  }

  /** Someone who has not failed this task yet, if there is one. */
  #pick(task: Task): Helper | undefined {
    const able = [...this.#world.helpers.values()].filter((helper) => this.#canTake(helper, task));
    const fresh = able.filter(({ peerId }) => !task.tried.has(peerId));
    return choose(fresh.length > 0 ? fresh : able, (helper) => this.#score(helper), this.#world.ports.random);
  }

  #canTake(helper: Helper, { request }: Task): boolean {
    const { capabilities, presence, paused, breaker, peerId } = helper;
    if (presence.kind !== 'online' || paused || !admits(breaker)) return false;
    if (!capabilities.task_types.includes(request.task_type)) return false;
    return (this.#load.get(peerId) ?? 0) < capabilities.max_concurrent_tasks;
  }

  #score({ peerId, load, reputation }: Helper): number {
    return (1 + load + (this.#load.get(peerId) ?? 0)) / (0.5 + 0.5 * reputationOf(reputation));
  }

  #assign(task: Task, { peerId }: Helper): void {
    const [next] = reduceTask(task, { kind: 'assigned', peerId }, this.#world.now);
    this.#tasks.set(task.request.task_id, next);
    this.#load.set(peerId, (this.#load.get(peerId) ?? 0) + 1);
    const { task_id, task_type, data, params } = task.request;
    const message: ServerMessageInput = {
      msg_type: 'task_assign',
      task_id,
      task_type,
      data,
      params,
      deadline_ms: task.timeoutMs,
      attempt: next.attempts,
    };
    this.#world.ports.outbox.send(helperAt(peerId), message);
  }

  #attemptFailed(task: Task, why: AttemptFailure, detail?: string): void {
    this.#unload(task);
    const [next, effect] = reduceTask(
      task,
      { kind: 'attempt_failed', why, ...(detail ? { detail } : {}) },
      this.#world.now,
    );
    this.#tasks.set(task.request.task_id, next);
    if (effect.kind === 'give_up') {
      this.#tasks.delete(task.request.task_id);
      this.#world.ports.charges?.failed(task.chargeKey);
      const error = new P2c2gError('P2C2G_TASK_ATTEMPTS', effect.why.slice(0, 300));
      this.#answerFailure(task.requesterId, task.request.task_id, error);
      return;
    }
    this.dispatch();
  }

  #answerFailure(requesterId: string, taskId: string, error: P2c2gError): void {
    this.failed += 1;
    this.#world.ports.outbox.send(gamerAt(requesterId), {
      msg_type: 'task_result',
      task_id: taskId,
      success: false,
      result: null,
      processing_time_ms: 0,
      peer_id: NOBODY,
      error: codedText(error.code, error.message),
    });
  }

  /** Nobody gets a result, so nobody pays. */
  #forget(task: Task): void {
    this.#drop(task);
    this.#world.ports.charges?.failed(task.chargeKey);
  }

  #drop(task: Task): void {
    this.#unload(task);
    this.#tasks.delete(task.request.task_id);
  }

  #unload({ state }: Task): void {
    if (state.kind !== 'assigned') return;
    const left = (this.#load.get(state.peerId) ?? 1) - 1;
    if (left > 0) this.#load.set(state.peerId, left);
    else this.#load.delete(state.peerId);
  }
}

/** A result's error is one string: the code first, so that a program can tell without reading on. */
const codedText = (code: ErrorCode, message: string): string => `${code}: ${message}`.slice(0, 500);
