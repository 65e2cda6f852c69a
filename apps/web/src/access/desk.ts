/**
 * A page's side of the coordinator's door: whether to ask the person, what to hand to the worker, what to keep.
 * @module
 */
import type { Problem } from '../ui/problem.ts';
import { type Readable, Store } from '../ui/store.ts';
import type { Keep } from './keep.ts';
import type { AccessReport } from './messages.ts';
import { refusalProblem } from './refusals.ts';

/** A key or an invite is asked for. */
export interface AccessAsk {
  /** Why the last one was not taken; null when none was shown. */
  readonly problem: Problem | null;
}

export class AccessDesk {
  readonly #keep: Keep;
  readonly #unlock: (credential: string) => void;
  readonly #ask = new Store<AccessAsk | null>(null);

  /** @param unlock hands what was entered to the worker */
  constructor(keep: Keep, unlock: (credential: string) => void) {
    this.#keep = keep;
    this.#unlock = unlock;
  }

  /** What the dialog shows; null when there is nothing to ask. */
  get ask(): Readable<AccessAsk | null> {
    return this.#ask;
  }

  /** What was entered before, for the next connection. */
  get credential(): string | undefined {
    return this.#keep.read();
  }

  hear(report: AccessReport): void {
    switch (report.kind) {
      case 'open':
        return this.#ask.set(null);
      case 'key':
        return this.#keep.replace(report.key);
      case 'locked': {
        const { refusal } = report;
        // One that is in use elsewhere is still good.
        if (refusal && refusal.code !== 'P2C2G_FORBIDDEN') this.#keep.forget();
        return this.#ask.set({ problem: refusal ? refusalProblem(refusal) : null });
      }
    }
  }

  /** @param remember also after this tab is closed */
  enter(credential: string, remember: boolean): void {
    this.#keep.write(credential, remember);
    this.#ask.set(null);
    this.#unlock(credential);
  }

  /** The person does not want to, or has stopped. */
  dismiss(): void {
    this.#ask.set(null);
  }
}
