/**
 * What the last process left: running sessions, what it had counted and not paid, holds that nobody needs any more.
 * @module
 */
import type { Recovered } from '../core/broker.ts';
import type { Economy } from '../core/ledger/economy.ts';
import { gamerAccount, holdAccount } from '../core/ledger/transfer.ts';
import type { LeaseRecord, SessionRecord } from '../core/ports.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { Receipts } from '../store/receipts.ts';
import type { Unsettled } from '../store/unsettled.ts';

/** Tasks whose results went out, and which there was no time to settle. */
export async function takeUpTasks(economy: Economy, store: LedgerStore, receipts: Receipts): Promise<void> {
  const unpaid = await receipts.unpaid();
  if (unpaid.length === 0) return;
  const prices = new Map((await store.priceHistory()).map((table) => [table.version, table]));
  for (const receipt of unpaid) {
    const held = economy.balances.of(holdAccount(receipt.key)) > 0;
    economy.tasks.resumed(receipt, prices.get(receipt.priceVersion)!, held);
  }
}

/** @param unsettled counted by gamers since the last settlement, also under leases that ended since; oldest first */
export async function takeUp(
  economy: Economy,
  store: LedgerStore,
  { sessions, leases }: Recovered,
  unsettled: readonly Unsettled[],
): Promise<void> {
  const ended = unsettled.filter(({ leaseEnded }) => leaseEnded).map(({ lease }) => lease);
  await openSessions(economy, store, [...sessions, ...unsettled.map(({ session }) => session)]);
  // Those of one helper and session in the order in which they began: the newest is the one that goes on.
  await openLeases(economy, store, [...ended, ...leases]);
  for (const { lease, frames } of unsettled) economy.countedBefore(lease.leaseId, frames);
  for (const { leaseId } of ended) economy.leaseEnded(leaseId);
  for (const { session, sessionEnded } of unsettled)
    if (sessionEnded) economy.sessionEnded(session.sessionId);
  await openHolds(economy, store);
}

async function openSessions(
  economy: Economy,
  store: LedgerStore,
  sessions: readonly SessionRecord[],
): Promise<void> {
  const byId = new Map(sessions.map((session) => [session.sessionId, session]));
  for (const { sessionId, gamerId, params } of byId.values())
    economy.sessionOpened(sessionId, gamerId, params, await store.heldEver(sessionId));
}

async function openLeases(
  economy: Economy,
  store: LedgerStore,
  leases: readonly LeaseRecord[],
): Promise<void> {
  const settled = await store.settledFrames(leases.map(({ leaseId }) => leaseId));
  for (const lease of leases) economy.leaseOpened(lease, settled.get(lease.leaseId));
}

/** What sessions that are gone had set aside. */
async function openHolds(economy: Economy, store: LedgerStore): Promise<void> {
  const open = new Set(economy.open().sessions);
  for (const [account] of economy.balances.entries()) {
    const sessionId = account.startsWith(HOLD) ? account.slice(HOLD.length) : undefined;
    if (sessionId === undefined || open.has(sessionId)) continue;
    const owner = await store.ownerOfHold(sessionId);
    const heldEver = await store.heldEver(sessionId);
    if (owner) economy.sessionOpened(sessionId, owner.slice(GAMER.length), undefined, heldEver);
  }
}

const HOLD = holdAccount('');
const GAMER = gamerAccount('');
