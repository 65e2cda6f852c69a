import type { ServerMessageInput } from '@p2c2g/protocol';
import type { Token } from '../auth/tokens.ts';

/**
 * @param fresh a new token's text, when there is one to hand over
 * @param key given for an invite, when there is one to hand over
 */
export const authenticatedMessage = (
  { subject, grants, expiresMs }: Token,
  fresh: string | undefined,
  nowMs: number,
  key?: string,
): ServerMessageInput => ({
  msg_type: 'authenticated',
  subject,
  roles: grants.roles,
  pools: grants.pools,
  max_sessions: grants.max_sessions,
  region: grants.region,
  expires_in_ms: Math.max(0, expiresMs - nowMs),
  ...(fresh === undefined ? {} : { token: fresh }),
  ...(key === undefined ? {} : { key }),
});
