import { Store } from '../ui/store.ts';
import { type HelpController, type HelpView, idleHelpView } from './view.ts';

/** Joins the helper page to its workers. Idle until the workers are wired. */
export function createHelpController(): HelpController {
  const state = new Store<HelpView>(idleHelpView());
  return { state, donate() {}, pause() {}, resume() {}, stop() {}, retryNow() {} };
}
