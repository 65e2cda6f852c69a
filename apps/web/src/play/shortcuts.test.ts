import { describe, expect, it } from 'vitest';
import { type KeyPress, shortcutOf } from './shortcuts.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...more,
});

describe('shortcutOf', () => {
  it('knows its keys, in either case', () => {
    expect(shortcutOf(press('s'), false, false)).toBe('stats');
    expect(shortcutOf(press('F'), false, false)).toBe('fullscreen');
    expect(shortcutOf(press('?'), false, false)).toBe('shortcuts');
    expect(shortcutOf(press('x'), false, false)).toBeNull();
  });

  it('leaves the browser its own keys', () => {
    expect(shortcutOf(press('s', { ctrlKey: true }), false, false)).toBeNull();
    expect(shortcutOf(press('p', { metaKey: true }), false, false)).toBeNull();
  });

  it('keeps out of fields and does not fire again while held', () => {
    expect(shortcutOf(press('s'), true, false)).toBeNull();
    expect(shortcutOf(press('f', { repeat: true }), false, false)).toBeNull();
  });

  it('lets Escape leave full screen before it stops the game', () => {
    expect(shortcutOf(press('Escape'), false, true)).toBeNull();
    expect(shortcutOf(press('Escape'), false, false)).toBe('stop');
  });
});
