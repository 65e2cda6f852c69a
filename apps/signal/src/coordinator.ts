/**
 * A coordinator as an object in one's own program: takes tasks, has helpers do them, gives results.
 * @module
 * @example
 *   const coordinator = new Coordinator({ listenPort: 8765 });
 *   await coordinator.start();
 *   const taskId = coordinator.submitTask(task, 'me');
 *   const result = await coordinator.collectResult(taskId);
 */
import { fromBase64, PeerNode, type PeerOptions, toBase64 } from '@p2c2g/client';
import { P2c2gError, type Result, type Task } from '@p2c2g/protocol';
import type { ConfigInput } from './config-schema.ts';
import type { SystemStats } from './http/stats.ts';
import { type RunningCoordinator, startCoordinator } from './server.ts';

export interface CoordinatorOptions {
  /** 0 takes a free one. */
  readonly listenPort: number;
  /** How many helpers at most try a task. */
  readonly maxAttempts?: number;
  /** Any other settings. By default records are kept in memory. */
  readonly settings?: ConfigInput;
}

type PeerCapabilities = ConstructorParameters<typeof PeerNode>[1];

const MOST_ATTEMPTS = 3;
const RESULT_TIMEOUT_MS = 5_000;
const ASSIGN_TIMEOUT_MS = 5_000;
/** Ten times as many as the coordinator keeps results of. */
const MOST_KNOWN = 10_000;

export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #peers = new Map<string, PeerNode>();
  /** Who handed which task in. */
  readonly #requesters = new Map<string, string>();
  #running: RunningCoordinator | undefined;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
  }

  /** Opens the port. @throws as `startCoordinator` does */
  async start(): Promise<void> {
    const { listenPort, maxAttempts = MOST_ATTEMPTS, settings = {} } = this.#options;
    this.#running = await startCoordinator({
      database: { type: 'memory' },
      ...settings,
      // What it is made for.
      limits: { task_payloads: 'on', ...settings.limits },
      coordinator: { ...settings.coordinator, listen_port: listenPort, max_task_attempts: maxAttempts },
    });
  }

  /** Where helpers and gamers connect to. @throws P2C2G_OUT_OF_ORDER before it has started */
  get url(): string {
    return this.#started.url;
  }

  /**
   * A helper in this very process, beside those that connect from elsewhere: over a socket like all of them.
   * @throws P2c2gError
   */
  async registerPeer(peerId: string, capabilities: PeerCapabilities, options?: PeerOptions): Promise<void> {
    const peer = new PeerNode(peerId, capabilities, options);
    await peer.connectToCoordinator(this.url);
    this.#peers.set(peerId, peer);
    void peer.serve();
  }

  /**
   * Queues a task. Its type stands in `constraints.task_type`, the type's parameters beside it.
   * @param requesterId in whose name
   * @returns the id under which its result is found; `task.task_id` is the caller's own
   * @throws P2C2G_QUEUE_FULL
   */
  submitTask({ payload, deadline_ms, constraints }: Task, requesterId: string): string {
    const { task_type, priority, ...params } = constraints;
    const { task_id } = this.#started.tasks.submit(requesterId, {
      task_type: String(task_type),
      data: payload.length > 0 ? toBase64(payload) : null,
      params,
      priority: typeof priority === 'number' ? priority : USUAL_PRIORITY,
      deadline_ms,
    });
    this.#requesters.set(task_id, requesterId);
    if (this.#requesters.size > MOST_KNOWN) this.#requesters.delete(this.#requesters.keys().next().value!);
    return task_id;
  }

  /**
   * Waits until the task is a helper's: assigning goes on by itself as helpers are free.
   * @returns the helper's id
   * @throws P2C2G_TASK_TIMEOUT when no helper has it in time
   */
  async assignTaskToPeer(taskId: string, timeoutMs = ASSIGN_TIMEOUT_MS): Promise<string> {
    const peerId = await this.#started.tasks.assignee(this.#requesterOf(taskId), taskId, timeoutMs);
    if (peerId === undefined) throw new P2c2gError('P2C2G_TASK_TIMEOUT', 'It is with no helper.');
    return peerId;
  }

  /**
   * Waits for a result. A task that failed has one too.
   * @throws P2C2G_TASK_TIMEOUT when it is not there in time: it may be asked for again; P2C2G_NOT_FOUND
   */
  async collectResult(taskId: string, timeoutMs = RESULT_TIMEOUT_MS): Promise<Result> {
    const view = await this.#started.tasks.collect(this.#requesterOf(taskId), taskId, timeoutMs);
    if (view.status !== 'done') throw new P2c2gError('P2C2G_TASK_TIMEOUT', `It is ${view.status}.`);
    const { success, peer_id, processing_time_ms: duration_ms, result, error } = view;
    return {
      job_id: taskId,
      task_id: taskId,
      status: success ? 'success' : 'failure',
      output: typeof result === 'string' ? fromBase64(result) : null,
      duration_ms,
      peer_id,
      ...(error ? { error } : {}),
    };
  }

  /** Says that a helper failed a task: another gets it. @throws P2C2G_OUT_OF_ORDER when that helper does not have it */
  handlePeerFailure(peerId: string, taskId: string): void {
    this.#started.tasks.reportFailed(peerId, taskId);
  }

  getSystemStats(): SystemStats {
    return this.#started.stats();
  }

  async close(): Promise<void> {
    for (const peer of this.#peers.values()) await peer.disconnect();
    this.#peers.clear();
    await this.#running?.close();
    this.#running = undefined;
  }

  #requesterOf(taskId: string): string {
    const requester = this.#requesters.get(taskId);
    if (requester === undefined) throw new P2c2gError('P2C2G_NOT_FOUND', 'No such task.');
    return requester;
  }

  get #started(): RunningCoordinator {
    if (!this.#running) throw new P2c2gError('P2C2G_OUT_OF_ORDER', 'The coordinator has not started.');
    return this.#running;
  }
}

const USUAL_PRIORITY = 5;
