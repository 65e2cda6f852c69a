/**
 * Turns the dispatcher's decisions into orders on links: a whole picture for one helper, or a band of it for each of several.
 * @module
 */
import { type Action, type Dispatcher, type SharedBand, SplitMode, type SplitPolicy } from '@p2c2g/session';
import type { Band } from '@p2c2g/transport';
import type { Size } from '@p2c2g/upscale';
import { BandNumbers } from './band-numbers.ts';
import { frameOfPart, partOf, regionOfPart, WHOLE_PICTURE } from './frame-part.ts';
import type { GamerLink, LinkOrder, UplinkChunk } from './gamer-link.ts';
import type { GamerLinks } from './links.ts';
import type { Mosaics } from './mosaics.ts';

export interface OrderDeskOptions {
  readonly plan: { readonly target: Size; readonly deadlineMs: number; readonly mode: SplitPolicy };
  readonly dispatcher: Dispatcher;
  readonly links: Pick<GamerLinks, 'running' | 'find'>;
  readonly mosaics: Pick<Mosaics<VideoFrame>, 'open' | 'bandOf'>;
}

/** A picture or a band of one, and who is asked for it. */
interface Order {
  readonly part: number;
  readonly linkId: string;
  readonly capturedAtMs: number;
  readonly hedge: boolean;
}

export class OrderDesk {
  readonly #options: OrderDeskOptions;
  readonly #split: SplitMode;
  readonly #numbers = new BandNumbers();
  #sharing = 0;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
    const { target, mode } = options.plan;
    this.#split = new SplitMode({ rows: target.height, policy: mode });
  }

  /** Helpers that share the newest picture; 0 when one makes it whole. */
  get sharing(): number {
    return this.#sharing;
  }

  /** Orders a new frame and sends its chunk to everyone. Returns what is to be done about what could not be ordered. */
  give(chunk: UplinkChunk, capturedAtMs: number, nowMs: number): Action[] {
    const { dispatcher } = this.#options;
    const bands = this.#split.bands(dispatcher.snapshot(nowMs).links, nowMs);
    this.#sharing = bands.length;
    const actions: Action[] = [];
    const orders =
      bands.length > 0
        ? this.#orderBands(chunk.frameId, bands, capturedAtMs, nowMs, actions)
        : this.#orderWhole(chunk.frameId, capturedAtMs, nowMs, actions);
    this.#send(chunk, orders, nowMs, actions);
    return actions;
  }

  /** Orders what was ordered before from another helper, or from the same again. */
  again({ captureTimeUs, ...order }: Order & { readonly captureTimeUs: number }, nowMs: number): void {
    const link = this.#options.links.find(order.linkId);
    const linkOrder = link && this.#orderFor(link, order, nowMs);
    if (linkOrder) link.order(frameOfPart(order.part), captureTimeUs, linkOrder);
  }

  /** One helper makes the picture; another may rehearse with it. Who works comes first. */
  #orderWhole(frameId: number, capturedAtMs: number, nowMs: number, actions: Action[]): Order[] {
    const part = partOf(frameId, WHOLE_PICTURE);
    const decision = this.#options.dispatcher.dispatch(part, nowMs, capturedAtMs);
    const orderFrom = (linkId: string, hedge: boolean) => ({ part, linkId, capturedAtMs, hedge });
    if (decision.type === 'local') {
      actions.push({ type: 'local', frameId: part, reason: decision.reason });
      return decision.probeLinkId ? [orderFrom(decision.probeLinkId, false)] : [];
    }
    const { linkId, rehearsalLinkId } = decision;
    return [orderFrom(linkId, false), ...(rehearsalLinkId ? [orderFrom(rehearsalLinkId, true)] : [])];
  }

  /** Several helpers make a band each. */
  #orderBands(
    frameId: number,
    bands: readonly SharedBand[],
    capturedAtMs: number,
    nowMs: number,
    actions: Action[],
  ): Order[] {
    const { dispatcher, mosaics, plan } = this.#options;
    const numbered = new Map(bands.map((band): [number, SharedBand] => [this.#numbers.of(band), band]));
    mosaics.open(frameId, numbered);
    const orders = [...numbered].flatMap(([number, { linkId, height }]) => {
      const part = partOf(frameId, number);
      const share = height / plan.target.height;
      const decision = dispatcher.dispatchBand(part, linkId, share, nowMs, capturedAtMs);
      if (decision.type === 'link') return [{ part, linkId: decision.linkId, capturedAtMs, hedge: false }];
      actions.push({ type: 'local', frameId: part, reason: decision.reason });
      const probe = decision.probeLinkId;
      return probe ? [{ part, linkId: probe, capturedAtMs, hedge: false }] : [];
    });
    const whole = partOf(frameId, WHOLE_PICTURE);
    const standby = dispatcher.rehearse(whole, nowMs);
    if (standby) orders.push({ part: whole, linkId: standby, capturedAtMs, hedge: true });
    return orders;
  }

  /** Those with an order get the chunk first: what the others get is for the next frame, or a hedge. */
  #send(chunk: UplinkChunk, orders: readonly Order[], nowMs: number, actions: Action[]): void {
    const { links, dispatcher } = this.#options;
    const served = new Set<GamerLink>();
    for (const order of orders) {
      const link = links.running.find((each) => each.assign.lease_id === order.linkId);
      const linkOrder = link && this.#orderFor(link, order, nowMs);
      if (!linkOrder) continue;
      // A second band for the same helper: it has the chunk.
      const sent = served.has(link)
        ? link.order(chunk.frameId, chunk.captureTimeUs, linkOrder)
        : link.send(chunk, linkOrder);
      served.add(link);
      if (!sent) actions.push(...dispatcher.onRefusal(order.part, order.linkId, 'busy', nowMs));
    }
    for (const link of links.running) if (!served.has(link)) link.sendLater(chunk);
  }

  /** With what is left of the deadline when the result's way back is taken off. Undefined for a band of a frame that is over. */
  #orderFor(link: GamerLink, { part, capturedAtMs, hedge }: Order, nowMs: number): LinkOrder | undefined {
    const region = regionOfPart(part);
    const band = region === WHOLE_PICTURE ? undefined : this.#bandOf(part);
    if (region !== WHOLE_PICTURE && !band) return undefined;
    const wayBackMs = (link.rttMs ?? 0) / 2;
    const deadlineMs = Math.max(1, capturedAtMs + this.#options.plan.deadlineMs - nowMs - wayBackMs);
    return { deadlineMs, hedge, region, ...(band ? { band } : {}) };
  }

  #bandOf(part: number): Band | undefined {
    return this.#options.mosaics.bandOf(frameOfPart(part), regionOfPart(part));
  }
}
