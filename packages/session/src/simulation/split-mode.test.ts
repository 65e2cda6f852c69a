/** Pictures shared by simulated helpers: the real dispatcher, shares and queues, on a clock that is moved by hand. */
import { seededRandom } from '@p2c2g/transport';
import { describe, expect, it } from 'vitest';
import { Dispatcher } from '../dispatcher.ts';
import { SplitMode, type SplitPolicy } from '../split-mode.ts';
import { EventQueue } from './event-queue.ts';
import { SimHelper } from './sim-helper.ts';

const ROWS = 720;
const FPS = 30;
const DEADLINE_MS = 100;

interface Plan {
  readonly policy: SplitPolicy;
  /** Frames a second of each helper. */
  readonly speeds: readonly number[];
  readonly seconds: number;
  /** All on one processor: bands take twice as long as the helpers' speeds say. */
  readonly oneProcessor?: boolean;
  /** The first helper is this many times slower from half time on. */
  readonly slower?: number;
  /** The first helper dies at half time. */
  readonly dies?: boolean;
}

interface Outcome {
  readonly meanMs: { readonly early: number; readonly late: number };
  readonly onTimeShare: number;
  /** Share of frames that were given out in bands, and the first helper's rows in the last one. */
  readonly splitShare: { readonly early: number; readonly late: number };
  readonly firstRows: number;
}

interface Taken {
  readonly atMs: number;
  readonly ms: number;
  readonly split: boolean;
}

class SharedPictures {
  readonly #plan: Plan;
  readonly #events = new EventQueue();
  readonly #random = seededRandom(7);
  readonly #dispatcher = new Dispatcher({ deadlineMs: DEADLINE_MS, random: this.#random });
  readonly #mode: SplitMode;
  readonly #helpers = new Map<string, SimHelper>();
  readonly #waiting = new Map<number, Set<number>>();
  readonly #took: Taken[] = [];
  readonly #shares = new Map<number, number>();
  #firstRows = 0;
  #sent = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#mode = new SplitMode({ rows: ROWS, policy: plan.policy });
    for (const [i, speed] of plan.speeds.entries()) {
      const profile = {
        peerId: `h${i}`,
        baseLatencyMs: 2,
        reliability: 1,
        maxThroughput: speed,
        boast: 1,
      };
      const helper = new SimHelper(profile, this.#events, this.#random);
      this.#helpers.set(profile.peerId, helper);
      this.#dispatcher.addLink(profile.peerId, { netMs: 4, serviceMs: helper.toldServiceMs }, 0);
    }
  }

