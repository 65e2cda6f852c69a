/**
 * A helper that does tasks: receives them one by one, runs them, sends results, and says that it lives. A lost connection
 * comes back by itself, and results that were ready meanwhile are sent then.
 *
 * ```
 *  connectToCoordinator ─► receiveTask ─► executeTask ─► sendResult ─┐
 *                              ▲                                     │   serve() goes round by itself
 *                              └─────────────────────────────────────┘
 * ```
 * @module
 */
import { type capabilities, P2c2gError, type Result, type ServerMessage, type Task } from '@p2c2g/protocol';
import type * as v from 'valibot';
import { fromBase64, toBase64 } from './bytes.ts';
import type { Executors } from './executor.ts';
import { Mailbox } from './mailbox.ts';
import { type ConnectOptions, Wire } from './wire.ts';

type Capabilities = v.InferInput<typeof capabilities>;
type TaskAssign = Extract<ServerMessage, { msg_type: 'task_assign' }>;

export interface PeerOptions {
  /** In place of the built-in ones: by default `frame_upscale` runs the networks of this project. */
  readonly executors?: Executors;
}

export interface PeerResult extends Result {
  readonly algorithm_used?: string;
}

const MOST_ERROR_CHARS = 400;

export class PeerNode {
  readonly peerId: string;
  readonly #capabilities: Capabilities;
  readonly #executors: Executors | undefined;
  #tasks = new Mailbox<Task>();
  /** Which attempt at a task is under way here. */
  readonly #attempts = new Map<string, number>();
  #wire: Wire | undefined;

  constructor(peerId: string, capabilities: Capabilities, { executors }: PeerOptions = {}) {
    this.peerId = peerId;
    this.#capabilities = capabilities;
    this.#executors = executors;
  }

  /**
   * Registers, and keeps saying that it lives as often as the coordinator wants.
   * @param url such as `http://127.0.0.1:8765`
   * @throws P2c2gError
   */
  async connectToCoordinator(url: string, options: ConnectOptions = {}): Promise<void> {
    const task_types = this.#capabilities.task_types ?? Object.keys(await this.#knownTypes());
    const register = () => ({
      msg_type: 'peer_register' as const,
      peer_id: this.peerId,
      capabilities: { ...this.#capabilities, task_types },
    });
    const tasks = new Mailbox<Task>();
    this.#tasks = tasks;
    const wire = await Wire.open(url, register, options, {
      message: (message) => this.#hear(message),
      open: (resumed) => {
        if (!resumed) this.#forgetTasks();
      },
      beat: () => this.heartbeat(),
    });
    this.#wire = wire;
    void wire.ended.then((error) => {
      if (this.#wire === wire) this.#wire = undefined;
      this.#forgetTasks();
      tasks.end(error ?? new P2c2gError('P2C2G_LINK_FAILED', 'disconnected'));
    });
  }

  /** The next task, as soon as there is one. @throws P2c2gError: why the connection has ended for good */
  receiveTask(): Promise<Task> {
    return this.#tasks.take();
  }

  /** Runs a task. Never throws: a failure is a result too, and one of an unknown type names it. */
  async executeTask(task: Task): Promise<PeerResult> {
    const startMs = performance.now();
    const about = { job_id: task.job_id, task_id: task.task_id, peer_id: this.peerId };
    try {
      const type = String(task.constraints.task_type);
      const executor = (await this.#knownTypes())[type];
      if (!executor) throw new P2c2gError('P2C2G_UNKNOWN_TASK_TYPE', `task_type "${type}"`);
      const { output, algorithm } = await executor(task);
      const duration_ms = performance.now() - startMs;
      return {
        ...about,
        status: 'success',
        output,
        duration_ms,
        ...(algorithm ? { algorithm_used: algorithm } : {}),
      };
    } catch (error) {
      const duration_ms = performance.now() - startMs;
      return { ...about, status: 'failure', output: null, duration_ms, error: codedText(error) };
    }
  }

  /**
   * @returns false for a task that the coordinator has forgotten meanwhile: nobody waits for it
   * @throws P2C2G_NOT_REGISTERED before it is connected
   */
  sendResult(result: PeerResult): boolean {
    const { task_id, status, output, duration_ms, error, algorithm_used } = result;
    const wire = this.#connected();
    const attempt = this.#attempts.get(task_id);
    if (attempt === undefined) return false;
    this.#attempts.delete(task_id);
    wire.send({
      msg_type: 'task_result',
      task_id,
      success: status === 'success',
      result: output && toBase64(output),
      processing_time_ms: duration_ms,
      peer_id: this.peerId,
      attempt,
      ...(algorithm_used === undefined ? {} : { algorithm_used }),
      ...(error === undefined ? {} : { error }),
    });
    return true;
  }

  /** Says that it lives, and how busy it is. Sent by itself while it is connected. @returns whether it is */
  heartbeat(): boolean {
    const most = this.#capabilities.max_concurrent_tasks ?? DEFAULT_TASKS;
    return this.#connected().sendNow({
      msg_type: 'heartbeat',
      peer_id: this.peerId,
      timestamp: Date.now(),
      load: Math.min(1, this.#attempts.size / most),
      queue: this.#attempts.size,
    });
  }

  /** Does task after task until the connection ends for good. */
  async serve(): Promise<void> {
    for (;;) {
      let task: Task;
      try {
        task = await this.receiveTask();
      } catch {
        return;
      }
      const result = await this.executeTask(task);
      if (this.#wire) this.sendResult(result);
    }
  }

  /** Says goodbye: what it held goes to others at once. */
  async disconnect(): Promise<void> {
    const wire = this.#wire;
    this.#wire = undefined;
    await wire?.close();
  }

  #hear(message: ServerMessage): void {
    if (message.msg_type !== 'task_assign') return;
    // After a lost connection a task may be given to us a second time: what is under way answers that too.
    const isUnderWay = this.#attempts.has(message.task_id);
    this.#attempts.set(message.task_id, message.attempt);
    if (!isUnderWay) this.#tasks.put(taskOf(message));
  }

  /** A coordinator that was restarted knows nothing of what it gave out before. */
  #forgetTasks(): void {
    this.#attempts.clear();
    this.#tasks.clear();
  }

  #connected(): Wire {
    if (!this.#wire) throw new P2c2gError('P2C2G_NOT_REGISTERED');
    return this.#wire;
  }

  /** The built-in ones are loaded when first asked for: they bring networks along. */
  async #knownTypes(): Promise<Executors> {
    return this.#executors ?? (await import('./builtin-executors.ts')).builtinExecutors();
  }
}

/** What `capabilities` assumes. */
const DEFAULT_TASKS = 4;

const taskOf = ({ task_id, task_type, data, params, deadline_ms }: TaskAssign): Task => ({
  job_id: typeof params.job_id === 'string' ? params.job_id : task_id,
  task_id,
  payload: data === null ? new Uint8Array() : fromBase64(data),
  deadline_ms,
  constraints: { ...params, task_type },
});

/** The code first, as the coordinator words its own failures. */
function codedText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (error instanceof P2c2gError ? `${error.code}: ${message}` : message).slice(0, MOST_ERROR_CHARS);
}
