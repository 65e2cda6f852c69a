import type { PathState } from './path-meter.ts';

export interface RateLimits {
  readonly startBps: number;
  readonly minBps: number;
  /** What the picture can use, or what a data saver allows. */
  readonly maxBps: number;
  /** Of what the line delivers so much is used, {@link MAX_SHARE} unless less is asked for. */
  readonly share?: number;
}

/** The rest lets a queue drain and others in. */
const MAX_SHARE = 0.85;
/** ... and less while a long queue waits, for it is late as a whole until it is gone. */
const SHARE_WITH_LONG_QUEUE = 0.6;
const LONG_QUEUE_MS = 60;
/** After a cut the queue takes a while to empty: one that is told of meanwhile is still the old one. */
const CUT_EVERY_MS = 300;
/** A single large frame looks like a filling line for two reports; a line that fills goes on. */
const REPORTS_TO_BELIEVE = 3;
/** Beyond what the line can carry by so much: no stream of single frames, however seldom they come, is quick enough on it. */
const FAR_TOO_MUCH = 1.25;
/** What is beyond it by less may be the measure's error; with each report so much of it is given back, or the largest error would stay. */
const BACK_TO_ROOM = 0.05;
/** Growth for each second, while far from where the line last filled ... */
const FAST_GROWTH = 1.0;
/** ... and while packets that came one right after another tell of a line that carries more than twice as much. */
const FASTEST_GROWTH = 2.5;
const MUCH_ROOM = 2;
/** ... and close to it: what is added is the same for everyone, so that two who share a line come to share it evenly. */
const SLOW_GROWTH_OF_CAPACITY = 0.03;
const SLOW_GROWTH_BPS = 40_000;
/**
 * The longer ago the cut, the more: the line may have become wider since. Everyone who shares it was told of the queue in the same moment
 * and grows alike. As in CUBIC (RFC 9438), flat at first and steeper with time.
 */
const STEEPER_AFTER_MS = 2_500;
/** No growth this soon after a cut. */
const PATIENCE_MS = 400;
/** The rate at which the line filled is forgotten after so long: capacity may be new. */
const MEMORY_MS = 6_000;
/** Rates within this share of where the line last filled are close to it. */
const CLOSE = 0.75;
/** Who had so much of the capacity when the line filled was alone on it, and may trust a capacity that grew by so much. */
const ALONE = 0.75;
const GROWN = 1.25;
/** A queue that stays through so many cuts is not ours: another sender keeps it full. Then this share of the capacity is kept. */
const CUTS_IN_VAIN = 4;
const CONTESTED_SHARE = 0.35;
/** Who takes less than this of what the line carries does not fill it: something else is slow, a busy receiver most of all. */
const SMALL_SHARE = 0.2;
/** Random loss is parity's affair; beyond this it is a queue that overflows. */
const HEAVY_LOSS = 0.1;

/**
 * How fast to send: up while the line is steady, down to a share of what is delivered when its queue fills. Multiplicative down, additive
 * up near the limit: what makes senders on one line share it evenly (Chiu and Jain, "Analysis of the increase and decrease
 * algorithms for congestion avoidance", 1989).
 */
export class RateController {
  #limits: RateLimits;
  #targetBps: number;
  #lastMs: number | undefined;
  #lastCutMs = Number.NEGATIVE_INFINITY;
  /** Where the line filled last, and whether others were on it. */
  #ceilingBps: number | undefined;
  #alone = false;
  #fullReports = 0;
  #tooMuchReports = 0;
  #cutsInVain = 0;
  /** What to go on with when the queue is gone that a deep cut was made for. */
  #resumeBps: number | undefined;

  constructor(limits: RateLimits) {
    this.#limits = limits;
    this.#targetBps = limits.startBps;
  }

  get targetBps(): number {
    return this.#targetBps;
  }

  set limits(limits: RateLimits) {
    this.#limits = limits;
    this.#targetBps = this.#bounded(this.#targetBps);
  }

  get #share(): number {
    return Math.min(MAX_SHARE, this.#limits.share ?? MAX_SHARE);
  }

