import { seededRandom } from '@p2c2g/transport';
import { Dispatcher } from '../dispatcher.ts';
import { EventQueue } from './event-queue.ts';
import { DESIGN_SCENARIO } from './scenario.ts';
import { SimGamer } from './sim-gamer.ts';
import { SimHelper } from './sim-helper.ts';

/** How the current helper is lost: it hangs and nobody is told, its socket closes too, or it says farewell. */
export const LOSSES = ['frozen', 'killed', 'farewell'] as const;
export type Loss = (typeof LOSSES)[number];

export interface FailoverScenario {
  readonly loss: Loss;
  readonly fps: number;
  readonly helpers: number;
  /** One way through the network, without its jitter. */
  readonly tripMs: number;
  /** One frame at a helper. */
  readonly serviceMs: number;
}

/** By then links have settled. */
const LOST_AFTER_MS = 4_000;
/** Gaps are looked for so long after: several times what any of the ways to notice takes. */
const SPAN_MS = 600;
/** From a closed socket at the coordinator to the gamer that is told of it. */
const TOLD_MS = 30;

/**
 * The longest time between two frames of helpers when the current one is lost at a random instant, for `count` losses, in ms. What the
 * policy itself takes: no thread is ever busy with anything else.
 */
export function failoverGaps(scenario: FailoverScenario, count: number): number[] {
  return Array.from({ length: count }, (_, i) => gapMs(scenario, i + 1));
}

function gapMs(scenario: FailoverScenario, seed: number): number {
  const { loss, tripMs } = scenario;
  const random = seededRandom(seed);
  const events = new EventQueue();
  const policy = new Dispatcher({ deadlineMs: DESIGN_SCENARIO.deadlineMs, random });
  const shownMs: number[] = [];
  const gamer: SimGamer = new SimGamer(
    policy,
    events,
    { ...DESIGN_SCENARIO, fps: scenario.fps },
    (helper) => gamer.removeLink(helper),
    (outcome) => {
      if (outcome === 'upscaled') shownMs.push(events.nowMs);
    },
  );
  for (let i = 0; i < scenario.helpers; i++) gamer.addLink(helperOf(scenario, i, seed, events));
  gamer.start(0);
  const lostAtMs = LOST_AFTER_MS + 1_000 * random();
  events.at(lostAtMs, () => {
    const victim = gamer.links.get(policy.snapshot(lostAtMs).activeLinkId!)!;
    victim.die();
    if (loss === 'killed') events.after(TOLD_MS, () => gamer.doubtLink(victim));
    if (loss === 'farewell') events.after(tripMs, () => gamer.removeLink(victim));
  });
  events.runUntil(lostAtMs + SPAN_MS);
  const firstAt = shownMs.findIndex((atMs) => atMs > lostAtMs);
  const times = [...shownMs.slice(Math.max(0, firstAt - 1)), lostAtMs + SPAN_MS];
  return Math.max(...times.slice(1).map((atMs, i) => atMs - times[i]!));
}

function helperOf(
  { tripMs, serviceMs }: FailoverScenario,
  i: number,
  seed: number,
  events: EventQueue,
): SimHelper {
  const profile = {
    peerId: `helper-${i}`,
    baseLatencyMs: tripMs,
    reliability: 1,
    maxThroughput: 1_000 / serviceMs,
    boast: 1,
  };
  return new SimHelper(profile, events, seededRandom(seed * 1_000 + i));
}
