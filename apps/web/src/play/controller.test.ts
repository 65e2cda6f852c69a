import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GamerCommand, GamerReport } from '../stream/gamer/messages.ts';
import { createPlayController } from './controller.ts';
import type { PlayRequest, PlayView } from './view.ts';

const REQUEST: PlayRequest = {
  sourceId: 'keep',
  file: null,
  input: { width: 320, height: 180 },
  target: { width: 640, height: 360 },
  quality: 'fast',
  fps: 30,
  pool: 'friends',
};
const PLAYING: PlayView['phase'] = { kind: 'playing', status: { kind: 'upscaled', helpers: 1 } };

/** Stands where the worker does: hears commands, and reports when the test says so. */
class SpokenForWorker {
  static newest: SpokenForWorker | undefined;
  readonly heard: GamerCommand[] = [];
  onmessage: ((event: { data: GamerReport }) => void) | null = null;
  constructor() {
    SpokenForWorker.newest = this;
  }
  postMessage(command: GamerCommand): void {
    this.heard.push(command);
  }
  report(report: GamerReport): void {
    this.onmessage?.({ data: report });
  }
  get orders() {
    return this.heard.flatMap((command) => (command.type === 'play' ? [command.order] : []));
  }
}

const canvas = { transferControlToOffscreen: () => ({}) } as unknown as HTMLCanvasElement;

async function playing() {
  const controller = createPlayController();
  controller.attachCanvas(canvas);
  controller.play(REQUEST);
  await vi.waitFor(() => expect(SpokenForWorker.newest?.orders).toHaveLength(1), { timeout: 30_000 });
  const worker = SpokenForWorker.newest!;
  const { stream } = worker.orders[0]!;
  worker.report({ type: 'phase', stream, phase: PLAYING });
  expect(controller.state.get().phase).toEqual(PLAYING);
  return { controller, worker, stream };
}

beforeEach(() => {
  SpokenForWorker.newest = undefined;
  vi.stubGlobal('Worker', SpokenForWorker);
  vi.stubGlobal('location', new URL('http://127.0.0.1:8765/play'));
  vi.stubGlobal('addEventListener', () => {});
  const storage = { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  vi.stubGlobal('sessionStorage', storage);
  vi.stubGlobal('localStorage', storage);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the play page’s controller', () => {
  it('stays stopped when the worker, not yet told, reports once more', async () => {
    const { controller, worker, stream } = await playing();
    controller.stop();
    worker.report({ type: 'phase', stream, phase: PLAYING });
    worker.report({ type: 'view', stream, view: { ...controller.state.get(), phase: PLAYING } });
    expect(controller.state.get().phase).toEqual({ kind: 'idle' });
  });

  it('orders what was chosen', async () => {
    const { worker } = await playing();
    const { input, target, quality, fps, pool } = REQUEST;
    expect(worker.orders[0]).toMatchObject({ input, target, quality, fps, pool });
  });

  it('shows the new game when the old one reports late', async () => {
    const { controller, worker, stream } = await playing();
    controller.play(REQUEST);
    worker.report({ type: 'phase', stream, phase: { kind: 'idle' } });
    expect(controller.state.get().phase.kind).toBe('starting');
  });

  it('asks for a key while it plays, hands it on, and asks no more once it is stopped', async () => {
    const { controller, worker } = await playing();
    worker.report({ type: 'access', kind: 'locked' });
    expect(controller.access.ask.get()).toEqual({ problem: null });
    controller.access.enter('an invite', false);
    expect(worker.heard.at(-1)).toEqual({ type: 'unlock', credential: 'an invite' });
    worker.report({ type: 'access', kind: 'locked' });
    controller.stop();
    worker.report({ type: 'access', kind: 'locked' });
    expect(controller.access.ask.get()).toBeNull();
  });

  it('sends no order for a game that was stopped before its source was open', async () => {
    const { controller, worker } = await playing();
    controller.play(REQUEST); // its canvas is not mounted yet
    controller.stop();
    controller.attachCanvas(canvas);
    await new Promise((done) => setTimeout(done, 50));
    expect(worker.orders).toHaveLength(1);
    expect(controller.state.get().phase).toEqual({ kind: 'idle' });
  });
});
