import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARAMS } from '../test-core.ts';
import { Balances } from './balances.ts';
import { type Batch, Economy, type EconomyTerms } from './economy.ts';
import { estimate, frameCost, split } from './price.ts';
import type { TaskReceipt } from './task-accounts.ts';
import { FEE_ACCOUNT, gamerAccount, helperAccount, holdAccount, ISSUE_ACCOUNT } from './transfer.ts';

const prices = { version: 3, perMegapixel: { fast: 5, balanced: 10, quality: 20 }, feeBasisPoints: 1000 };
/** 640x360 at 5 a megapixel is 1.152, rounded up: 2 a frame. */
const FRAME = 2;
const HOLD = FRAME * PARAMS.fps * 60;
const terms = (change: Partial<EconomyTerms> = {}): EconomyTerms => ({
  prices,
  holdSeconds: 60,
  requireFunds: false,
  ...change,
});

function streaming(change: Partial<EconomyTerms> = {}, funds = 0) {
  const start = new Balances([
    [gamerAccount('g'), funds],
    [ISSUE_ACCOUNT, -funds],
  ]);
  const economy = new Economy(terms(change), start);
  economy.sessionOpened('s', 'g', PARAMS);
  economy.leaseOpened({ leaseId: 'l', sessionId: 's', peerId: 'h' });
  const turn = () => {
    const batch = economy.plan(1);
    economy.committed(batch);
    return batch;
  };
  return { economy, turn, held: (account: string) => economy.balances.of(account) };
}

