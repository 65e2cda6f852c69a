import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadServes, saveServes } from './serves.ts';

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('serves anyone until told otherwise, and remembers it', () => {
  expect(loadServes()).toBe('anyone');
  saveServes('friends');
  expect(loadServes()).toBe('friends');
});

it('serves anyone where what was left makes no sense, or nothing may be kept', () => {
  saveServes('friends');
  for (const key of kept.keys()) kept.set(key, 'nobody at all');
  expect(loadServes()).toBe('anyone');
  const forbidden = () => {
    throw new Error('storage forbidden');
  };
  vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden });
  expect(() => saveServes('own')).not.toThrow();
  expect(loadServes()).toBe('anyone');
});