  /** Takes the path's state after each report; returns the rate to send at, all packets counted. */
  update(path: PathState, nowMs: number): number {
    const sinceMs = this.#lastMs === undefined ? 0 : Math.min(500, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
    const small = this.#targetBps < SMALL_SHARE * (path.capacityBps ?? 0);
    const full = (path.line === 'filling' && !small) || path.loss.rate > HEAVY_LOSS;
    this.#fullReports = full ? this.#fullReports + 1 : 0;
    if (path.line === 'steady') this.#cutsInVain = 0;
    if (full) this.#tooMuchReports = 0;
    else this.#keepWithinRoom(path);
    if (this.#fullReports >= REPORTS_TO_BELIEVE) this.#cut(path, nowMs);
    else if (path.line === 'steady') {
      this.#resume();
      this.#grow(path, sinceMs / 1000, nowMs);
    }
    return this.#targetBps;
  }

  /**
   * Frames that come seldom fill no queue, and each is late all the same when it is as large as ten would be on that line. Their own
   * spread tells.
   */
  #keepWithinRoom({ deliveredBps = 0, capacityBps }: PathState): void {
    const roomBps = this.#share * Math.max(deliveredBps, capacityBps ?? Number.POSITIVE_INFINITY);
    this.#tooMuchReports = this.#targetBps > FAR_TOO_MUCH * roomBps ? this.#tooMuchReports + 1 : 0;
    if (this.#tooMuchReports >= REPORTS_TO_BELIEVE) this.#targetBps = this.#bounded(roomBps);
    else if (capacityBps !== undefined && capacityBps >= deliveredBps && this.#targetBps > roomBps)
      this.#targetBps = this.#bounded(this.#targetBps - BACK_TO_ROOM * (this.#targetBps - roomBps));
  }

  #cut({ deliveredBps, capacityBps, standingMs }: PathState, nowMs: number): void {
    if (nowMs - this.#lastCutMs < CUT_EVERY_MS) return;
    this.#lastCutMs = nowMs;
    this.#cutsInVain += 1;
    const carriedBps = Math.min(
      this.#targetBps,
      deliveredBps ?? Number.POSITIVE_INFINITY,
      capacityBps ?? Number.POSITIVE_INFINITY,
    );
    this.#ceilingBps = carriedBps;
    this.#alone = (deliveredBps ?? 0) > ALONE * (capacityBps ?? Number.POSITIVE_INFINITY);
    const share = standingMs > LONG_QUEUE_MS ? Math.min(SHARE_WITH_LONG_QUEUE, this.#share) : this.#share;
    const contested = this.#cutsInVain > CUTS_IN_VAIN ? CONTESTED_SHARE * (capacityBps ?? 0) : 0;
    this.#resumeBps = share < this.#share ? carriedBps * this.#share : undefined;
    this.#targetBps = this.#bounded(Math.max(carriedBps * share, contested));
  }

  /** The queue is gone: goes on at its share of what came through while the line was full. */
  #resume(): void {
    if (this.#resumeBps === undefined) return;
    this.#targetBps = this.#bounded(Math.max(this.#targetBps, this.#resumeBps));
    this.#resumeBps = undefined;
  }

  #grow({ deliveredBps, capacityBps }: PathState, seconds: number, nowMs: number): void {
    if (nowMs - this.#lastCutMs < PATIENCE_MS) return;
    const roomBps = this.#share * (capacityBps ?? Number.POSITIVE_INFINITY);
    if (nowMs - this.#lastCutMs > MEMORY_MS || (this.#alone && roomBps > GROWN * (this.#ceilingBps ?? 0)))
      this.#ceilingBps = undefined;
    const close = this.#ceilingBps !== undefined && this.#targetBps > CLOSE * this.#ceilingBps;
    const muchRoom = capacityBps !== undefined && roomBps > MUCH_ROOM * this.#targetBps;
    const grownBps = close
      ? this.#targetBps + this.#slowGrowthBps(capacityBps, nowMs) * seconds
      : this.#targetBps * (1 + (muchRoom ? FASTEST_GROWTH : FAST_GROWTH) * seconds);
    // What is not used cannot be measured: no more than half beyond what came through lately.
    const provenBps = Math.max(1.5 * (deliveredBps ?? Number.POSITIVE_INFINITY), this.#limits.minBps);
    this.#targetBps = this.#bounded(Math.max(this.#targetBps, Math.min(grownBps, provenBps, roomBps)));
  }

  /** Bits a second for each second. */
  #slowGrowthBps(capacityBps: number | undefined, nowMs: number): number {
    const least = Math.max(SLOW_GROWTH_BPS, SLOW_GROWTH_OF_CAPACITY * (capacityBps ?? 0));
    return least * (1 + ((nowMs - this.#lastCutMs) / STEEPER_AFTER_MS) ** 2);
  }

  #bounded(bps: number): number {
    return Math.round(Math.max(this.#limits.minBps, Math.min(this.#limits.maxBps, bps)));
  }
}
