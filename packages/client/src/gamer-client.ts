/**
 * A gamer without WebRTC: hands in pictures and other tasks over a WebSocket, and takes what comes back.
 *
 * ```
 *  captureFrame ─► submitFrameForUpscaling ─► (queue, helper) ─► getUpscaledFrame ─► displayFrame
 * ```
 *
 * A lost connection comes back by itself. What was handed in stays handed in, and is handed in anew where the coordinator
 * has forgotten it, because it was restarted.
 * @module
 */
import {
  type ClientMessageInput,
  ERRORS,
  type ErrorCode,
  P2c2gError,
  type Quality,
  type Result,
  type ServerMessage,
} from '@p2c2g/protocol';
import { fromBase64, toBase64 } from './bytes.ts';
import { deferred } from './deferred.ts';
import { toldError } from './told-error.ts';
import { type ConnectOptions, Wire } from './wire.ts';

/** A compressed picture: PNG, JPEG, or what else the helpers read. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Where pictures come from: a canvas in a page, a file or a game in Node. */
export type FrameSource = () => Promise<Frame>;
/** Where pictures go. */
export type FrameSink = (frame: Frame) => Promise<void> | void;

export interface GamerOptions {
  readonly source?: FrameSource;
  readonly sink?: FrameSink;
  readonly quality?: Quality;
}

type TaskRequest = Omit<Extract<ClientMessageInput, { msg_type: 'task_request' }>, 'msg_type' | 'task_id'>;
type TaskResult = Extract<ServerMessage, { msg_type: 'task_result' }>;

interface Entry {
  readonly request: TaskRequest;
  readonly size: { readonly width: number; readonly height: number };
  readonly done: Promise<TaskResult>;
  finished: boolean;
  finish(result: TaskResult): void;
}

/** A display asks again with the next frame: the contract's number. */
const FRAME_TIMEOUT_MS = 16;
const TASK_TIMEOUT_MS = 5_000;
/** Results that nobody asked for are not kept for ever. */
const MOST_ENTRIES = 256;
const NO_SIZE = Object.freeze({ width: 0, height: 0 });

export class GamerClient {
  readonly clientId: string;
  readonly #options: GamerOptions;
  readonly #entries = new Map<string, Entry>();
  #wire: Wire | undefined;
  #count = 0;

  constructor(clientId: string, options: GamerOptions = {}) {
    this.clientId = clientId;
    this.#options = options;
  }

