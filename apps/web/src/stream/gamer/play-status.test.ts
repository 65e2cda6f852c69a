import { expect, it } from 'vitest';
import { playStatus } from './play-status.ts';

type Running = Parameters<typeof playStatus>[0];

const NOW_MS = 60_000;
const WINDOW_MS = 5000;

interface Scene {
  readonly openedAtMs?: readonly number[];
  readonly frames?: { readonly upscaled: number; readonly local: number };
  readonly quietMs?: number;
  readonly backend?: 'wasm' | 'plain';
  readonly away?: boolean;
}

function status({
  openedAtMs = [],
  frames = { upscaled: 0, local: 150 },
  quietMs = 0,
  backend,
  away,
}: Scene) {
  const run = {
    links: { running: openedAtMs.map((at) => ({ openedAtMs: at })) },
    talk: {
      state: away ? { kind: 'waiting', retryAtMs: 61_000 } : { kind: 'open' },
      granted: { queue_position: 2, reason: 'all_busy' },
    },
    meter: { quietForMs: () => quietMs, rolling: () => ({ frames, fromMs: NOW_MS - WINDOW_MS }) },
    scaler: { backend },
  };
  return playStatus(run as unknown as Running, NOW_MS);
}

it('says that helpers make the picture once they do', () => {
  expect(status({ openedAtMs: [1000, 2000], frames: { upscaled: 90, local: 60 } })).toEqual({
    kind: 'upscaled',
    helpers: 2,
  });
});

it('says that helpers are too late when none of their pictures came for as long as the overlay looks back', () => {
  expect(status({ openedAtMs: [1000, 2000], backend: 'wasm' })).toEqual({
    kind: 'late',
    helpers: 2,
    how: 'network',
  });
});

it('gives a new helper that long before it says so', () => {
  expect(status({ openedAtMs: [NOW_MS - 1000] }).kind).toBe('upscaled');
});

it('says what this machine does alone, and why', () => {
  expect(status({})).toEqual({ kind: 'local', queuePosition: 2, reason: 'all_busy', how: 'plain' });
  expect(status({ backend: 'wasm' })).toMatchObject({ kind: 'local', how: 'network' });
});

it('says that the source is still, or the coordinator away, before anything else', () => {
  expect(status({ openedAtMs: [0], quietMs: 3001 }).kind).toBe('source-paused');
  expect(status({ openedAtMs: [0], quietMs: 9000, away: true })).toEqual({
    kind: 'coordinator-away',
    helpers: 1,
    retryAtMs: 61_000,
  });
});
