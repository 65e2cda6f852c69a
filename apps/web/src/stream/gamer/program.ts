/**
 * The gamer, whole: plays, stops, and tells the page. Runs in the worker.
 * @module
 */
import { ERRORS } from '@p2c2g/protocol';
import { codecString, supportedFamilies } from '../../codecs/support.ts';
import type { PlayPhase } from '../../play/view.ts';
import type { Problem } from '../../ui/problem.ts';
import { measureBareChain } from './bare-chain.ts';
import { affordableScaler, ownEngines } from './local-scaler.ts';
import type { GamerCommand, GamerReport, PlayOrder, ProbeOrder } from './messages.ts';
import { OwnScaler } from './own-scaler.ts';
import { playStatus } from './play-status.ts';
import { assembleRun, type Run } from './run.ts';
import { playStats } from './stats-view.ts';

/** Numbers for a person: twice a second. */
const REPORT_EVERY_MS = 500;
const TICK_EVERY_MS = 50;
/** Reports of the lines come twenty times a second. */
const FOLLOW_EVERY_MS = 100;

type Report = (report: GamerReport, transfer?: Transferable[]) => void;

export class GamerProgram {
  readonly #report: Report;
  #run: Run | undefined;
  /** Grows with every play and stop: what an earlier one still does asynchronously is told apart by it. */
  #generation = 0;
  /** The page's number of the newest stream it ordered. */
  #stream = 0;

  constructor(report: Report) {
    this.#report = report;
  }

  handle(command: GamerCommand): void {
    switch (command.type) {
      case 'play':
        void this.#play(command.order, command.probe).catch((error) => this.#fail(error));
        return;
      case 'stop':
        return this.#stop(command.reason);
      case 'retry-now':
        return this.#run?.talk.retryNow();
      case 'network-changed':
        this.#run?.talk.retryNow();
        return this.#run?.links.networkChanged();
      case 'unlock':
        return this.#run?.talk.unlock(command.credential);
      case 'source-ended':
        return this.#stop('the source ended', { kind: 'idle' });
      case 'screenshot':
        void this.#run?.stage.toPng().then((blob) => this.#report({ type: 'screenshot', blob }));
        return;
      case 'look':
        return this.#look();
      case 'finish':
        return this.#run?.session.finish();
      case 'bare-chain':
        void measureBareChain(command).then(
          (report) => this.#report({ type: 'bare-chain', report }),
          (error) => this.#fail(error),
        );
        return;
      default:
        return this.#run?.links.event(command);
    }
  }

  async #play(order: PlayOrder, probeOrder: ProbeOrder | undefined): Promise<void> {
    this.#stop('a new stream starts');
    const generation = this.#generation;
    this.#stream = order.stream;
    this.#phase({ kind: 'starting', step: 'connecting' });
    const { input, target, fps, quality } = order;
    const families = await supportedFamilies(target, fps);
    if (generation !== this.#generation) return;
    const family = families[0];
    if (!family) return this.#refuse('P2C2G_CODEC_UNSUPPORTED');
    const codecs = {
      up: codecString(family, input, fps),
      down: families.map((each) => codecString(each, target, fps)),
      families: [family],
    };
    const run = assembleRun({
      order,
      codecs,
      scaler: new OwnScaler(affordableScaler(input, target, ownEngines(quality, input, target))),
      probeOrder,
      report: (report) => this.#report(report),
      onChange: () => this.#tell(),
      onFinished: (finished) => this.#finished(finished),
    });
    this.#run = run;
    run.talk.start();
    run.session.start();
    this.#every(run, REPORT_EVERY_MS, () => this.#tell());
    this.#every(run, 1000, () => this.#second());
    this.#every(run, TICK_EVERY_MS, () => run.links.tick(performance.now()));
    this.#every(run, FOLLOW_EVERY_MS, () => {
      const nowMs = performance.now();
      run.lines.follow(run.session.dispatcher.snapshot(nowMs).activeLinkId, nowMs);
    });
  }

  #second(): void {
    const run = this.#run;
    if (!run) return;
    const { meter, links, session, talk } = run;
    talk.second(meter.second(links, session.dispatcher.snapshot(performance.now())));
  }

  #tell(): void {
    const run = this.#run;
    if (!run) return;
    const { meter, links, session, order, talk } = run;
    const phase: PlayPhase = run.started
      ? { kind: 'playing', status: playStatus(run, performance.now()) }
      : { kind: 'starting', step: 'first-frame' };
    const dispatch = session.dispatcher.snapshot(performance.now());
    const stats = playStats(meter, links, dispatch, order.quality, session.sharing);
    this.#report({ type: 'view', stream: this.#stream, view: { phase, stats, notice: talk.notice } });
  }

  #look(): void {
    const run = this.#run;
    if (!run?.shown) return;
    const atMs = performance.now();
    const { activeLinkId, links, hedges, needlessHedges, failovers } = run.session.dispatcher.snapshot(atMs);
    // Where all pictures are shared, no single helper need be the current one: any at work will do.
    const atWork = activeLinkId ?? links.find(({ role }) => role === 'active')?.linkId;
    const active = atWork === undefined ? undefined : run.links.assignOf(atWork);
    const activePeerId = active?.peer_id ?? null;
    const shown = run.shown.frames;
    this.#report({ type: 'look', look: { atMs, activePeerId, hedges, needlessHedges, failovers, shown } });
  }

  #finished(run: Run): void {
    const { order, meter, links, session, probe } = run;
    this.#tell();
    const stream = meter.report(links, session.dispatcher.snapshot(performance.now()));
    this.#stop('the stream ended', { kind: 'idle' });
    const scene = order.source.kind === 'scene' ? order.source : undefined;
    const pictures =
      scene && probe
        ? probe.report(scene, order.input, order.target, order.fps)
        : { scores: [], example: null };
    this.#report({ type: 'finished', stream, pictures });
  }

  #stop(reason: string, phase?: PlayPhase): void {
    this.#generation += 1;
    const run = this.#run;
    this.#run = undefined;
    if (!run) return;
    for (const timer of run.timers) clearInterval(timer);
    run.session.stop();
    run.scaler.dispose();
    run.links.closeAll(reason);
    run.talk.close(reason);
    if (phase) this.#phase(phase);
  }

  #refuse(code: 'P2C2G_CODEC_UNSUPPORTED'): void {
    const { what, remedy } = ERRORS[code];
    this.#phase({ kind: 'failed', problem: { code, what, fault: 'this-browser', remedy } });
  }

  #fail(error: unknown): void {
    this.#stop('the stream failed');
    const problem: Problem = {
      code: null,
      what: String((error as Error).message ?? error),
      fault: 'p2c2g',
      remedy: 'Reload the page.',
    };
    this.#phase({ kind: 'failed', problem });
  }

  #phase(phase: PlayPhase): void {
    this.#report({ type: 'phase', stream: this.#stream, phase });
  }

  #every(run: Run, ms: number, act: () => void): void {
    run.timers.push(setInterval(act, ms));
  }
}
