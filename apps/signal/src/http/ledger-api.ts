/**
 * Prices, accounts and earnings over HTTP. Amounts are whole micro-credits.
 * @module
 */
import { QUALITIES } from '@p2c2g/protocol';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Audit } from '../audit.ts';
import type { Gate } from '../auth/gate.ts';
import { estimate } from '../core/ledger/price.ts';
import { ISSUE_ACCOUNT, PAYOUT_ACCOUNT } from '../core/ledger/transfer.ts';
import type { LedgerDesk } from '../ledger/desk.ts';
import { csv } from './csv.ts';
import { documented } from './documented.ts';
import { decimal, name, span, whole } from './fields.ts';
import { validated } from './problem.ts';

const side = whole(16, 8192);
/** What the public page of a calculator asks for first: an hour of 720p at 60 frames a second. */
const estimateQuery = v.object({
  output_width: v.optional(side, '1280'),
  output_height: v.optional(side, '720'),
  quality: v.optional(v.picklist(QUALITIES, `must be one of ${QUALITIES.join(', ')}`), 'fast'),
  fps: v.optional(decimal(1, 240), '60'),
  hours: v.optional(decimal(0, 10_000), '1'),
});
const MOST_ROWS = 1000;
const accountQuery = v.object({
  account: v.pipe(v.string('account is needed'), v.regex(/^((gamer|helper|hold):.{1,80}|fee|issue|payout)$/)),
  before: v.optional(whole(0, Number.MAX_SAFE_INTEGER), String(Number.MAX_SAFE_INTEGER)),
  limit: v.optional(whole(1, MOST_ROWS), '100'),
});
const earningsQuery = v.object({ peer_id: v.optional(name), ...span });
const payoutsQuery = v.object({ format: v.optional(v.picklist(['json', 'csv']), 'json'), ...span });

const amount = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER));
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const byHand = v.strictObject({
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  kind: v.picklist(['deposit', 'payout']),
  account: v.pipe(
    v.string(),
    v.regex(/^(gamer:(http\/)?|helper:)[\w.:@-]{1,64}$/, 'must be gamer:ID, gamer:http/ID or helper:ID'),
  ),
  amount_micro: amount,
  reason: text,
});
const reversal = v.strictObject({ seq: amount, reason: text });

export function serveLedger(app: FastifyInstance, ledger: LedgerDesk, gate: Gate, audit: Audit): void {
  serveReading(app, ledger);
  app.post(
    '/api/ledger/transfers',
    documented({
      tag: 'ledger',
      summary: 'Deposits and payouts by hand; the same key again changes nothing.',
      scope: 'ledger',
      body: byHand,
    }),
    async ({ headers, ip, body }, reply) => {
      const { subject: by } = await gate.requireScope(headers.authorization, 'ledger', ip);
      const { key, kind, account, amount_micro, reason } = validated(byHand, body);
      const ends =
        kind === 'deposit'
          ? { debit: ISSUE_ACCOUNT, credit: account }
          : { debit: account, credit: PAYOUT_ACCOUNT };
      const rest = { kind, amount: amount_micro, atMs: Date.now(), reverses: null, reason };
      const posted = await ledger.post({ key: `hand:${key}`, ...ends, ...rest });
      audit.note('credits_moved', { by, address: ip, account, amount_micro, seq: posted.seq });
      return reply.code(201).send(posted);
    },
  );
  app.post(
    '/api/ledger/reversals',
    documented({
      tag: 'ledger',
      summary: 'Corrects a transfer by one that goes back.',
      scope: 'ledger',
      body: reversal,
    }),
    async ({ headers, ip, body }, reply) => {
      const { subject: by } = await gate.requireScope(headers.authorization, 'ledger', ip);
      const { seq, reason } = validated(reversal, body);
      const posted = await ledger.reverse(seq, reason);
      audit.note('transfer_reversed', { by, address: ip, seq });
      return reply.code(201).send(posted);
    },
  );
}

function serveReading(app: FastifyInstance, ledger: LedgerDesk): void {
  app.get(
    '/api/estimate',
    documented({
      tag: 'ledger',
      summary: 'What a stream costs, and what its helpers get.',
      query: estimateQuery,
    }),
    ({ query }) => {
      const { hours, ...params } = validated(estimateQuery, query);
      return { ...params, hours, ...estimate(params, hours, ledger.prices) };
    },
  );
  app.get(
    '/api/prices',
    documented({ tag: 'ledger', summary: 'Every table of prices that was in force.' }),
    async () => ({ prices: await ledger.store.priceHistory() }),
  );
  app.get(
    '/api/ledger/account',
    documented({
      tag: 'ledger',
      summary: 'Balance and transfers of one account.',
      scope: 'read',
      query: accountQuery,
    }),
    async ({ query }) => {
      const { account, before, limit } = validated(accountQuery, query);
      const entries = await ledger.store.entries(account, before, limit);
      return { account, balance_micro: ledger.balance(account), entries };
    },
  );
  app.get(
    '/api/ledger/earnings',
    documented({
      tag: 'ledger',
      summary: 'Frames paid and credits earned in a span.',
      scope: 'read',
      query: earningsQuery,
    }),
    async ({ query }) => {
      const { peer_id, from, to } = validated(earningsQuery, query);
      return { earnings: await ledger.store.earnings({ fromMs: from, toMs: to }, peer_id) };
    },
  );
  app.get(
    '/api/ledger/payouts',
    documented({
      tag: 'ledger',
      summary: 'Earnings and balance of every helper.',
      scope: 'read',
      query: payoutsQuery,
    }),
    async ({ query }, reply) => {
      const { format, from, to } = validated(payoutsQuery, query);
      const payouts = await ledger.payouts({ fromMs: from, toMs: to });
      if (format === 'json') return { payouts };
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="payouts.csv"');
      return csv(payouts);
    },
  );
  app.get(
    '/api/ledger/check',
    documented({ tag: 'ledger', summary: 'Reads the ledger through.', scope: 'read' }),
    async () => {
      const problems = await ledger.check();
      return { sound: problems.length === 0, problems };
    },
  );
}
