/**
 * Helpers die and come, sessions go on: a real coordinator over real sockets, and every second a look at whether what the
 * two ends of each lease believe is the same.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCoordinator } from '../../apps/signal/src/server.ts';
import { openDatabase } from '../../apps/signal/src/store/database.ts';
import { checkLedger } from '../../apps/signal/src/store/ledger-check.ts';
import { ChurnGamer, ChurnHelper, LINKS } from './peers.ts';

export interface ChurnOptions {
  readonly helpers: number;
  readonly sessions: number;
  readonly seconds: number;
  readonly diePerSecond: number;
  readonly random: () => number;
  readonly onSecond?: (row: Second) => void;
}

export interface Second {
  readonly second: number;
  /** Leases that both ends know. */
  readonly leases: number;
  readonly unserved: number;
  readonly rssMb: number;
}

export interface ChurnReport {
  readonly died: number;
  readonly assigned: number;
  readonly seconds: readonly Second[];
  /** What ought never to be: a helper given out twice, a lease that one end alone knows for longer than a moment. */
  readonly violations: readonly string[];
  /** Sessions without all their links after the last death. */
  readonly lost: number;
  readonly ledgerProblems: readonly unknown[];
  readonly ledgerRows: number;
}

/** A word on its way is no disagreement: it counts when it is seen so often in a row. */
const SEEN_IN_A_ROW = 4;
const SETTLE_LIMIT_MS = 60_000;
const MOST_SOCKETS = 16_000;
const POLITE_SHARE = 0.3;
/** A gamer leaves and comes back now and then, too. */
const GAMER_LEAVES_EVERY_S = 3;

