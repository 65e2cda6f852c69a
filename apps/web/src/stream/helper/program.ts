/**
 * The helper, whole: checks the machine, loads and measures an engine, registers, serves until told to stop.
 * Everything here runs in the worker, so a hidden tab works at full speed.
 * @module
 */

import { type ConnectionState, SignalingConnection } from '@p2c2g/client/signaling/connection.ts';
import {
  type Capabilities,
  ERRORS,
  type IdleReason,
  type Measurement,
  P2c2gError,
  type ServerMessage,
  type ThermalStatus,
} from '@p2c2g/protocol';
import { bestOfEach } from '@p2c2g/upscale';
import {
  type HelpPhase,
  type HelpView,
  idleHelpView,
  type NoWorkReason,
  type PauseReason,
} from '../../help/view.ts';
import type { Problem } from '../../ui/problem.ts';
import { EnginePool } from './engine-pool.ts';
import { HelperLinks } from './links.ts';
import type { HelperCommand, HelperReport, HelperStart } from './messages.ts';
import { WorkMeters } from './meters.ts';
import { watchPressure } from './pressure.ts';
import { capabilitiesOf, selfCheck } from './self-check.ts';
import { runTask } from './task-runner.ts';
import { WorkLoop } from './work-loop.ts';

/** The size that every helper measures itself at: what a gamer with a slow line streams. */
const MEASURED_AT = { input: { width: 320, height: 180 }, target: { width: 640, height: 360 } };
/** The page shows numbers that a person can read: twice a second. */
const REPORT_EVERY_MS = 500;
const HISTORY_SECONDS = 180;

type Report = (report: HelperReport, transfer?: Transferable[]) => void;

export class HelperProgram {
  readonly #report: Report;
  readonly #meters = new WorkMeters();
  #view: HelpView = idleHelpView();
  #pool = new EnginePool();
  #work = new WorkLoop(this.#pool, this.#meters);
  #links: HelperLinks;
  #connection: SignalingConnection | undefined;
  #start: HelperStart | undefined;
  #capabilities: Capabilities | undefined;
  #peerId = '';
  #credential: string | undefined;
  #paused: PauseReason | undefined;
  #idle: NoWorkReason = 'no-gamers';
  #thermal: ThermalStatus = 'nominal';
  #timers: ReturnType<typeof setInterval>[] = [];
  #countedFrames = 0;
  #lastBytes = { up: 0, down: 0, atMs: 0 };

