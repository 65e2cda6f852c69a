import { STRANGER, type Standing } from '../core/standing.ts';
import type { Identity } from './grants.ts';

/** @param region what the client says of itself; the key's word goes before it */
export function standingOf(identity: Identity | undefined, region: string | undefined): Standing {
  if (!identity) return region === undefined ? STRANGER : { ...STRANGER, region };
  const { subject, grants } = identity;
  return { subject, pools: grants.pools, region: grants.region ?? region ?? null, priority: grants.priority };
}
