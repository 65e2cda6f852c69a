import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { shortcutOf, wantsLetters } from './shortcuts.ts';
import type { StageAction } from './stage-controls.tsx';
import type { PlayController } from './view.ts';

/** How long "Copied" and its like stay. */
const TOAST_MS = 2_500;

interface StageActions {
  run: (action: StageAction) => void;
  /** What just happened, in a few words, or ''. */
  toast: string;
  keysOpen: boolean;
  closeKeys: () => void;
}

/** Buttons and keys of the stage, and what they do. Keys are heard only while `active`. */
export function useStageActions(
  controller: PlayController,
  frame: RefObject<HTMLElement | null>,
  active: boolean,
  toggleStats: () => void,
): StageActions {
  const [toast, setToast] = useToast();
  const [keysOpen, setKeysOpen] = useState(false);

  const run = (action: StageAction): void => {
    const doing: Record<StageAction, () => unknown> = {
      stats: toggleStats,
      shortcuts: () => setKeysOpen((open) => !open),
      fullscreen: () => toggleFullscreen(frame.current),
      screenshot: () => saveScreenshot(controller).then(setToast),
      copy: () => copyDiagnostics(controller).then(setToast),
      stop: () => {
        if (document.fullscreenElement) void document.exitFullscreen();
        controller.stop();
      },
    };
    doing[action]();
  };

  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent) => {
      const escapeTaken = keysOpen || document.fullscreenElement !== null;
      const shortcut = shortcutOf(event, wantsLetters(event.target), escapeTaken);
      if (!shortcut) return;
      event.preventDefault();
      run(shortcut);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });

  useFocusOnStage(frame, active);

  return { run, toast, keysOpen, closeKeys: () => setKeysOpen(false) };
}

/** The button that started or stopped the game is gone: focus goes where the next key makes sense. */
function useFocusOnStage(frame: RefObject<HTMLElement | null>, active: boolean): void {
  const wasActive = useRef(false);
  useEffect(() => {
    if (active) frame.current?.focus({ preventScroll: true });
    else if (wasActive.current) document.getElementById('main')?.focus({ preventScroll: true });
    wasActive.current = active;
  }, [active, frame]);
}

function useToast(): [string, (text: string) => void] {
  const [toast, setToast] = useState('');
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(''), TOAST_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return [toast, setToast];
}

async function toggleFullscreen(frame: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await frame?.requestFullscreen().catch(() => {}); // refused, for example in a frame: the picture stays where it is
}

async function saveScreenshot(controller: PlayController): Promise<string> {
  try {
    const url = URL.createObjectURL(await controller.screenshot());
    const link = document.createElement('a');
    link.href = url;
    link.download = `p2c2g-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000); // the download reads it after the click returns
    return 'Screenshot saved';
  } catch {
    return 'No picture to save yet';
  }
}

async function copyDiagnostics(controller: PlayController): Promise<string> {
  try {
    await navigator.clipboard.writeText(JSON.stringify(controller.diagnostics(), null, 2));
    return 'Diagnostics copied';
  } catch {
    return 'The browser did not allow copying';
  }
}
