/**
 * The end without haste: newcomers are turned away, those who are here are told, and running sessions may finish.
 * @module
 */
import type { Hub } from '../net/hub.ts';

const LOOK_EVERY_MS = 100;
const MS_PER_S = 1_000;

/** @returns resolves when no lease runs any more, or when the time is up */
export async function drain(hub: Hub, seconds: number): Promise<void> {
  hub.drain('the server is about to stop');
  const untilMs = performance.now() + seconds * MS_PER_S;
  while (hub.broker.world.leases.size > 0 && performance.now() < untilMs)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
