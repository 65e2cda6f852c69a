import { emptyPlayStats, idlePlayView, type PlayStats, type PlayView } from '../src/play/view.ts';

const demo = { kind: 'demo', unavailable: null } as const;
const idle = idlePlayView([
  {
    ...demo,
    id: 'keep',
    title: 'Ember Keep',
    description: 'A castle at dusk: stone, torches, iron railings, leaves.',
  },
  { ...demo, id: 'neon', title: 'Neon Row', description: 'A night street: thin lines, signs and rain.' },
]);

const stats: PlayStats = {
  fpsIn: 30,
  fpsOut: 29.8,
  latencyMs: { p50: 38, p95: 61 },
  stagesMs: {
    capture: 1.2,
    encode: 2.4,
    network: 9.1,
    queue: 0.6,
    decode: 1.1,
    upscale: 14.2,
    encodeResult: 3.1,
    decodeResult: 1.4,
    present: 4.2,
  },
  latencyHistoryMs: Array.from({ length: 90 }, (_, i) =>
    i === 40 ? null : 38 + 8 * Math.sin(i / 6) + (i % 11),
  ),
  uplinkBps: 1_640_000,
  downlinkBps: 5_200_000,
  lossShare: 0.004,
  lineBps: 2_300_000,
  parityShare: 0.18,
  connections: 1,
  model: 'balanced',
  algorithm: 'esrgan-lite x2 (webgpu)',
  mode: 'solo',
  helpers: [
    {
      peerId: 'helper-4f2a9c1e',
      role: 'active',
      state: 'ready',
      msPerFrame: 14.2,
      rttMs: 9.1,
      framesDone: 5_120,
    },
    {
      peerId: 'helper-b81d03aa',
      role: 'standby',
      state: 'ready',
      msPerFrame: 16.8,
      rttMs: 21,
      framesDone: 210,
    },
    {
      peerId: 'helper-0c77e5d2',
      role: 'standby',
      state: 'resting',
      msPerFrame: null,
      rttMs: 84,
      framesDone: 3,
    },
  ],
  frames: { sent: 5_412, upscaled: 5_333, local: 79, lost: 0, split: 0 },
  hedges: 14,
  failovers: 1,
  largestGapMs: 47,
};

const upscaled: PlayView = {
  ...idle,
  phase: { kind: 'playing', status: { kind: 'upscaled', helpers: 2 } },
  stats,
};

/** By name, as the gallery's `state` asks for them. */
export const PLAY_STATES: Record<string, PlayView> = {
  idle,
  starting: { ...idle, phase: { kind: 'starting', step: 'connecting' } },
  upscaled,
  local: {
    ...idle,
    phase: {
      kind: 'playing',
      status: { kind: 'local', queuePosition: 12, reason: 'none_fast_enough', how: 'network' },
    },
    stats: {
      ...emptyPlayStats(),
      fpsIn: 30,
      fpsOut: 30,
      latencyMs: { p50: 6, p95: 9 },
      frames: { sent: 90, upscaled: 0, local: 90, lost: 0, split: 0 },
    },
  },
  away: {
    ...upscaled,
    phase: {
      kind: 'playing',
      status: { kind: 'coordinator-away', helpers: 2, retryAtMs: Date.now() + 4000 },
    },
    notice: {
      code: 'P2C2G_UPLINK_NARROW',
      what: 'Your connection sends less than the game needs.',
      fault: 'network',
      remedy:
        'The picture was made coarser to keep it fluent. A smaller input size or 30 frames a second would help.',
    },
  },
  failed: {
    ...idle,
    phase: {
      kind: 'failed',
      problem: {
        code: 'P2C2G_CAPTURE_DENIED',
        what: 'Nothing was shared.',
        fault: 'you',
        remedy: 'Press Play again and choose what to share.',
      },
    },
  },
};
