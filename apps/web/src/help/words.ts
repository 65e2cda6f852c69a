/** The helper page's plain words: one table a concept, so that no state can lack its sentence. */
import { plural } from '../ui/format.ts';
import type { CheckId, EngineId, HelpPhase, NoWorkReason, PauseReason, SelfCheck } from './view.ts';

export const CHECK_NAMES: Record<CheckId, string> = {
  webgpu: 'Graphics card (WebGPU)',
  'wasm-threads': 'Processor threads (WebAssembly)',
  codecs: 'Video codecs',
  'peer-connection': 'Peer connections (WebRTC)',
  memory: 'Memory',
};

export const CHECK_STATE_WORDS: Record<SelfCheck['state'], string> = {
  pending: 'not checked yet',
  ok: 'good',
  warn: 'works, with limits',
  fail: 'missing',
};

export const ENGINE_NAMES: Record<EngineId, string> = { webgpu: 'Graphics card', wasm: 'Processor' };

const WAYS: Readonly<Record<string, string>> = {
  'wasm-int': 'own kernels, 16-bit integers',
  wasm: 'ONNX Runtime, 32-bit floats',
  'ort-webgpu': 'ONNX Runtime, 32-bit floats',
  'wgsl-direct': 'own shaders, 32-bit floats',
  'wgsl-direct-f16': 'own shaders, 16-bit floats',
  'wgsl-tiled': 'own shaders, tiled, 32-bit floats',
  'wgsl-tiled-f16': 'own shaders, tiled, 16-bit floats',
};

/** `luma-x2-fast/wgsl-tiled-f16` → "luma-x2-fast, own shaders, tiled, 16-bit floats". What is not known stays as it is. */
export function algorithmWords(algorithm: string): string {
  const [network = '', way = ''] = algorithm.split('/');
  const words = WAYS[way];
  return words ? `${network}, ${words}` : algorithm;
}

export const NO_WORK_WORDS: Record<NoWorkReason, string> = {
  'no-gamers': 'Nobody is playing just now. You will be asked as soon as someone does.',
  'enough-helpers':
    'Every running game already has its helpers. You are next when one leaves or another game starts.',
  standby: 'You are a standby: frames reach you, and you step in the moment the first helper is late.',
  'too-slow-for-open-sessions':
    'The running games ask for more speed than was measured here. A smaller game will fit.',
  'no-route-to-gamers':
    'The running games cannot be reached from this network. Another network, or no VPN, may help.',
  resting:
    'Several links to this device failed one after the other. After a rest it is tried with one game, and then serves as before.',
  'not-in-pool': 'The running games are outside the group you serve, or ask for helpers of another group.',
  'no-shared-codec': 'The running games use video codecs that this browser does not have.',
  draining: 'The coordinator is about to restart and hands out no new work.',
};

export const PAUSE_WORDS: Record<PauseReason, string> = {
  'you-paused': 'You paused. Nothing is upscaled until you resume.',
  'on-battery': 'Running on battery. Goes on when the machine is plugged in.',
  'machine-busy': 'Your machine is busy with something else. Goes on when it has time.',
  'too-hot': 'Your machine is hot. Goes on when it has cooled down.',
  schedule: 'Outside the hours you chose.',
};

export type Tone = 'good' | 'quiet' | 'care' | 'alarm';

/** The pill's words and colour, and whether something is under way. */
export interface PhaseWords {
  title: string;
  tone: Tone;
  busy: boolean;
}

export function phaseWords(phase: HelpPhase, sessionsNow: number): PhaseWords {
  switch (phase.kind) {
    case 'idle':
      return { title: 'Not started', tone: 'quiet', busy: false };
    case 'checking':
      return { title: 'Checking this browser', tone: 'quiet', busy: true };
    case 'loading':
      return { title: 'Loading the network', tone: 'quiet', busy: true };
    case 'measuring':
      return { title: 'Warming up and measuring', tone: 'quiet', busy: true };
    case 'locked':
      return { title: 'Waiting for a key or an invite', tone: 'care', busy: false };
    case 'waiting':
      return {
        title: phase.reason === 'standby' ? 'Standing by' : 'Ready, waiting for work',
        tone: 'good',
        busy: false,
      };
    case 'serving':
      return {
        title: `Upscaling for ${plural(Math.max(1, sessionsNow), 'gamer')}`,
        tone: 'good',
        busy: false,
      };
    case 'paused':
      return { title: 'Paused', tone: 'care', busy: false };
    case 'reconnecting':
      return { title: 'Looking for the coordinator', tone: 'care', busy: true };
    case 'refused':
      return { title: 'Cannot help just now', tone: 'alarm', busy: false };
    case 'stopped':
      return { title: 'Stopped', tone: 'quiet', busy: false };
  }
}

/** The sentence under the pill. `nowMs` is `Date.now()`, for the countdown. */
export function phaseSentence(phase: HelpPhase, nowMs: number): string {
  switch (phase.kind) {
    case 'idle':
      return '';
    case 'checking':
      return 'A few quick questions to the browser. Nothing is installed.';
    case 'loading':
      return 'The upscaling network comes from this server only and stays in this tab.';
    case 'measuring':
      return 'Each way of computing runs a few frames; the faster one will serve.';
    case 'locked':
      return 'This server helps only people it knows. Nothing is upscaled until it lets you in.';
    case 'waiting':
      return NO_WORK_WORDS[phase.reason];
    case 'serving':
      return 'Keep this tab open. It also works while hidden behind others.';
    case 'paused':
      return PAUSE_WORDS[phase.reason];
    case 'reconnecting':
      return reconnectingSentence(phase, nowMs);
    case 'refused':
      return '';
    case 'stopped':
      return 'The GPU is free again. Thank you for helping.';
  }
}

function reconnectingSentence(phase: HelpPhase & { kind: 'reconnecting' }, nowMs: number): string {
  const seconds = Math.ceil((phase.retryAtMs - nowMs) / 1000);
  const when = seconds > 0 ? `Trying again in ${seconds} s` : 'Trying now';
  const meanwhile =
    phase.linksAlive > 0 ? ` Work for ${plural(phase.linksAlive, 'gamer')} goes on meanwhile.` : '';
  return `${when} (attempt ${phase.attempt}).${meanwhile}`;
}

/** Whether *Pause* and *Stop* mean something. */
export function isDonating(phase: HelpPhase): boolean {
  return phase.kind !== 'idle' && phase.kind !== 'refused' && phase.kind !== 'stopped';
}
