/**
 * The play page's controller: opens the source, hands canvas and frames to the worker, holds the peer connections.
 * @module
 */
import { SCENES, type SceneName } from '@p2c2g/scene';
import { AccessDesk } from '../access/desk.ts';
import { browserKeep } from '../access/keep.ts';
import { loadRegion } from '../access/region.ts';
import { evenSize } from '../codecs/support.ts';
import { PeerHost } from '../link/peer-host.ts';
import { signalingUrl } from '../signaling/url.ts';
import type { GamerCommand, GamerReport, PlayOrder, WorkerSource } from '../stream/gamer/messages.ts';
import { Store } from '../ui/store.ts';
import { CaptureError, captureDisplay, captureFile, type OpenedCapture } from './capture.ts';
import { diagnose } from './diagnose.ts';
import { probeHook } from './probe-hook.ts';
import {
  idlePlayView,
  type PlayController,
  type PlayRequest,
  type PlayView,
  type SourceOption,
} from './view.ts';

/** The demo scenes draw the same world for everyone: results can be compared. */
const SCENE_SEED = 1;
/** A frame older than this is of no use in a game; the contract's first target. */
const DEADLINE_MS = 100;

const sceneOptions: readonly SourceOption[] = SCENES.map(({ name, title, blurb }) => ({
  id: name,
  kind: 'demo',
  title,
  description: blurb,
  unavailable: null,
}));

export function createPlayController(): PlayController & { readonly access: AccessDesk } {
  const state = new Store<PlayView>(idlePlayView(sceneOptions));
  let worker: Worker | undefined;
  let canvas: OffscreenCanvas | undefined;
  let capture: OpenedCapture | undefined;
  let lastRequest: PlayRequest | undefined;
  /** Grows with every play and stop: what belongs to an earlier one is told apart by it. */
  let stream = 0;
  let onScreenshot: ((blob: Blob) => void)[] = [];
  const gamerId = `gamer-${crypto.randomUUID().slice(0, 8)}`;

  const tell = (command: GamerCommand, transfer: Transferable[] = []) =>
    worker?.postMessage(command, transfer);
  const access = new AccessDesk(browserKeep(), (credential) => tell({ type: 'unlock', credential }));
  const host = new PeerHost((event, transfer) => tell(event, transfer));

  const hear = (report: GamerReport) => {
    switch (report.type) {
      // The worker goes on telling until it hears of the stop.
      case 'view':
        if (report.stream === stream) state.patch(report.view);
        break;
      case 'screenshot':
        for (const done of onScreenshot.splice(0)) done(report.blob);
        break;
      case 'phase':
        if (report.stream === stream) state.patch({ phase: report.phase });
        break;
      case 'access':
        // The worker goes on telling until it hears of the stop; a key must not be lost all the same.
        if (report.kind === 'key' || state.get().phase.kind !== 'idle') access.hear(report);
        break;
      case 'finished':
      case 'bare-chain':
      case 'look':
        break;
      default:
        host.handle(report);
    }
    probe?.hear(report);
  };

  const ensureWorker = () => {
    worker ??= spawn(hear, (what) => fail(state, what));
  };
  const probe = probeHook(location.search, state, (command) => {
    ensureWorker();
    tell(command);
  });

  const play = async (request: PlayRequest) => {
    stopStream(false);
    const ours = stream;
    lastRequest = request;
    state.patch({ phase: { kind: 'starting', step: 'opening-source' }, notice: null });
    try {
      const source = await openSource(request, () => tell({ type: 'source-ended' }));
      // Whoever stops while the browser still asks what to share wants no picture any more.
      if (ours !== stream) return source.capture?.close();
      capture = source.capture;
      const taken = await takeCanvas(() => ours === stream);
      if (!taken) return;
      const order = {
        ...orderOf(request, source.worker, taken, gamerId, access.credential, ours),
        deadlineMs: probe?.wish?.deadlineMs ?? DEADLINE_MS,
      };
      const transfer: Transferable[] = [order.canvas];
      if (order.source.kind === 'stream') transfer.push(order.source.frames as unknown as Transferable);
      ensureWorker();
      tell({ type: 'play', order, ...(probe?.wish ? { probe: probe.wish } : {}) }, transfer);
    } catch (error) {
      if (ours !== stream) return;
      if (error instanceof CaptureError) state.patch({ phase: { kind: 'failed', problem: error.problem } });
      else fail(state, String(error));
    }
  };

  /** A canvas gives its control away once: each stream after the first waits for the page to mount a fresh one. */
  const takeCanvas = async (wanted: () => boolean): Promise<OffscreenCanvas | undefined> => {
    for (let waited = 0; wanted() && !canvas && waited < 200; waited += 1)
      await new Promise((done) => setTimeout(done, 10));
    if (!wanted()) return undefined;
    const taken = canvas;
    canvas = undefined;
    if (!taken)
      throw new CaptureError({
        code: null,
        what: 'The page has no canvas.',
        fault: 'p2c2g',
        remedy: 'Reload the page.',
      });
    return taken;
  };

  const stopStream = (idle: boolean) => {
    stream += 1;
    access.dismiss();
    tell({ type: 'stop', reason: 'the gamer stopped' });
    capture?.close();
    capture = undefined;
    if (!canvas) state.update((view) => ({ ...view, canvasGeneration: view.canvasGeneration + 1 }));
    if (idle) state.patch({ phase: { kind: 'idle' } });
  };

  addEventListener('pagehide', () => tell({ type: 'stop', reason: 'the tab was closed' }));
  addEventListener('online', () => tell({ type: 'network-changed' }));

  return {
    state,
    access,
    attachCanvas: (element) => {
      canvas = element.transferControlToOffscreen();
    },
    play: (request) => void play(request),
    stop: () => stopStream(true),
    dismissNotice: () => state.patch({ notice: null }),
    screenshot: () =>
      new Promise((done) => {
        onScreenshot = [...onScreenshot, done];
        tell({ type: 'screenshot' });
      }),
    diagnostics: () => diagnose(state.get(), lastRequest),
  };
}

