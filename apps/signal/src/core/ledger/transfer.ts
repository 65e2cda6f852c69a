/**
 * The ledger's one kind of fact: so many micro-credits went from one account to another. What an account holds is what
 * was credited to it less what was debited, so all accounts together always hold nothing.
 * @module
 */

/** A credit in micro-credits, the unit of every amount. */
export const MICRO = 1_000_000;

export const TRANSFER_KINDS = ['hold', 'share', 'fee', 'release', 'deposit', 'payout', 'reversal'] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

export interface Transfer {
  /** Names the reason for this transfer: a second one of the same key is the same one, and is refused. */
  readonly key: string;
  readonly kind: TransferKind;
  /** The account that gives. */
  readonly debit: string;
  /** The account that receives. */
  readonly credit: string;
  /** Micro-credits, above 0. */
  readonly amount: number;
  readonly atMs: number;
  /** The seq of the transfer that this one takes back. */
  readonly reverses: number | null;
  readonly reason: string;
}

/** A transfer with its place in the ledger, from 1, without gaps. */
export interface Posted extends Transfer {
  readonly seq: number;
}

export const gamerAccount = (gamerId: string): string => `gamer:${gamerId}`;
export const helperAccount = (peerId: string): string => `helper:${peerId}`;
/** What a session has set aside and not spent yet. */
export const holdAccount = (sessionId: string): string => `hold:${sessionId}`;
/** The coordinator's share. */
export const FEE_ACCOUNT = 'fee';
/** Where credits come from: the debt of whoever gives them out. */
export const ISSUE_ACCOUNT = 'issue';
/** Where paid-out credits went. */
export const PAYOUT_ACCOUNT = 'payout';

/**
 * The transfer that undoes another; each can be undone once, which its key sees to.
 * @param backTo who gets it back: the giver, or the gamer behind the giver's hold
 */
export const reversalOf = (posted: Posted, backTo: string, reason: string, atMs: number): Transfer => ({
  key: `reversal:${posted.seq}`,
  kind: 'reversal',
  debit: posted.credit,
  credit: backTo,
  amount: posted.amount,
  atMs,
  reverses: posted.seq,
  reason,
});
