/**
 * Who somebody is to others: what placement may know of a key. Whom one works with is one's own choice, on both sides.
 * @module
 */
import type { Pool } from '@p2c2g/protocol';

export interface Standing {
  /** Whose key it came with; null where nobody is asked. */
  readonly subject: string | null;
  /** The groups that the operator put it in. */
  readonly pools: readonly string[];
  readonly region: string | null;
  /** In the queue: 9 before 0. The operator's to say, or everybody would be first. */
  readonly priority?: number | undefined;
}

export const USUAL_PRIORITY = 5;

export const STRANGER: Standing = Object.freeze({
  subject: null,
  pools: Object.freeze([]),
  region: null,
});

/** What a task's own priority comes to: among one's own it is one's own to say, beyond what the key has it is not. */
export const grantedPriority = (asked: number, { subject, priority }: Standing): number =>
  subject === null ? asked : Math.min(asked, priority ?? USUAL_PRIORITY);

/** Members are those whom the operator vouches for; the name says nothing about friendship. */
const TRUSTED = 'trusted';

/** Whether `other` is among those whom `self` wants to work with. */
export function isWelcome(pool: Pool, self: Standing, other: Standing): boolean {
  switch (pool) {
    case 'anyone':
      return true;
    case 'trusted':
      return other.pools.includes(TRUSTED);
    case 'friends':
      return self.pools.some((group) => group !== TRUSTED && other.pools.includes(group));
    case 'own':
      return self.subject !== null && self.subject === other.subject;
  }
}

/** Whether it is near, as far as names of regions tell: who names none is near to all who do not mind. */
export const isNear = (wanted: Standing, offered: Standing): boolean =>
  wanted.region === null || wanted.region === offered.region;
