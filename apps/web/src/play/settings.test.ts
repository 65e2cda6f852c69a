import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SETTINGS,
  fitSide,
  inputOf,
  parseSettings,
  requestOf,
  sizeId,
  withKnownSource,
} from './settings.ts';
import { outsideSources } from './view.ts';

describe('parseSettings', () => {
  it('gives back what was saved', () => {
    const saved = {
      ...DEFAULT_SETTINGS,
      quality: 'fast',
      fps: 60,
      pool: 'friends',
      input: { width: 320, height: 180 },
      showStats: false,
    } as const;
    expect(parseSettings(JSON.stringify(saved))).toEqual(saved);
  });

  it('starts afresh from nonsense', () => {
    for (const json of [
      null,
      '',
      '{',
      '7',
      'null',
      '[]',
      '{"target":{"width":"x"},"fps":"60","quality":"best","pool":"all"}',
    ]) {
      expect(parseSettings(json)).toEqual(DEFAULT_SETTINGS);
    }
  });

  it('brings sizes within limits', () => {
    expect(parseSettings('{"target":{"width":99999,"height":1}}').target).toEqual({
      width: 3840,
      height: 64,
    });
  });
});

describe('sizes', () => {
  it('are even', () => {
    expect(fitSide(1001)).toBe(1002);
    expect(fitSide(270)).toBe(270);
  });

  it('take half the target as automatic input', () => {
    expect(inputOf({ input: 'auto', target: { width: 1920, height: 1080 } })).toEqual({
      width: 960,
      height: 540,
    });
    expect(inputOf({ input: 'auto', target: { width: 1002, height: 566 } })).toEqual({
      width: 502,
      height: 284,
    });
  });

  it('have a name', () => {
    expect(sizeId({ width: 1280, height: 720 })).toBe('1280x720');
  });
});

describe('requestOf', () => {
  it('hands over a file only for the file source', () => {
    const file = new File(['x'], 'clip.webm');
    expect(requestOf({ ...DEFAULT_SETTINGS, sourceId: 'file' }, file).file).toBe(file);
    expect(requestOf(DEFAULT_SETTINGS, file).file).toBeNull();
  });
});

describe('withKnownSource', () => {
  it('replaces a source that is gone or cannot be used here', () => {
    const sources = outsideSources({ canCapture: false, canReadFrames: true });
    expect(withKnownSource({ ...DEFAULT_SETTINGS, sourceId: 'neon' }, sources).sourceId).toBe('file');
    expect(withKnownSource({ ...DEFAULT_SETTINGS, sourceId: 'capture' }, sources).sourceId).toBe('file');
    expect(withKnownSource(DEFAULT_SETTINGS, [])).toEqual(DEFAULT_SETTINGS);
  });
});
