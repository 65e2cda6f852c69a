import type { Action, DispatchPolicy } from '../dispatch-types.ts';
import { FrameLedger } from '../frame-ledger.ts';
import type { FrameOutcome } from '../frame-tally.ts';
import { Presenter, type Show } from '../presenter.ts';
import type { EventQueue } from './event-queue.ts';
import type { Scenario } from './scenario.ts';
import type { Answer, SimHelper } from './sim-helper.ts';

/** The gamer's own decoding of a result. */
const DECODE_MS = 1;

/** Heartbeats of a link. */
const HEARTBEAT_MS = 250;

/** A gamer with the real presenter and ledger, and whichever policy is under test. */
export class SimGamer {
  readonly ledger: FrameLedger;
  readonly links = new Map<string, SimHelper>();
  readonly #policy: DispatchPolicy;
  readonly #presenter: Presenter<number>;
  readonly #events: EventQueue;
  readonly #scenario: Scenario;
  readonly #onLinkDead: (helper: SimHelper) => void;
  readonly #onShown: (outcome: FrameOutcome) => void;
  #frameId = 0;
  #startMs = 0;
  #wakeAtMs = Number.POSITIVE_INFINITY;
  /** Where the last frame went first. */
  lastHelper: SimHelper | undefined;

  constructor(
    policy: DispatchPolicy,
    events: EventQueue,
    scenario: Scenario,
    onLinkDead: (helper: SimHelper) => void,
    onShown: (outcome: FrameOutcome) => void = () => {},
  ) {
    const { deadlineMs } = scenario;
    this.#policy = policy;
    this.#events = events;
    this.#scenario = scenario;
    this.#onLinkDead = onLinkDead;
    this.#onShown = onShown;
    this.#presenter = new Presenter({ deadlineMs, discard: () => {} });
    this.ledger = new FrameLedger({ deadlineMs, nowMs: 0 });
  }

  start(atMs: number): void {
    this.#startMs = atMs;
    this.#events.at(atMs, () => this.#nextFrame());
  }

  addLink(helper: SimHelper): void {
    const { peerId, baseLatencyMs } = helper.profile;
    this.links.set(peerId, helper);
    helper.links++;
    const estimate = { netMs: 2 * baseLatencyMs, serviceMs: helper.toldServiceMs };
    this.#policy.addLink(peerId, estimate, this.#events.nowMs);
    this.#heartbeat(helper);
  }

  removeLink(helper: SimHelper): void {
    if (!this.links.delete(helper.profile.peerId)) return;
    helper.links--;
    this.#act(this.#policy.removeLink(helper.profile.peerId, this.#events.nowMs));
    this.#planWake();
  }

  /** The coordinator says that it lost this helper. */
  doubtLink(helper: SimHelper): void {
    this.#act(this.#policy.doubt?.(helper.profile.peerId, this.#events.nowMs) ?? []);
    this.#planWake();
  }

  #nextFrame(): void {
    const nowMs = this.#events.nowMs;
    const frameId = this.#frameId++;
    this.ledger.sent(frameId, nowMs);
    this.#show(this.#presenter.expect(frameId, nowMs, nowMs));
    const decision = this.#policy.dispatch(frameId, nowMs);
    if (decision.type === 'link') {
      this.lastHelper = this.links.get(decision.linkId);
      this.#order(frameId, decision.linkId, nowMs);
      if (decision.rehearsalLinkId) this.#order(frameId, decision.rehearsalLinkId, nowMs);
    } else {
      if (decision.probeLinkId) this.#order(frameId, decision.probeLinkId, nowMs);
      this.#show(this.#presenter.replace(frameId, nowMs));
    }
    this.#planWake();
    this.#events.after(1_000 / this.#scenario.fps, () => this.#nextFrame());
  }

  #order(frameId: number, linkId: string, captureMs: number): void {
    const helper = this.links.get(linkId);
    if (!helper) return;
    const deadlineAtMs = captureMs + this.#scenario.deadlineMs - helper.profile.baseLatencyMs - DECODE_MS;
    const sentMs = this.#events.nowMs;
    this.#events.after(helper.tripMs(), () => {
      helper.order(deadlineAtMs, {
        receipt: (queueLength) =>
          this.#events.after(helper.tripMs(), () => this.#receipt(frameId, helper, sentMs, queueLength)),
        answer: (answer) =>
          this.#events.after(helper.tripMs() + DECODE_MS, () => this.#receive(frameId, helper, answer)),
      });
    });
  }

  #receipt(frameId: number, helper: SimHelper, sentMs: number, queueLength: number): void {
    const { peerId } = helper.profile;
    if (this.links.get(peerId) !== helper) return;
    const nowMs = this.#events.nowMs;
    this.#policy.onReceipt(frameId, peerId, { tookMs: nowMs - sentMs, queueLength }, nowMs);
    this.#planWake();
  }

  #receive(frameId: number, helper: SimHelper, answer: Answer): void {
    const nowMs = this.#events.nowMs;
    const { peerId } = helper.profile;
    if (!this.links.has(peerId)) return;
    if (!answer.ok) this.#act(this.#policy.onRefusal(frameId, peerId, 'late', nowMs));
    else if (this.#policy.onResult(frameId, peerId, answer, nowMs) === 'first') {
      this.#show(this.#presenter.arrive(frameId, frameId, nowMs));
    }
    this.#planWake();
  }

  #wake(): void {
    const nowMs = this.#events.nowMs;
    this.#act(this.#policy.tick(nowMs));
    this.#show(this.#presenter.tick(nowMs));
    this.#planWake();
  }

  #act(actions: readonly Action[]): void {
    const nowMs = this.#events.nowMs;
    for (const action of actions) {
      if (action.type === 'local') this.#show(this.#presenter.replace(action.frameId, nowMs));
      if (action.type === 'link-dead') this.#onLinkDead(this.links.get(action.linkId)!);
      if (action.type === 'hedge' || action.type === 'retry') {
        this.#order(action.frameId, action.linkId, this.#captureMsOf(action.frameId));
      }
    }
  }

  #captureMsOf(frameId: number): number {
    return this.#startMs + (frameId * 1_000) / this.#scenario.fps;
  }

  #show(shows: readonly Show<number>[]): void {
    for (const { frameId, outcome } of shows) {
      this.ledger.ended(frameId, outcome, this.#events.nowMs);
      this.#onShown(outcome);
    }
  }

  #planWake(): void {
    const atMs = Math.min(this.#policy.nextWakeMs(this.#events.nowMs), this.#presenter.nextWakeMs());
    if (atMs >= this.#wakeAtMs || atMs === Number.POSITIVE_INFINITY) return;
    this.#wakeAtMs = atMs;
    this.#events.at(atMs, () => {
      if (this.#wakeAtMs !== atMs) return;
      this.#wakeAtMs = Number.POSITIVE_INFINITY;
      this.#wake();
    });
  }

  #heartbeat(helper: SimHelper): void {
    this.#events.after(HEARTBEAT_MS, () => {
      const { peerId } = helper.profile;
      if (this.links.get(peerId) !== helper) return;
      if (helper.isAwake) {
        this.#events.after(helper.tripMs(), () => this.#policy.onTraffic(peerId, this.#events.nowMs));
      }
      this.#heartbeat(helper);
    });
  }
}
