import { STRANGER, type Standing } from '../core/standing.ts';
import type { Token } from './tokens.ts';

/** @param region what the client says of itself; the key's word goes before it */
export function standingOf(token: Token | undefined, region: string | undefined): Standing {
  if (!token) return region === undefined ? STRANGER : { ...STRANGER, region };
  const { subject, grants } = token;
  return { subject, pools: grants.pools, region: grants.region ?? region ?? null, priority: grants.priority };
}
