/**
 * What server processes and the client agree on.
 * @module
 */
/** Descriptors of one process are limited to some 20,000 on many machines. */
export const MOST_SOCKETS = 16_000;
/** Signs the tokens of this benchmark's clients; no other coordinator takes them. */
export const JWT_SECRET = 'a secret for measurements, good for nothing else';
export const SERVERS = ['p2c2g', 'peer', 'bare'] as const;
export type ServerName = (typeof SERVERS)[number];
/** The coordinator's default. */
export const HEARTBEAT_MS = 1_000;

const KEY_ID_CHARS = 12;
export const keyId = (n: number): string => n.toString(16).padStart(KEY_ID_CHARS, '0');
export const GRANTS = {
  roles: ['gamer', 'helper'] as ['gamer', 'helper'],
  pools: [],
  max_sessions: 1,
  region: null,
};
