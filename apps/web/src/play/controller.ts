import { Store } from '../ui/store.ts';
import { idlePlayView, type PlayController, type PlayView } from './view.ts';

/** Joins the gamer page to its workers. Idle until the workers are wired. */
export function createPlayController(): PlayController {
  const demo = { kind: 'demo', unavailable: null } as const;
  const state = new Store<PlayView>(
    idlePlayView([
      { ...demo, id: 'keep', title: 'Keep', description: 'Stone, foliage and flags in moving light.' },
      { ...demo, id: 'neon', title: 'Neon', description: 'A night street: thin lines, signs and rain.' },
    ]),
  );
  return {
    state,
    attachCanvas() {},
    play() {},
    stop() {},
    dismissNotice() {},
    screenshot: () => Promise.reject(new DOMException('Nothing is playing.', 'InvalidStateError')),
    diagnostics: () => ({}),
  };
}
