/** How often a condition is asked again: often enough not to blur a measurement, rarely enough not to cost one. */
const POLL_MS = 20;

/**
 * For what does not come at all. What comes takes a second or two on a machine of its own; one that is slow, and busy with much else, may take
 * ten times as long without anything being broken.
 */
export const HANG_MS = 90_000;

export interface WaitOptions {
  /** When to give up; late enough for any machine by default. */
  timeoutMs?: number;
  /** What is being waited for, to stand in the message when it never comes. */
  what: string;
  /** Pause between two looks, where looking itself costs something. */
  everyMs?: number;
}

/**
 * Waits until a condition gives something truthy, and gives that back. A condition that throws counts as "not yet";
 * its last error becomes the cause when time runs out.
 *
 * @throws Error naming what did not come
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions): Promise<Truthy<T>> {
  const { timeoutMs = HANG_MS } = options;
  const deadlineMs = performance.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as Truthy<T>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= deadlineMs) {
      throw new Error(`waited ${timeoutMs} ms in vain for ${options.what}`, { cause });
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? POLL_MS));
  }
}

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;
