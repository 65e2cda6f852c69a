import { type EngineSpeed, type HelpView, idleHelpView, type SelfCheck } from '../src/help/view.ts';

const idle = idleHelpView();

const checks: SelfCheck[] = [
  {
    id: 'webgpu',
    state: 'warn',
    detail: 'A software adapter only (SwiftShader).',
    remedy: 'Turn on hardware acceleration in the browser’s settings, then reload.',
  },
  { id: 'wasm-threads', state: 'ok', detail: '8 threads, SIMD.', remedy: '' },
  { id: 'codecs', state: 'ok', detail: 'H.264, VP9, VP8, AV1.', remedy: '' },
  { id: 'peer-connection', state: 'ok', detail: 'Direct connections are possible.', remedy: '' },
  { id: 'memory', state: 'ok', detail: 'At least 8 GB.', remedy: '' },
];

const size = { model: 'fast', inputWidth: 320, inputHeight: 180, outputWidth: 640, outputHeight: 360 };
const engines: EngineSpeed[] = [
  { engine: 'webgpu', ...size, state: 'done', msPerFrame: 4.2, chosen: true, note: '' },
  { engine: 'wasm', ...size, state: 'done', msPerFrame: 14.3, chosen: false, note: '' },
];

const history = Array.from({ length: 150 }, (_, i) =>
  i > 60 && i < 70 ? null : 9 + 3 * Math.sin(i / 9) + (i % 7) / 2,
);

const serving: HelpView = {
  phase: { kind: 'serving' },
  peerId: 'helper-4f2a9c1e',
  checks,
  engines,
  serving: {
    sinceMs: Date.now() - 3_900_000,
    sessionsNow: 2,
    sessionsTotal: 7,
    framesUpscaled: 184_203,
    framesDropped: 12,
    msPerFrame: 9.8,
    msPerFrameHistory: history,
    bytesUp: 3_210_000_000,
    bytesDown: 810_000_000,
    uploadBps: 4_800_000,
    downloadBps: 1_240_000,
    load: 0.43,
  },
  standing: { score: 0.62, good: 4, bad: 2.1, latest: [{ good: false, cause: 'silent', age_ms: 90_000 }] },
};

const failedChecks: SelfCheck[] = checks.map((check) =>
  check.id === 'codecs'
    ? {
        ...check,
        state: 'fail',
        detail: 'This browser has no video encoder for pages.',
        remedy: 'Open this page in Chrome or Edge.',
      }
    : check,
);

/** By name, as the gallery's `state` asks for them. */
export const HELP_STATES: Record<string, HelpView> = {
  idle,
  checking: {
    ...idle,
    phase: { kind: 'checking' },
    checks: checks.map((c, i) => (i < 2 ? c : idle.checks[i]!)),
  },
  loading: {
    ...idle,
    checks,
    phase: { kind: 'loading', load: { model: 'balanced', loadedBytes: 5_400_000, totalBytes: 13_100_000 } },
  },
  measuring: {
    ...idle,
    checks,
    phase: { kind: 'measuring' },
    engines: [engines[0]!, { ...engines[1]!, state: 'warming-up', msPerFrame: null }],
  },
  waiting: {
    ...serving,
    phase: { kind: 'waiting', reason: 'no-gamers' },
    serving: { ...idle.serving, sinceMs: Date.now() },
  },
  serving,
  paused: { ...serving, phase: { kind: 'paused', reason: 'on-battery' } },
  reconnecting: {
    ...serving,
    phase: { kind: 'reconnecting', attempt: 3, retryAtMs: Date.now() + 8_000, linksAlive: 1 },
  },
  refused: {
    ...idle,
    checks: failedChecks,
    phase: {
      kind: 'refused',
      problem: {
        code: 'P2C2G_NO_ENCODER',
        what: 'This browser cannot encode video, so it cannot send frames back.',
        fault: 'this-browser',
        remedy: 'Open this page in Chrome or Edge on a computer.',
      },
    },
  },
  stopped: { ...serving, phase: { kind: 'stopped' } },
};
