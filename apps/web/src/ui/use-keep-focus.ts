import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Keeps a keyboard's place where pressing a button replaces the buttons: focus moves to the first one that is there
 * now, instead of falling back to the top of the page.
 *
 * @param row holds the buttons
 * @param state when it changes, buttons may have been replaced
 * @returns to be called when a button of the row is pressed
 */
export function useKeepFocus(row: RefObject<HTMLElement | null>, state: string): () => void {
  const pressed = useRef(false);
  useEffect(() => {
    // Focus that someone moved elsewhere meanwhile stays there.
    if (pressed.current && document.activeElement === document.body) {
      row.current?.querySelector('button')?.focus({ preventScroll: true });
    }
    pressed.current = false;
  }, [state]);
  return () => {
    pressed.current = true;
  };
}
