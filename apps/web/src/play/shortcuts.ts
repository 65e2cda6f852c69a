/** Keys of the gamer page: which key means what, and when a key press is not meant for us. */

export type Shortcut = 'stats' | 'fullscreen' | 'screenshot' | 'stop' | 'shortcuts';

export const SHORTCUTS: readonly { key: string; shown: string; does: Shortcut; words: string }[] = [
  { key: 's', shown: 'S', does: 'stats', words: 'Show or hide the numbers' },
  { key: 'f', shown: 'F', does: 'fullscreen', words: 'Full screen' },
  { key: 'p', shown: 'P', does: 'screenshot', words: 'Save a screenshot' },
  { key: 'Escape', shown: 'Esc', does: 'stop', words: 'Stop (in full screen: leave it)' },
  { key: '?', shown: '?', does: 'shortcuts', words: 'This list' },
];

/** The part of a keyboard event that decides. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
}

/**
 * What a key press asks for, or null.
 *
 * @param typing a field has the focus that wants the key itself
 * @param escapeTaken something else closes on Escape first: full screen, or an open dialog
 */
export function shortcutOf(press: KeyPress, typing: boolean, escapeTaken: boolean): Shortcut | null {
  if (press.repeat || press.ctrlKey || press.metaKey || press.altKey || typing) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (key === 'Escape' && escapeTaken) return null;
  return SHORTCUTS.find((shortcut) => shortcut.key === key)?.does ?? null;
}

/** Whether the element takes letters itself: text fields do, and selects, which jump to an option by its letter. */
export function wantsLetters(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input:not([type=radio]), select, textarea, [contenteditable]')
  );
}