  constructor(report: Report) {
    this.#report = report;
    this.#links = new HelperLinks({
      work: this.#work,
      meters: this.#meters,
      peerId: () => this.#peerId,
      command: (command) => report(command),
      send: (message) => this.#connection?.send(message),
      onChange: () => this.#settle(),
    });
    watchPressure((state) => {
      this.#thermal = state;
    });
  }

  handle(command: HelperCommand): void {
    switch (command.type) {
      case 'donate':
        void this.#donate(command.start);
        return;
      case 'pause':
        return this.#pause('you-paused');
      case 'resume':
        return this.#pause(undefined);
      case 'stop':
        return this.#stop(command.reason);
      case 'unlock':
        this.#credential = command.credential;
        return this.#connection?.unlock(command.credential);
      case 'retry-now':
        return this.#connection?.retryNow();
      case 'network-changed':
        this.#connection?.retryNow();
        return this.#links.networkChanged();
      default:
        return this.#links.event(command);
    }
  }

  async #donate(start: HelperStart): Promise<void> {
    if (this.#connection) return;
    this.#start = start;
    this.#peerId = start.peerId;
    this.#credential = start.credential;
    this.#patch({ ...idleHelpView(), phase: { kind: 'checking' } });
    try {
      const findings = await selfCheck(start.hasPeerConnection, (check) =>
        this.#patch({ checks: this.#view.checks.map((known) => (known.id === check.id ? check : known)) }),
      );
      if (findings.blocker) {
        const { detail, remedy } = findings.blocker;
        return this.#refuse({ code: null, what: detail, fault: 'this-browser', remedy });
      }
      const measured = await this.#measure(start);
      this.#capabilities = capabilitiesOf(findings, measured);
      this.#connect(start);
    } catch (error) {
      const remedy = 'Reload the page. If it stays, this browser cannot run the network.';
      this.#refuse({
        code: codeOf(error),
        what: String((error as Error).message),
        fault: 'this-browser',
        remedy,
      });
    }
  }

  async #measure(start: HelperStart): Promise<Measurement[]> {
    if (start.allow) this.#pool = new EnginePool(start.allow);
    this.#work.use(this.#pool);
    this.#phase({ kind: 'loading', load: { model: 'fast', loadedBytes: 0, totalBytes: null } });
    const { input, target } = MEASURED_AT;
    const choice = await this.#pool.get('fast', input, target, ({ loadedBytes, totalBytes, stage }) => {
      if (stage === 'measure' || stage === 'warm-up') this.#phase({ kind: 'measuring' });
      else
        this.#phase({
          kind: 'loading',
          load: { model: 'fast', loadedBytes, totalBytes: totalBytes || null },
        });
    });
    // The GPU may have been tried in more than one way: its best one stands for it.
    const measured = bestOfEach(choice.measured);
    const chosen = measured.find(({ backend, ok }) => ok && backend === choice.engine.backend);
    if (chosen) this.#meters.seed(chosen.msPerFrame);
    this.#patch({
      engines: measured.map((m) => ({
        engine: m.backend,
        model: m.algorithm,
        inputWidth: input.width,
        inputHeight: input.height,
        outputWidth: target.width,
        outputHeight: target.height,
        state: m.ok ? 'done' : 'failed',
        msPerFrame: m.ok ? m.msPerFrame : null,
        chosen: m === chosen,
        note: m.reason ?? '',
      })),
    });
    return measured
      .filter(({ ok }) => ok)
      .map(({ backend, msPerFrame }) => ({
        quality: 'fast' as const,
        input_width: input.width,
        input_height: input.height,
        backend,
        ms_per_frame: msPerFrame,
      }));
  }

  #connect({ signalingUrl, serves, region }: HelperStart): void {
    this.#patch({ serving: { ...this.#view.serving, sinceMs: Date.now() } });
    this.#connection = new SignalingConnection({
      url: signalingUrl,
      register: () => ({
        msg_type: 'peer_register',
        peer_id: this.#peerId,
        capabilities: this.#capabilities!,
        leases: this.#links.claims(),
        serves,
        ...(region === undefined ? {} : { region }),
      }),
      onMessage: (message) => this.#message(message),
      onState: (state) => this.#connectionState(state),
      credential: this.#credential,
      onKey: (key) => {
        this.#credential = key;
        this.#report({ type: 'access', kind: 'key', key });
      },
    });
    this.#connection.start();
    this.#every(REPORT_EVERY_MS, () => this.#measureServing());
    this.#every(1000, () => this.#second());
  }

  #message(message: ServerMessage): void {
    switch (message.msg_type) {
      case 'registration_ack':
        this.#patch({ peerId: this.#peerId });
        this.#beat();
        return this.#settle();
      case 'work_state':
        this.#idle = noWorkReason(message.reason);
        this.#patch({ standing: message.reputation ?? null });
        return this.#settle();
      case 'task_assign':
        void runTask(message, this.#work, this.#peerId).then((result) => this.#connection?.send(result));
        return;
      case 'goaway':
        return;
      case 'error':
        return this.#serverError(message);
      default:
        return this.#links.handle(message);
    }
  }

  #serverError(error: Extract<ServerMessage, { msg_type: 'error' }>): void {
    if (error.code === 'P2C2G_ID_TAKEN') {
      // A duplicated tab carries its twin's name: take another.
      this.#peerId = `helper-${crypto.randomUUID().slice(0, 8)}`;
      this.#report({ type: 'peer-id', peerId: this.#peerId });
      this.#disconnect('renamed');
      return this.#connect(this.#start!);
    }
    const fatal = error.code === 'P2C2G_OVERLOADED' || error.code === 'P2C2G_VERSION';
    if (fatal && this.#connection?.state.kind !== 'open') {
      this.#refuse({
        code: error.code,
        what: error.message,
        fault: 'coordinator',
        remedy: ERRORS[error.code].remedy,
      });
    }
  }

  #connectionState(state: ConnectionState): void {
    if (state.kind === 'waiting') {
      const { attempt, retryAtMs } = state;
      this.#phase({ kind: 'reconnecting', attempt, retryAtMs, linksAlive: this.#links.running.length });
    } else if (state.kind === 'closed' && state.error) {
      const { code, message, remedy } = state.error;
      this.#refuse({ code, what: message, fault: 'coordinator', remedy });
    } else if (state.kind === 'locked') {
      this.#phase({ kind: 'locked' });
      this.#report({ type: 'access', kind: 'locked', ...(state.refusal ? { refusal: state.refusal } : {}) });
    } else if (state.kind === 'open') {
      this.#report({ type: 'access', kind: 'open' });
      const interval = this.#connection?.terms?.heartbeat_interval_ms ?? 1000;
      this.#clear();
      this.#every(REPORT_EVERY_MS, () => this.#measureServing());
      this.#every(1000, () => this.#second());
      this.#every(interval, () => this.#beat());
    }
  }

  #beat(): void {
    const load = this.#meters.takeLoad(performance.now());
    this.#patch({ serving: { ...this.#view.serving, load } });
    const msPerFrame = this.#meters.msPerFrame;
    this.#connection?.sendNow({
      msg_type: 'heartbeat',
      peer_id: this.#peerId,
      timestamp: Date.now(),
      load,
      queue: this.#work.length,
      thermal_status: this.#thermal,
      paused: this.#paused !== undefined,
      ms_per_frame: msPerFrame,
      served: this.#links.served(),
    });
  }

  #pause(reason: PauseReason | undefined): void {
    if (!this.#connection) return;
    this.#paused = reason;
    if (reason) this.#links.closeAll('the helper paused');
    this.#beat();
    this.#settle();
  }

  #stop(reason: string): void {
    this.#links.closeAll(reason);
    this.#disconnect(reason);
    void this.#pool.dispose();
    this.#pool = new EnginePool();
    this.#work.use(this.#pool);
    this.#paused = undefined;
    this.#phase({ kind: 'stopped' });
  }

  #refuse(problem: Problem): void {
    this.#links.closeAll('refused');
    this.#disconnect('refused');
    this.#phase({ kind: 'refused', problem });
  }

  #disconnect(reason: string): void {
    this.#clear();
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close(reason);
  }

  /** The phase that follows from links, pause and connection. */
  #settle(): void {
    if (this.#connection?.state.kind !== 'open') return;
    if (this.#paused) return this.#phase({ kind: 'paused', reason: this.#paused });
    this.#phase(this.#links.count > 0 ? { kind: 'serving' } : { kind: 'waiting', reason: this.#idle });
  }

  #second(): void {
    this.#links.tick(performance.now());
    const { serving } = this.#view;
    const worked = this.#meters.framesUpscaled > this.#countedFrames;
    this.#countedFrames = this.#meters.framesUpscaled;
    const msPerFrameHistory = [...serving.msPerFrameHistory, worked ? this.#meters.msPerFrame : null].slice(
      -HISTORY_SECONDS,
    );
    this.#patch({ serving: { ...serving, msPerFrameHistory } });
  }

  #measureServing(): void {
    const nowMs = performance.now();
    const { bytesUp, bytesDown, framesUpscaled, framesDropped, msPerFrame } = this.#meters;
    const seconds = Math.max(0.001, (nowMs - this.#lastBytes.atMs) / 1000);
    const uploadBps = ((bytesUp - this.#lastBytes.up) * 8) / seconds;
    const downloadBps = ((bytesDown - this.#lastBytes.down) * 8) / seconds;
    this.#lastBytes = { up: bytesUp, down: bytesDown, atMs: nowMs };
    this.#patch({
      serving: {
        ...this.#view.serving,
        sessionsNow: this.#links.count,
        sessionsTotal: this.#links.total,
        framesUpscaled,
        framesDropped,
        msPerFrame,
        bytesUp,
        bytesDown,
        uploadBps,
        downloadBps,
      },
    });
  }

  #every(ms: number, act: () => void): void {
    this.#timers.push(setInterval(act, ms));
  }

  #clear(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
  }

  #phase(phase: HelpPhase): void {
    this.#patch({ phase });
  }

  #patch(fields: Partial<HelpView>): void {
    this.#view = { ...this.#view, ...fields };
    this.#report({ type: 'view', view: this.#view });
  }
}

const NO_WORK: Record<IdleReason, NoWorkReason> = {
  no_gamers: 'no-gamers',
  others_are_closer: 'enough-helpers',
  too_slow: 'too-slow-for-open-sessions',
  paused: 'draining',
  backing_off: 'resting',
  full: 'enough-helpers',
  not_in_pool: 'not-in-pool',
  no_shared_codec: 'no-shared-codec',
};
const noWorkReason = (reason: IdleReason | null): NoWorkReason => (reason ? NO_WORK[reason] : 'no-gamers');

const codeOf = (error: unknown): string | null => (error instanceof P2c2gError ? error.code : null);