  /** @param url such as `http://127.0.0.1:8765` @throws P2c2gError */
  async connectToCoordinator(url: string, options: ConnectOptions = {}): Promise<void> {
    const register = () => ({ msg_type: 'register_gamer' as const, gamer_id: this.clientId });
    const wire = await Wire.open(url, register, options, {
      message: (message) => this.#hear(message),
      open: (resumed) => {
        if (!resumed) this.#handInAnew();
      },
      beat: () => this.#beat(),
    });
    this.#wire = wire;
    void wire.ended.then((error) => {
      if (this.#wire === wire) this.#wire = undefined;
      this.#failAll(error ?? new P2c2gError('P2C2G_LINK_FAILED', 'disconnected'));
    });
  }

  /** @throws P2C2G_NOT_FOUND when it was made without a source */
  captureFrame(): Promise<Frame> {
    if (!this.#options.source)
      throw new P2c2gError('P2C2G_NOT_FOUND', 'This client has no source of frames.');
    return this.#options.source();
  }

  /**
   * Hands in a picture.
   * @param size [width, height] of the picture that is wanted, in pixels
   * @returns the task's id, to ask for it
   */
  submitFrameForUpscaling({ width, height, data }: Frame, size: readonly [number, number]): string {
    const [output_width, output_height] = size;
    const params = {
      input_width: width,
      input_height: height,
      output_width,
      output_height,
      quality: this.#options.quality ?? 'fast',
    };
    const request = { task_type: 'frame_upscale', data: toBase64(data), params };
    return this.#submit(request, { width: output_width, height: output_height });
  }

  /**
   * The picture, if it is there in time.
   * @returns undefined when it is not: it may be asked for again
   * @throws P2C2G_NOT_FOUND for a task that was never handed in, or taken already; the task's own error when it failed
   */
  async getUpscaledFrame(taskId: string, timeoutMs = FRAME_TIMEOUT_MS): Promise<Frame | undefined> {
    const entry = this.#entries.get(taskId);
    if (!entry) throw new P2c2gError('P2C2G_NOT_FOUND', 'No such task.');
    const result = await within(entry.done, timeoutMs);
    if (!result) return undefined;
    this.#entries.delete(taskId);
    if (!result.success) throw errorOf(result);
    return { ...entry.size, data: fromBase64(String(result.result)) };
  }

  /** @throws P2C2G_NOT_FOUND when it was made without a sink */
  async displayFrame(frame: Frame): Promise<void> {
    if (!this.#options.sink)
      throw new P2c2gError('P2C2G_NOT_FOUND', 'This client has nowhere to show frames.');
    await this.#options.sink(frame);
  }

  /**
   * Has any task done, and waits for it. Never throws once it is handed in: a failure is a result too.
   * @param params what the type of task asks for
   */
  async submitTask(
    type: string,
    data: Uint8Array,
    timeoutMs = TASK_TIMEOUT_MS,
    params: Record<string, unknown> = {},
  ): Promise<Result> {
    const startMs = performance.now();
    const taskId = this.#submit({ task_type: type, data: toBase64(data), params }, NO_SIZE);
    const result = await within(this.#entries.get(taskId)!.done, timeoutMs);
    this.#entries.delete(taskId);
    const about = { job_id: taskId, task_id: taskId };
    if (!result) {
      const duration_ms = performance.now() - startMs;
      const error = `P2C2G_TASK_TIMEOUT: ${ERRORS.P2C2G_TASK_TIMEOUT.what}`;
      return { ...about, status: 'failure', output: null, duration_ms, peer_id: NOBODY, error };
    }
    const { success, peer_id, processing_time_ms: duration_ms } = result;
    if (!success) {
      const error = result.error ?? ERRORS.P2C2G_TASK_FAILED.what;
      return { ...about, status: 'failure', output: null, duration_ms, peer_id, error };
    }
    const output = typeof result.result === 'string' ? fromBase64(result.result) : null;
    return { ...about, status: 'success', output, duration_ms, peer_id };
  }

  /** Says goodbye. What waits is forgotten. */
  async disconnect(): Promise<void> {
    const wire = this.#wire;
    this.#wire = undefined;
    await wire?.close();
  }

  #submit(request: TaskRequest, size: Entry['size']): string {
    if (!this.#wire) throw new P2c2gError('P2C2G_NOT_REGISTERED');
    this.#count += 1;
    // Several clients may have the same name over time, and ids must differ.
    const task_id = `${this.#count}-${crypto.randomUUID()}`;
    const { promise: done, resolve: finish } = deferred<TaskResult>();
    const entry: Entry = { request, size, done, finished: false, finish };
    if (this.#entries.size >= MOST_ENTRIES) this.#entries.delete(this.#entries.keys().next().value!);
    this.#entries.set(task_id, entry);
    this.#wire.send({ msg_type: 'task_request', task_id, ...request });
    return task_id;
  }

  #beat(): void {
    this.#wire?.sendNow({ msg_type: 'heartbeat', peer_id: this.clientId, timestamp: Date.now(), load: 0 });
  }

  #hear(message: ServerMessage): void {
    if (message.msg_type === 'task_result') this.#finish(message);
    if (message.msg_type !== 'error' || message.task_id === undefined) return;
    // Handed in anew, while the coordinator had not forgotten it: it goes on.
    if (message.code === 'P2C2G_DUPLICATE_TASK') return;
    // A task that the coordinator refused: its queue is full, say.
    this.#finish(failure(message.task_id, message.code, message.message));
  }

  #finish(result: TaskResult): void {
    const entry = this.#entries.get(result.task_id);
    if (!entry) return;
    entry.finished = true;
    entry.finish(result);
  }

  #handInAnew(): void {
    for (const [task_id, { request, finished }] of this.#entries)
      if (!finished) this.#wire?.send({ msg_type: 'task_request', task_id, ...request });
  }

  #failAll({ code, message }: P2c2gError): void {
    for (const taskId of this.#entries.keys()) this.#finish(failure(taskId, code, message));
  }
}

const NOBODY = 'coordinator';

const failure = (task_id: string, code: ErrorCode, words: string): TaskResult => ({
  msg_type: 'task_result',
  task_id,
  success: false,
  result: null,
  processing_time_ms: 0,
  peer_id: NOBODY,
  error: `${code}: ${words}`,
});

/** The failure's code, where it begins with one. */
function errorOf({ error }: TaskResult): P2c2gError {
  const [, code, words] = /^(P2C2G_\w+): (.*)$/s.exec(error ?? '') ?? [];
  const known = code !== undefined && Object.hasOwn(ERRORS, code);
  return known
    ? toldError(code as ErrorCode, words)
    : new P2c2gError('P2C2G_TASK_FAILED', error ?? undefined);
}

/** @returns undefined when the time is up first */
function within<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
