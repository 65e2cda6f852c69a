/**
 * Passes offers, answers and candidates between the two ends of a lease, and from nobody else.
 * @module
 */
import { type ClientMessage, MAX_CANDIDATES, P2c2gError } from '@p2c2g/protocol';
import { advance, type Lease } from './lease.ts';
import { type Address, gamerAt, helperAt } from './ports.ts';
import type { World } from './world.ts';

export type RelayMessage = Extract<ClientMessage, { msg_type: 'offer' | 'answer' | 'candidate' }>;

/**
 * The lease that a message speaks of, if its sender is one of the two ends and means its current epoch.
 * @throws P2C2G_UNKNOWN_LEASE, P2C2G_FORBIDDEN, P2C2G_STALE_EPOCH
 */
export function leaseFor(world: World, from: Address, message: { lease_id: string; epoch: number }): Lease {
  const lease = world.leases.get(message.lease_id);
  if (!lease) throw new P2c2gError('P2C2G_UNKNOWN_LEASE');
  const end = from.role === 'gamer' ? lease.gamerId : lease.peerId;
  if (end !== from.id) throw new P2c2gError('P2C2G_FORBIDDEN', 'that lease is of others');
  if (lease.epoch !== message.epoch)
    throw new P2c2gError('P2C2G_STALE_EPOCH', `it has epoch ${lease.epoch} now`);
  return lease;
}

export function relay(world: World, from: Address, message: RelayMessage): void {
  const lease = leaseFor(world, from, message);
  switch (message.msg_type) {
    case 'offer':
      if (from.role !== 'gamer') throw new P2c2gError('P2C2G_OUT_OF_ORDER', 'the gamer offers');
      advance(lease, 'offer', world.now);
      break;
    case 'answer':
      if (from.role !== 'helper') throw new P2c2gError('P2C2G_OUT_OF_ORDER', 'the helper answers');
      advance(lease, 'answer', world.now);
      break;
    case 'candidate':
      countCandidate(lease, from);
      break;
  }
  world.ports.outbox.send(from.role === 'gamer' ? helperAt(lease.peerId) : gamerAt(lease.gamerId), message);
}

function countCandidate(lease: Lease, from: Address): void {
  lease.candidates[from.role] += 1;
  if (lease.candidates[from.role] > MAX_CANDIDATES)
    throw new P2c2gError('P2C2G_TOO_MANY_MESSAGES', `${MAX_CANDIDATES} candidates per lease and direction`);
}