  run(): Outcome {
    const endMs = 1_000 * this.#plan.seconds;
    for (let atMs = 0; atMs < endMs; atMs += 1_000 / FPS) this.#events.at(atMs, () => this.#frame());
    if (this.#plan.dies)
      this.#events.at(endMs / 2, () => {
        this.#helpers.get('h0')!.die();
      });
    this.#events.runUntil(endMs + 300);
    const half = (late: boolean) => this.#took.filter(({ atMs }) => atMs >= endMs / 2 === late);
    const mean = (list: Taken[]) => list.reduce((sum, { ms }) => sum + ms, 0) / list.length;
    const split = (list: Taken[]) => list.filter((each) => each.split).length / list.length;
    return {
      meanMs: { early: mean(half(false)), late: mean(half(true)) },
      onTimeShare: this.#took.filter(({ ms }) => ms <= DEADLINE_MS).length / this.#sent,
      splitShare: { early: split(half(false)), late: split(half(true)) },
      firstRows: this.#firstRows,
    };
  }

  #frame(): void {
    const nowMs = this.#events.nowMs;
    for (const [id, helper] of this.#helpers) if (helper.isAlive) this.#dispatcher.onTraffic(id, nowMs);
    this.#act();
    const frameId = this.#sent++;
    const bands = this.#mode.bands(this.#dispatcher.snapshot(nowMs).links, nowMs);
    if (bands.length === 0) return this.#whole(frameId, nowMs);
    this.#firstRows = bands.find(({ linkId }) => linkId === 'h0')?.height ?? 0;
    this.#waiting.set(frameId, new Set(bands.map((_, i) => i + 1)));
    for (const [i, { linkId, height }] of bands.entries()) {
      const part = frameId * 8 + i + 1;
      const share = height / ROWS;
      this.#shares.set(part, share);
      const decision = this.#dispatcher.dispatchBand(part, linkId, share, nowMs, nowMs);
      if (decision.type === 'link') this.#order(part, decision.linkId, share, nowMs);
    }
  }

  #whole(frameId: number, nowMs: number): void {
    this.#waiting.set(frameId, new Set([0]));
    const decision = this.#dispatcher.dispatch(frameId * 8, nowMs);
    if (decision.type !== 'link') return;
    this.#order(frameId * 8, decision.linkId, 1, nowMs);
    if (decision.rehearsalLinkId) this.#order(frameId * 8, decision.rehearsalLinkId, 1, nowMs);
  }

  #order(part: number, linkId: string, share: number, capturedMs: number): void {
    const helper = this.#helpers.get(linkId)!;
    this.#events.after(helper.tripMs(), () =>
      helper.order(
        capturedMs + DEADLINE_MS,
        {
          receipt: () => {},
          answer: (answer) =>
            this.#events.after(helper.tripMs(), () => {
              const nowMs = this.#events.nowMs;
              if (!answer.ok) this.#dispatcher.onRefusal(part, linkId, 'late', nowMs);
              else if (this.#dispatcher.onResult(part, linkId, answer, nowMs) === 'first')
                this.#arrive(part, capturedMs);
              this.#act();
            }),
        },
        share * this.#factor(helper, share),
      ),
    );
  }

  #factor(helper: SimHelper, share: number): number {
    const { oneProcessor, slower = 1, seconds } = this.#plan;
    const isSlower = helper === this.#helpers.get('h0') && this.#events.nowMs >= 500 * seconds;
    const isShared = oneProcessor && share < 1;
    return (isSlower ? slower : 1) * (isShared ? 2 : 1);
  }

  #arrive(part: number, capturedMs: number): void {
    const frameId = Math.floor(part / 8);
    const waiting = this.#waiting.get(frameId);
    if (!waiting?.delete(part % 8) || waiting.size > 0) return;
    const split = part % 8 !== 0;
    this.#took.push({ atMs: capturedMs, ms: this.#events.nowMs - capturedMs, split });
  }

  /** Hedges and retries; the dispatcher is asked at every event and frame, which is often enough here. */
  #act(): void {
    for (const action of this.#dispatcher.tick(this.#events.nowMs)) {
      if (action.type !== 'hedge' && action.type !== 'retry') continue;
      const frame = Math.floor(action.frameId / 8);
      this.#order(
        action.frameId,
        action.linkId,
        this.#shares.get(action.frameId) ?? 1,
        (frame * 1_000) / FPS,
      );
    }
  }
}
const play = (plan: Plan): Outcome => new SharedPictures(plan).run();

describe('pictures shared by simulated helpers', () => {
  const TWO = { speeds: [25, 25], seconds: 20 } as const;

  it('are ready sooner than one helper alone has them, and are shared without being told to', () => {
    const alone = play({ ...TWO, policy: 'solo' });
    const shared = play({ ...TWO, policy: 'auto' });
    expect(alone.splitShare.late).toBe(0);
    expect(shared.splitShare.late).toBe(1);
    expect(shared.meanMs.late).toBeLessThan(0.75 * alone.meanMs.late);
    expect(shared.onTimeShare).toBeGreaterThanOrEqual(alone.onTimeShare);
  });

  it('are not shared where that saves a player nothing', () => {
    expect(play({ speeds: [90, 90], seconds: 10, policy: 'auto' }).splitShare.late).toBe(0);
  });

  it('are shared anew when a helper slows down', () => {
    const steady = play({ ...TWO, policy: 'auto' });
    const drifting = play({ ...TWO, policy: 'auto', slower: 3 });
    expect(drifting.firstRows).toBeLessThan(0.7 * steady.firstRows);
    expect(drifting.onTimeShare).toBeGreaterThan(0.97);
  });

  it('go to one helper again when sharing did not help', () => {
    const { splitShare } = play({ ...TWO, policy: 'auto', oneProcessor: true });
    expect(splitShare.early + splitShare.late).toBeGreaterThan(0);
    expect(splitShare.late).toBeLessThan(0.5);
  });

  it('go on when one of the helpers dies', () => {
    const { onTimeShare, splitShare } = play({
      speeds: [25, 25, 25],
      seconds: 20,
      policy: 'split',
      dies: true,
    });
    expect(onTimeShare).toBeGreaterThan(0.97);
    expect(splitShare.late).toBeGreaterThan(0.9);
  });
});