function spawn(hear: (report: GamerReport) => void, onBroken: (what: string) => void): Worker {
  const worker = new Worker(new URL('../workers/gamer.worker.ts', import.meta.url), {
    type: 'module',
    name: 'p2c2g-gamer',
  });
  worker.onmessage = ({ data }: MessageEvent<GamerReport>) => hear(data);
  worker.onerror = (event) => onBroken(event.message || 'The worker could not be started.');
  return worker;
}

function fail(state: Store<PlayView>, what: string): void {
  state.patch({
    phase: { kind: 'failed', problem: { code: null, what, fault: 'p2c2g', remedy: 'Reload the page.' } },
  });
}

async function openSource(
  request: PlayRequest,
  onEnd: () => void,
): Promise<{ worker: WorkerSource; capture: OpenedCapture | undefined }> {
  const scene = SCENES.find(({ name }) => name === request.sourceId);
  if (scene)
    return { worker: { kind: 'scene', name: scene.name as SceneName, seed: SCENE_SEED }, capture: undefined };
  const wish = { ...request.input, fps: request.fps };
  const capture = request.file ? await captureFile(request.file) : await captureDisplay(wish, onEnd);
  return { worker: { kind: 'stream', frames: capture.frames }, capture };
}

function orderOf(
  request: PlayRequest,
  source: WorkerSource,
  canvas: OffscreenCanvas,
  gamerId: string,
  credential: string | undefined,
  stream: number,
): Omit<PlayOrder, 'deadlineMs'> {
  return {
    stream,
    signalingUrl: signalingUrl(location),
    gamerId,
    credential,
    source,
    canvas,
    input: evenSize(request.input),
    target: evenSize(request.target),
    quality: request.quality,
    fps: request.fps,
    pool: request.pool,
    region: loadRegion(),
  };
}
