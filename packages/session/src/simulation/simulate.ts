import { exponential, type Random, seededRandom } from '@p2c2g/transport';
import type { DispatchPolicy } from '../dispatch-types.ts';
import { Dispatcher } from '../dispatcher.ts';
import type { FrameSummary } from '../frame-tally.ts';
import { BASELINES, BaselinePolicy } from './baselines.ts';
import { EventQueue } from './event-queue.ts';
import type { HelperProfile, Scenario } from './scenario.ts';
import { SimGamer } from './sim-gamer.ts';
import { SimHelper } from './sim-helper.ts';

export interface SimulationResult {
  readonly policy: string;
  /** Over all gamers: frames upscaled and shown within the deadline, by frames shown. */
  readonly onTimeShare: number;
  readonly frames: {
    readonly shown: number;
    readonly upscaled: number;
    readonly local: number;
    readonly lost: number;
  };
  /** 95th percentile of capture to screen, mean over gamers. */
  readonly p95Ms: number;
  readonly largestGapMs: number;
  readonly gamers: readonly FrameSummary[];
}

/** Ours and the baselines, by name. */
export const POLICIES: Readonly<Record<string, (scenario: Scenario, random: Random) => DispatchPolicy>> = {
  p2c2g: ({ deadlineMs }, random) => new Dispatcher({ deadlineMs, random }),
  ...Object.fromEntries(
    Object.entries(BASELINES).map(([name, strategy]) => [name, () => new BaselinePolicy(strategy)]),
  ),
};

/** Until the coordinator hears of a dead helper and a new one is connected. */
const CLOSED_SOCKET_MS = 30;
const REFILL_MS = 300;
const REBIRTH_MS = 3_000;

/** A liar says that it is so many times as quick as it is. */
const LIE = 4;

/** Runs a scenario under a policy. The same scenario gives the same result, whatever ran before. */
export function simulate(policy: string, scenario: Scenario): SimulationResult {
  const pool = new Pool(policy, scenario);
  return pool.run();
}

class Pool {
  readonly #policy: string;
  readonly #scenario: Scenario;
  readonly #events = new EventQueue();
  readonly #random: Random;
  readonly #policyRandom: Random;
  readonly #helpers: SimHelper[] = [];
  readonly #gamers: SimGamer[] = [];
  #born = 0;

  constructor(policy: string, scenario: Scenario) {
    this.#policy = policy;
    this.#scenario = scenario;
    this.#random = seededRandom(scenario.seed);
    this.#policyRandom = seededRandom(scenario.seed + 1);
    for (let i = 0; i < scenario.helpers; i++) this.#bear();
    for (let i = 0; i < scenario.gamers; i++) this.#seat();
    if (scenario.killActiveAtMs !== undefined)
      this.#events.at(scenario.killActiveAtMs, () => this.#killActive());
  }

  run(): SimulationResult {
    const { durationMs } = this.#scenario;
    this.#events.runUntil(durationMs);
    return totalOf(
      this.#policy,
      this.#gamers.map((gamer) => gamer.ledger.report(durationMs)),
    );
  }

  /** A helper of its own speed, distance and luck: its life is the same under every policy. */
  #bear(): void {
    const { seed, liarShare } = this.#scenario;
    const random = seededRandom(seed * 1_000 + this.#born);
    const profile: HelperProfile = {
      peerId: `helper-${this.#born++}`,
      baseLatencyMs: 2 + 8 * random(),
      reliability: 0.999,
      maxThroughput: 40 + 70 * random(),
      boast: liarShare > 0 && random() < liarShare ? LIE : 1,
    };
    const helper = new SimHelper(profile, this.#events, random);
    helper.live(this.#scenario);
    this.#helpers.push(helper);
    this.#events.after(exponential(random, this.#scenario.lifeMs), () => this.#die(helper, random() < 0.5));
  }

  #die(helper: SimHelper, closesItsSocket: boolean): void {
    if (!helper.isAlive) return;
    helper.die();
    this.#helpers.splice(this.#helpers.indexOf(helper), 1);
    this.#events.after(REBIRTH_MS, () => this.#bear());
    if (closesItsSocket) this.#events.after(CLOSED_SOCKET_MS, () => this.#lose(helper));
  }

  #killActive(): void {
    const helper = this.#gamers[0]?.lastHelper;
    if (helper) this.#die(helper, false);
  }

  #lose(helper: SimHelper): void {
    for (const gamer of this.#gamers) this.#replace(gamer, helper);
  }

  #replace(gamer: SimGamer, helper: SimHelper): void {
    if (!gamer.links.has(helper.profile.peerId)) return;
    gamer.removeLink(helper);
    this.#events.after(REFILL_MS, () => this.#place(gamer));
  }

  #seat(): void {
    const policy = POLICIES[this.#policy]!(this.#scenario, this.#policyRandom);
    const gamer: SimGamer = new SimGamer(policy, this.#events, this.#scenario, (helper) =>
      this.#replace(gamer, helper),
    );
    for (let i = 0; i < this.#scenario.warmLinks; i++) this.#place(gamer);
    gamer.start((this.#random() * 1_000) / this.#scenario.fps);
    this.#gamers.push(gamer);
  }

  /** Power of two choices among the helpers that the gamer lacks. */
  #place(gamer: SimGamer): void {
    const others = this.#helpers.filter((helper) => !gamer.links.has(helper.profile.peerId));
    const pick = () => others[Math.floor(this.#random() * others.length)];
    const [a, b] = [pick(), pick()];
    if (a && b) gamer.addLink(costOf(a) <= costOf(b) ? a : b);
  }
}

function costOf(helper: SimHelper): number {
  return helper.profile.baseLatencyMs + helper.toldServiceMs * (1 + helper.links);
}

function totalOf(policy: string, gamers: readonly FrameSummary[]): SimulationResult {
  const sum = (value: (summary: FrameSummary) => number) => gamers.reduce((all, one) => all + value(one), 0);
  const upscaled = sum((g) => g.frames.upscaled);
  const local = sum((g) => g.frames.local);
  const lost = sum((g) => g.frames.lost);
  const shown = upscaled + local + lost;
  return {
    policy,
    onTimeShare: sum((g) => g.frames.onTime) / shown,
    frames: { shown, upscaled, local, lost },
    p95Ms: sum((g) => g.stagesMs.total.p95) / gamers.length,
    largestGapMs: Math.max(...gamers.map((g) => g.largestGapMs)),
    gamers,
  };
}
