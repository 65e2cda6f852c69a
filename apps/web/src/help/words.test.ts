import { describe, expect, it } from 'vitest';
import type { HelpPhase } from './view.ts';
import { algorithmWords, isDonating, phaseSentence, phaseWords } from './words.ts';

const reconnecting = (linksAlive: number): HelpPhase => ({
  kind: 'reconnecting',
  attempt: 3,
  retryAtMs: 10_000,
  linksAlive,
});

describe('phaseSentence', () => {
  it('counts down in whole seconds and never below zero', () => {
    expect(phaseSentence(reconnecting(0), 7_400)).toBe('Trying again in 3 s (attempt 3).');
    expect(phaseSentence(reconnecting(0), 10_000)).toBe('Trying now (attempt 3).');
    expect(phaseSentence(reconnecting(0), 99_000)).toBe('Trying now (attempt 3).');
  });

  it('says that work goes on without the coordinator', () => {
    expect(phaseSentence(reconnecting(2), 10_000)).toContain('Work for 2 gamers goes on');
  });
});

describe('phaseWords', () => {
  it('counts gamers, and never zero while serving', () => {
    expect(phaseWords({ kind: 'serving' }, 0).title).toBe('Upscaling for 1 gamer');
    expect(phaseWords({ kind: 'serving' }, 2).title).toBe('Upscaling for 2 gamers');
  });

  it('tells a standby from an idle helper', () => {
    expect(phaseWords({ kind: 'waiting', reason: 'standby' }, 1).title).toBe('Standing by');
    expect(phaseWords({ kind: 'waiting', reason: 'no-gamers' }, 0).title).toBe('Ready, waiting for work');
  });
});

describe('isDonating', () => {
  it('is false where Donate is offered', () => {
    expect(isDonating({ kind: 'idle' })).toBe(false);
    expect(isDonating({ kind: 'stopped' })).toBe(false);
    expect(isDonating({ kind: 'paused', reason: 'you-paused' })).toBe(true);
    expect(isDonating(reconnecting(0))).toBe(true);
  });
});

describe('algorithmWords', () => {
  it('tells the engine and its precision, and leaves alone what it does not know', () => {
    expect(algorithmWords('luma-x2-fast/wgsl-tiled-f16')).toBe(
      'luma-x2-fast, own shaders, tiled, 16-bit floats',
    );
    expect(algorithmWords('luma-x2-balanced/wasm-int')).toBe(
      'luma-x2-balanced, own kernels, 16-bit integers',
    );
    expect(algorithmWords('luma-x2-fast/wasm')).toBe('luma-x2-fast, ONNX Runtime, 32-bit floats');
    expect(algorithmWords('spatial/plain')).toBe('spatial/plain');
  });
});
