/** A simulated helper, in the terms of the project's contract. */
export interface HelperProfile {
  readonly peerId: string;
  /** One way through the network. */
  readonly baseLatencyMs: number;
  /** Share of orders that are answered at all, 0..1. */
  readonly reliability: number;
  /** Frames a second. */
  readonly maxThroughput: number;
  /** It says that it is this many times as quick as it is, and that nobody waits; 1 for an honest one. */
  readonly boast: number;
}

export interface Scenario {
  readonly seed: number;
  readonly helpers: number;
  readonly gamers: number;
  readonly fps: number;
  readonly deadlineMs: number;
  /** Links that a gamer keeps. */
  readonly warmLinks: number;
  readonly durationMs: number;
  /** Mean time between two stalls of one helper (another tab, a garbage collection), and their mean length. */
  readonly stallEveryMs: number;
  readonly stallMs: number;
  /** Mean time between two slow-downs of one helper (heat, a game of its own), their mean length and factor. */
  readonly slowEveryMs: number;
  readonly slowMs: number;
  readonly slowFactor: number;
  /** Mean life of a helper. It dies without a word; the coordinator notices a closed socket at once, a frozen one late. */
  readonly lifeMs: number;
  /** Share of helpers that lie about their speed and their queue, 0..1. */
  readonly liarShare: number;
  /** Kill the current helper of the first gamer then, if at all. */
  readonly killActiveAtMs?: number;
}

/** The design's scenario. Loads are `gamers`: at 24 helpers of about 75 fps, 6 gamers use a tenth of the pool. */
export const DESIGN_SCENARIO: Scenario = {
  seed: 1,
  helpers: 24,
  gamers: 6,
  fps: 30,
  deadlineMs: 100,
  warmLinks: 4,
  durationMs: 60_000,
  stallEveryMs: 15_000,
  stallMs: 250,
  slowEveryMs: 30_000,
  slowMs: 3_000,
  slowFactor: 4,
  lifeMs: 120_000,
  liarShare: 0,
};

/** Ten times the pool, and one helper in ten lies. */
export const CROWD_SCENARIO: Scenario = {
  ...DESIGN_SCENARIO,
  helpers: 240,
  durationMs: 20_000,
  liarShare: 0.1,
};

/** Gamers on the design's pool, by the share of its capacity that they use. */
export const LOADS = { light: 6, medium: 18, heavy: 36 } as const;
/** The same shares of the crowd's pool. */
export const CROWD_LOADS = { light: 60, medium: 180, heavy: 360 } as const;
export type Load = keyof typeof LOADS;