export async function churn(options: ChurnOptions): Promise<ChurnReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'p2c2g-churn-'));
  try {
    const coordinator = await startCoordinator(settings(dataDir));
    const world = new ChurnWorld(options, coordinator.url);
    try {
      await world.run();
    } finally {
      world.end();
      await coordinator.close();
    }
    return { ...world.report(), ...(await auditLedger(dataDir)) };
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

const settings = (dataDir: string): Parameters<typeof startCoordinator>[0] => ({
  coordinator: {
    listen_port: 0,
    log_level: 'error',
    max_peers: MOST_SOCKETS,
    max_sessions: MOST_SOCKETS,
    max_connections: MOST_SOCKETS,
    heartbeat_timeout_ms: 15_000,
    registration_timeout_ms: 30_000,
  },
  // All come from one address.
  limits: {
    connections_per_address: MOST_SOCKETS,
    connects_per_second: 100_000,
    requests_per_second: 100_000,
    shed_event_loop_ms: 0,
  },
  economy: { settle_seconds: 5 },
  database: { type: 'sqlite', data_dir: dataDir },
});

async function auditLedger(dataDir: string) {
  const database = await openDatabase({ type: 'sqlite', dataDir });
  try {
    const ledgerProblems = await checkLedger(database.db);
    const { rows } = await database.db
      .selectFrom('transfers')
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    return { ledgerProblems, ledgerRows: Number(rows) };
  } finally {
    await database.close();
  }
}

class ChurnWorld {
  readonly #options: ChurnOptions;
  readonly #url: string;
  readonly #helpers = new Map<string, ChurnHelper>();
  #gamers: ChurnGamer[] = [];
  readonly #violations: string[] = [];
  readonly #seconds: Second[] = [];
  /** Disagreements, and how many looks in a row have seen them. */
  #doubts = new Map<string, number>();
  #named = 0;
  #died = 0;
  #lost = 0;
  #assignedBefore = 0;

  constructor(options: ChurnOptions, url: string) {
    this.#options = options;
    this.#url = url;
  }

  async run(): Promise<void> {
    const { helpers, sessions, seconds } = this.#options;
    for (let n = 0; n < helpers; n += 1) await this.#addHelper();
    for (let n = 0; n < sessions; n += 1) await this.#addGamer();
    for (let second = 1; second <= seconds; second += 1) {
      const nextMs = performance.now() + 1_000;
      await this.#second(second);
      await pause(Math.max(0, nextMs - performance.now()));
    }
    await this.#settle();
  }

  report(): Omit<ChurnReport, 'ledgerProblems' | 'ledgerRows'> {
    return {
      died: this.#died,
      assigned: this.#assignedBefore,
      seconds: this.#seconds,
      violations: this.#violations,
      lost: this.#lost,
    };
  }

  end(): void {
    this.#assignedBefore += this.#gamers.reduce((sum, { assigned }) => sum + assigned, 0);
    for (const gamer of this.#gamers) gamer.leave();
    for (const helper of this.#helpers.values()) helper.die(true);
  }

  async #second(second: number): Promise<void> {
    const { diePerSecond, random, onSecond } = this.#options;
    const victims = Math.floor(diePerSecond) + (random() < diePerSecond % 1 ? 1 : 0);
    for (let n = 0; n < victims; n += 1) {
      this.#killOne();
      await this.#addHelper();
    }
    if (second % GAMER_LEAVES_EVERY_S === 0) await this.#replaceGamer();
    this.#beat();
    this.#look();
    const row = {
      second,
      leases: this.#gamers.reduce((sum, { held }) => sum + held.size, 0),
      unserved: this.#unserved(),
      rssMb: process.memoryUsage().rss / 2 ** 20,
    };
    this.#seconds.push(row);
    onSecond?.(row);
  }

  /** Nobody dies any more: in the end all have all. */
  async #settle(): Promise<void> {
    const end = performance.now() + SETTLE_LIMIT_MS;
    while (performance.now() < end && (this.#incomplete() > 0 || this.#doubts.size > 0)) {
      this.#beat();
      this.#look();
      await pause(250);
    }
    this.#lost = this.#incomplete();
    for (const doubt of this.#doubts.keys()) this.#violations.push(doubt);
  }

  #beat(): void {
    for (const helper of this.#helpers.values()) helper.beat();
    for (const gamer of this.#gamers) gamer.second();
  }

  /** What both ends of every lease say of it. */
  #look(): void {
    const seen = new Set<string>();
    for (const gamer of this.#gamers)
      for (const [leaseId, { peer_id }] of gamer.held)
        if (!this.#helpers.get(peer_id)?.held.has(leaseId)) seen.add(`${gamer.id} alone knows ${leaseId}`);
    const known = new Set(this.#gamers.flatMap(({ held }) => [...held.keys()]));
    for (const helper of this.#helpers.values())
      for (const leaseId of helper.held.keys())
        if (!known.has(leaseId)) seen.add(`${helper.id} alone knows ${leaseId}`);
    this.#doubts = new Map([...seen].map((doubt) => [doubt, (this.#doubts.get(doubt) ?? 0) + 1]));
    for (const [doubt, times] of this.#doubts) if (times === SEEN_IN_A_ROW) this.#violations.push(doubt);
  }

  #unserved(): number {
    return this.#gamers.filter(({ held }) => held.size === 0).length;
  }

  #incomplete(): number {
    return this.#gamers.filter(({ held }) => held.size < LINKS).length;
  }

  async #addHelper(): Promise<void> {
    this.#named += 1;
    const helper = new ChurnHelper(`h${this.#named}`, (violation) => this.#violations.push(violation));
    await helper.join(this.#url);
    this.#helpers.set(helper.id, helper);
  }

  async #addGamer(): Promise<void> {
    this.#named += 1;
    const gamer = new ChurnGamer(`g${this.#named}`);
    await gamer.join(this.#url);
    this.#gamers.push(gamer);
  }

  #killOne(): void {
    const all = [...this.#helpers.values()];
    const busy = all.filter(({ held }) => held.size > 0);
    const from = busy.length > 0 ? busy : all;
    const victim = from[Math.floor(this.#options.random() * from.length)]!;
    victim.die(this.#options.random() < POLITE_SHARE);
    this.#helpers.delete(victim.id);
    this.#died += 1;
  }

  async #replaceGamer(): Promise<void> {
    const [gone] = this.#gamers.splice(Math.floor(this.#options.random() * this.#gamers.length), 1);
    if (!gone) return;
    this.#assignedBefore += gone.assigned;
    gone.leave();
    await this.#addGamer();
  }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export const isSound = ({ violations, lost, ledgerProblems }: ChurnReport): boolean =>
  violations.length === 0 && lost === 0 && ledgerProblems.length === 0;
