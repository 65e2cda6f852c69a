/** How often a condition is asked again: often enough not to blur a measurement, rarely enough not to cost one. */
const POLL_MS = 20;

export interface WaitOptions {
  timeoutMs: number;
  /** What is being waited for, to stand in the message when it never comes. */
  what: string;
  /** Pause between two looks, where looking itself costs something. */
  everyMs?: number;
}

/**
 * Waits until a condition gives something truthy, and gives that back. A condition that throws counts as "not yet";
 * its last error becomes the cause when time runs out.
 *
 * @throws Error naming what did not come, after `timeoutMs`
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions): Promise<Truthy<T>> {
  const deadlineMs = performance.now() + options.timeoutMs;
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
      throw new Error(`waited ${options.timeoutMs} ms in vain for ${options.what}`, { cause });
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? POLL_MS));
  }
}

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;
