import { P2c2gError } from '@p2c2g/protocol';

/** A restart takes about a second. */
export const RECONNECT_AFTER_MS = 1_000;

export const shuttingDown = (): P2c2gError =>
  new P2c2gError('P2C2G_SHUTTING_DOWN', undefined, RECONNECT_AFTER_MS);