describe('prices', () => {
  it('split without a rest, for any cost', () => {
    fc.assert(
      fc.property(fc.nat(1e12), fc.integer({ min: 0, max: 10_000 }), (cost, feeBasisPoints) => {
        const { share, fee } = split(cost, { ...prices, feeBasisPoints });
        expect(share + fee).toBe(cost);
        expect(Math.min(share, fee)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('make an hour cost what its frames cost', () => {
    const hour = estimate(PARAMS, 1, prices);
    expect(hour).toMatchObject({ frames: 108_000, cost_micro: 108_000 * FRAME, price_version: 3 });
    expect(hour.coordinator_fee_micro).toBe(21_600);
    expect(frameCost({ ...PARAMS, quality: 'quality' }, prices)).toBe(5);
  });
});

describe('a session', () => {
  it('sets aside a minute, pays what both counted, and gets the rest back', () => {
    const { economy, turn, held } = streaming();
    turn();
    expect(held(holdAccount('s'))).toBe(HOLD);
    economy.gamerCounted('s', 'h', 1000);
    economy.helperCounted('l', 'h', 1010);
    const { settlements } = turn();
    expect(settlements).toMatchObject([{ framesPaid: 1000, cost: 2000, fee: 200, disputed: false }]);
    expect(held(helperAccount('h'))).toBe(1800);
    expect(held(FEE_ACCOUNT)).toBe(200);
    economy.sessionEnded('s');
    economy.gamerCounted('s', 'h', 5);
    turn();
    expect(turn().closed).toEqual(['s']);
    expect(held(helperAccount('h')) + held(FEE_ACCOUNT)).toBe(1005 * FRAME);
    expect(held(gamerAccount('g'))).toBe(-1005 * FRAME);
    expect(held(holdAccount('s'))).toBe(0);
    expect(turn()).toEqual({ transfers: [], settlements: [], closed: [] });
  });

  it('pays the lower of two counts and records that they differ', () => {
    const { economy, turn, held } = streaming();
    economy.gamerCounted('s', 'h', 500);
    economy.helperCounted('l', 'h', 5000);
    expect(turn().settlements).toMatchObject([
      { framesGamer: 500, framesHelper: 5000, framesPaid: 500, disputed: true },
    ]);
    economy.gamerCounted('s', 'h', 6000);
    expect(turn().settlements).toMatchObject([{ framesFrom: 500, framesPaid: 4500, disputed: true }]);
    expect(held(helperAccount('h'))).toBe(5000 * FRAME * 0.9);
  });

  it('takes the payer at its word while a helper reports nothing, and no word on the lease of another', () => {
    const { economy, turn } = streaming();
    economy.gamerCounted('s', 'h', 30);
    economy.helperCounted('l', 'stranger', 0);
    expect(turn().settlements).toMatchObject([{ framesHelper: null, framesPaid: 30, disputed: false }]);
  });

  it('is planned the same again when a batch was not recorded', () => {
    const { economy, turn } = streaming();
    economy.gamerCounted('s', 'h', 100);
    const lost = economy.plan(1);
    expect(economy.plan(2).transfers.map(({ key }) => key)).toEqual(lost.transfers.map(({ key }) => key));
    expect(economy.balances.entries()).toEqual([]);
    expect(turn().settlements).toMatchObject([{ framesPaid: 100 }]);
  });

  it('spends no more than there is where funds are required, and is told to be broke', () => {
    const funds = HOLD + 10 * FRAME;
    const { economy, turn, held } = streaming({ requireFunds: true }, funds);
    expect(economy.mayOpen('g', PARAMS)).toBe(true);
    expect(economy.mayOpen('poor', PARAMS)).toBe(false);
    turn();
    expect(economy.broke()).toEqual([]);
    economy.gamerCounted('s', 'h', 1_000_000);
    turn();
    expect(held(gamerAccount('g')) + held(holdAccount('s'))).toBe(0);
    expect(held(helperAccount('h')) + held(FEE_ACCOUNT)).toBe(funds);
    expect(economy.broke()).toEqual(['s']);
  });
});

/** What outlives a crash: receipts of tasks that were done, and who set aside how much. */
class Disk {
  readonly receipts = new Map<string, TaskReceipt>();
  readonly #set = new Map<string, { gamerId: string; amount: number }>();

  keep(receipt: TaskReceipt | undefined): void {
    if (receipt) this.receipts.set(receipt.key, receipt);
  }

  record({ transfers, settlements }: Batch): void {
    for (const { leaseId } of settlements) this.receipts.delete(leaseId);
    for (const { kind, debit, credit, amount } of transfers) {
      if (kind !== 'hold') continue;
      const before = this.#set.get(credit)?.amount ?? 0;
      this.#set.set(credit, { gamerId: debit.slice('gamer:'.length), amount: before + amount });
    }
  }

  restarted(inForce: EconomyTerms, balances: Balances): Economy {
    const economy = new Economy(inForce, new Balances(balances.entries()));
    for (const receipt of this.receipts.values())
      economy.tasks.resumed(receipt, inForce.prices, balances.of(holdAccount(receipt.key)) > 0);
    for (const [account] of balances.entries()) {
      const sessionId = account.startsWith('hold:') ? account.slice('hold:'.length) : undefined;
      const { gamerId, amount } = this.#set.get(account) ?? {};
      if (sessionId !== undefined && gamerId !== undefined && !this.receipts.has(sessionId))
        economy.sessionOpened(sessionId, gamerId, undefined, amount);
    }
    return economy;
  }
}

describe('any sequence of events', () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const frames = fc.nat(10_000);
  const event = fc.oneof(
    fc.record({ kind: fc.constant('open' as const), session: id, gamer: id }),
    fc.record({ kind: fc.constant('lease' as const), session: id, peer: id, lease: id }),
    fc.record({ kind: fc.constant('gamer' as const), session: id, peer: id, frames }),
    fc.record({ kind: fc.constant('helper' as const), lease: id, peer: id, frames }),
    fc.record({ kind: fc.constant('leaseEnded' as const), lease: id }),
    fc.record({ kind: fc.constant('sessionEnded' as const), session: id }),
    fc.record({ kind: fc.constant('task' as const), task: id, gamer: id }),
    fc.record({ kind: fc.constant('taskDone' as const), task: id, peer: id }),
    fc.record({ kind: fc.constant('taskFailed' as const), task: id }),
    fc.record({ kind: fc.constant('crash' as const) }),
    fc.record({ kind: fc.constant('settle' as const), recorded: fc.boolean(), meanwhile: fc.option(id) }),
  );

  it.each([true, false])(
    'leaves the sum zero, no hold below it, and each key once (funds required: %s)',
    (requireFunds) => {
      fc.assert(
        // Left to itself, the library keeps to some ten events.
        fc.property(fc.array(event, { maxLength: 80, size: 'max' }), (events) => {
          let economy = new Economy(
            terms({ requireFunds }),
            new Balances([
              [gamerAccount('a'), 5000],
              [ISSUE_ACCOUNT, -5000],
            ]),
          );
          const keys = new Set<string>();
          const disk = new Disk();
          const names = new Map<string, string>();
          let made = 0;
          const fresh = (kind: string, name: string) => {
            made += 1;
            names.set(`${kind}${name}`, `${name}${made}`);
            return `${name}${made}`;
          };
          const named = (kind: string, name: string) => names.get(`${kind}${name}`) ?? name;
          for (const one of events) {
            switch (one.kind) {
              case 'open':
                economy.sessionEnded(named('s', one.session));
                economy.sessionOpened(fresh('s', one.session), one.gamer, PARAMS);
                break;
              case 'lease':
                economy.leaseEnded(named('l', one.lease));
                economy.leaseOpened({
                  leaseId: fresh('l', one.lease),
                  sessionId: named('s', one.session),
                  peerId: one.peer,
                });
                break;
              case 'gamer':
                economy.gamerCounted(named('s', one.session), one.peer, one.frames);
                break;
              case 'helper':
                economy.helperCounted(named('l', one.lease), one.peer, one.frames);
                break;
              case 'leaseEnded':
                economy.leaseEnded(named('l', one.lease));
                break;
              case 'sessionEnded':
                economy.sessionEnded(named('s', one.session));
                break;
              case 'task':
                economy.tasks.failed(named('t', one.task));
                if (economy.mayStartTask(one.gamer, PARAMS))
                  economy.tasks.started(fresh('t', one.task), one.gamer, PARAMS);
                break;
              case 'taskDone':
                disk.keep(economy.tasks.receipt(named('t', one.task), one.peer, 1));
                economy.tasks.done(named('t', one.task), one.peer);
                break;
              case 'taskFailed':
                economy.tasks.failed(named('t', one.task));
                break;
              case 'crash':
                economy = disk.restarted(terms({ requireFunds }), economy.balances);
                break;
              case 'settle': {
                const batch = economy.plan(1);
                // A batch takes its time to be written.
                if (one.meanwhile) economy.tasks.failed(named('t', one.meanwhile));
                if (!one.recorded) break;
                for (const { key, amount } of batch.transfers) {
                  expect(keys.has(key)).toBe(false);
                  expect(amount).toBeGreaterThan(0);
                  keys.add(key);
                }
                disk.record(batch);
                economy.committed(batch);
              }
            }
            expect(economy.balances.total()).toBe(0);
            for (const [account, held] of economy.balances.entries())
              if (account.startsWith('hold:') || (requireFunds && account.startsWith('gamer:')))
                expect(held).toBeGreaterThanOrEqual(0);
          }
          for (const session of ['a', 'b', 'c']) economy.sessionEnded(named('s', session));
          for (const task of ['a', 'b', 'c']) economy.tasks.failed(named('t', task));
          for (let turn = 0; turn < 3; turn += 1) {
            const batch = economy.plan(1);
            disk.record(batch);
            economy.committed(batch);
          }
          expect(disk.receipts.size).toBe(0);
          expect(economy.balances.entries().filter(([account]) => account.startsWith('hold:'))).toEqual([]);
          expect(economy.tasks.keys()).toEqual([]);
          expect(['a', 'b', 'c'].map((gamer) => economy.tasks.promised(gamer))).toEqual([0, 0, 0]);
        }),
        { numRuns: 300 },
      );
    },
  );
});
