/**
 * Further connections of one link, opened when loss asks for them. They are agreed upon over the link itself; the coordinator has
 * nothing to do with them.
 *
 * ```
 *  gamer                                   helper
 *    | <--------- stripe_wish, count -------- |   what its own sending needs
 *    | -- stripe_offer, number -------------> |
 *    | <------------- stripe_answer, number - |
 *    | <------> stripe_candidate <----------> |
 *    | -- stripe_close, number -------------> |   later, when loss is gone
 * ```
 * @module
 */
import { type Assign, type LinkMessage, MAX_CANDIDATES, MAX_LINK_CONNECTIONS } from '@p2c2g/protocol';
import { TokenBucket } from '@p2c2g/session/token-bucket.ts';
import type { StripedChannel } from '@p2c2g/transport';
import type { LinkCommand, LinkEvent } from './port-messages.ts';

/** Numbers of further connections. */
const MOST = MAX_LINK_CONNECTIONS - 1;
/** A connection that does not open in this time will not: as long as the link itself would get. */
const OPEN_WITHIN_MS = 12_000;
/** Being opened at the same time: the first ones are in use while the others shake hands. */
const OPENING_AT_ONCE = 3;
/** Connections go one by one, whatever the other side wishes from one moment to the next. */
const CLOSE_EVERY_MS = 5_000;
/** After one that failed, or that the other side would not have, none is opened for a while, and longer each time. */
const BACK_OFF_MS = 10_000;
const MOST_DOUBLINGS = 5;
/** An offer costs its receiver a connection: all at once, and then no more than come and go with the weather. */
const OFFERS_EVERY_MS = 2_000;

/** What opens further connections of a link: the page's half, by command. */
export interface StripeDoor {
  /** The gamer offers, the helper answers. */
  readonly offers: boolean;
  readonly assign: Assign;
  readonly command: (command: LinkCommand) => void;
}

export interface LinkStripesOptions extends StripeDoor {
  /** Takes the connections in. */
  readonly channel: StripedChannel;
  readonly control: (message: LinkMessage) => void;
  /** A message off any of them. */
  readonly onData: (data: unknown) => void;
}

interface Stripe {
  readonly linkId: string;
  readonly sinceMs: number;
  described: boolean;
  candidates: number;
  frames: RTCDataChannel | undefined;
}

/** The lease that a connection belongs to: `lease/3.9` names its connection number 3, the ninth that was opened. */
export function leaseOfStripe(linkId: string): string | undefined {
  const at = linkId.lastIndexOf('/');
  return at < 0 ? undefined : linkId.slice(0, at);
}

export class LinkStripes {
  readonly #options: LinkStripesOptions;
  readonly #stripes = new Map<number, Stripe>();
  readonly #offers = new TokenBucket(MOST);
  #offersAtMs: number | undefined;
  #opened = 0;
  #wished = 1;
  #othersWish = 1;
  #failures = 0;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #closedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: LinkStripesOptions) {
    this.#options = options;
  }

  /** @param count connections in all that this end's sending needs: the helper says so, the gamer acts on it */
  want(count: number, nowMs: number): void {
    if (!this.#options.offers) return this.#wish(count);
    this.#giveUpUnopened(nowMs);
    const goal = Math.min(MOST, Math.max(count, this.#othersWish) - 1);
    if (this.#stripes.size < goal) this.#openMore(goal, nowMs);
    else if (this.#stripes.size > goal && nowMs - this.#closedAtMs >= CLOSE_EVERY_MS)
      this.#closeNewest(nowMs);
  }

  /** News from the page's half of a connection; of one long gone it is passed over. */
  event(event: LinkEvent, nowMs: number): void {
    const found = [...this.#stripes].find(([, { linkId }]) => linkId === event.linkId);
    if (!found) return;
    const [number, stripe] = found;
    switch (event.type) {
      case 'link-channels':
        return this.#use(number, stripe, event.frames);
      case 'link-local-sdp': {
        const type = event.kind === 'offer' ? 'stripe_offer' : 'stripe_answer';
        return this.#options.control({ type, stripe: number, sdp: event.sdp });
      }
      case 'link-local-candidate':
        return this.#tellCandidate(number, event.candidate);
      case 'link-connection':
        if (event.state === 'failed') this.#failed(number, nowMs);
        return;
      case 'link-failed':
        return this.#failed(number, nowMs);
    }
  }

  /** What the other end says, of any content. True: it was about connections, and nobody else's business. */
  message(message: LinkMessage, nowMs: number): boolean {
    switch (message.type) {
      case 'stripe_wish':
        this.#othersWish = message.count;
        return true;
      case 'stripe_offer':
        if (!this.#options.offers) this.#offered(message.stripe, message.sdp, nowMs);
        return true;
      case 'stripe_answer':
        if (this.#options.offers) this.#describe(message.stripe, 'answer', message.sdp);
        return true;
      case 'stripe_candidate':
        this.#addCandidate(message);
        return true;
      case 'stripe_close':
        if (this.#options.offers) this.#failed(message.stripe, nowMs);
        else this.#drop(message.stripe);
        return true;
      default:
        return false;
    }
  }

  /** The way between the two has changed, and all of them went it. New ones are opened when they are needed. */
  leave(): void {
    for (const number of [...this.#stripes.keys()]) this.#closeTelling(number);
  }

  close(): void {
    for (const number of [...this.#stripes.keys()]) this.#drop(number);
  }

  #wish(count: number): void {
    if (count === this.#wished) return;
    this.#wished = count;
    this.#options.control({ type: 'stripe_wish', count });
  }

  #giveUpUnopened(nowMs: number): void {
    for (const [number, { sinceMs, frames }] of this.#stripes)
      if (frames?.readyState !== 'open' && nowMs - sinceMs > OPEN_WITHIN_MS) this.#failed(number, nowMs);
  }

  #openMore(goal: number, nowMs: number): void {
    if (nowMs < this.#notBeforeMs) return;
    const all = [...this.#stripes.values()];
    let opening = all.filter(({ frames }) => frames?.readyState !== 'open').length;
    for (; this.#stripes.size < goal && opening < OPENING_AT_ONCE; opening += 1)
      this.#open(this.#freeNumber(), nowMs);
  }

  /** Not the one that was in use last: what is still said about that one must not be taken for the new one's. */
  #freeNumber(): number {
    for (let i = 0; i < MOST; i += 1) {
      const number = 1 + ((this.#opened + i) % MOST);
      if (!this.#stripes.has(number)) return number;
    }
    return MOST;
  }

  #offered(number: number, sdp: string, nowMs: number): void {
    if (this.#stripes.has(number)) return;
    this.#offers.earn((nowMs - (this.#offersAtMs ?? nowMs)) / OFFERS_EVERY_MS);
    this.#offersAtMs = nowMs;
    if (!this.#offers.spend()) return this.#options.control({ type: 'stripe_close', stripe: number });
    this.#open(number, nowMs);
    this.#describe(number, 'offer', sdp);
  }

  #open(number: number, nowMs: number): void {
    const { offers, assign, command } = this.#options;
    this.#opened += 1;
    const linkId = `${assign.lease_id}/${number}.${this.#opened}`;
    this.#stripes.set(number, {
      linkId,
      sinceMs: nowMs,
      described: false,
      candidates: 0,
      frames: undefined,
    });
    const { ice_servers: iceServers, relay_only: relayOnly } = assign;
    command({ type: 'link-open', linkId, offers, withControl: false, iceServers, relayOnly });
  }

  #describe(number: number, kind: 'offer' | 'answer', sdp: string): void {
    const stripe = this.#stripes.get(number);
    if (!stripe || stripe.described) return;
    stripe.described = true;
    this.#options.command({ type: 'link-remote-sdp', linkId: stripe.linkId, kind, sdp });
  }

  #tellCandidate(number: number, init: Extract<LinkEvent, { type: 'link-local-candidate' }>['candidate']) {
    const { candidate, sdpMid: sdp_mid = null, sdpMLineIndex: sdp_m_line_index = null } = init;
    if (candidate === null) return;
    this.#options.control({
      type: 'stripe_candidate',
      stripe: number,
      candidate,
      sdp_mid,
      sdp_m_line_index,
    });
  }

  #addCandidate(message: Extract<LinkMessage, { type: 'stripe_candidate' }>): void {
    const stripe = this.#stripes.get(message.stripe);
    if (!stripe || stripe.candidates >= MAX_CANDIDATES) return;
    stripe.candidates += 1;
    const { candidate, sdp_mid: sdpMid, sdp_m_line_index: sdpMLineIndex } = message;
    const init = { candidate, sdpMid, sdpMLineIndex };
    this.#options.command({ type: 'link-remote-candidate', linkId: stripe.linkId, candidate: init });
  }

  #use(number: number, stripe: Stripe, frames: RTCDataChannel): void {
    stripe.frames = frames;
    frames.binaryType = 'arraybuffer';
    frames.onmessage = ({ data }) => this.#options.onData(data);
    frames.onclose = () => this.#failed(number, performance.now());
    this.#options.channel.add(frames);
  }

  #closeNewest(nowMs: number): void {
    this.#closedAtMs = nowMs;
    this.#closeTelling([...this.#stripes.keys()].at(-1)!);
  }

  #closeTelling(number: number): void {
    this.#options.control({ type: 'stripe_close', stripe: number });
    this.#drop(number);
  }

  /** The link goes on with what it has. */
  #failed(number: number, nowMs: number): void {
    if (!this.#stripes.has(number)) return;
    if (!this.#options.offers) return this.#drop(number);
    this.#notBeforeMs = nowMs + BACK_OFF_MS * 2 ** Math.min(this.#failures, MOST_DOUBLINGS);
    this.#failures += 1;
    this.#closeTelling(number);
  }

  #drop(number: number): void {
    const stripe = this.#stripes.get(number);
    if (!stripe) return;
    this.#stripes.delete(number);
    if (stripe.frames) {
      stripe.frames.onclose = null;
      stripe.frames.onmessage = null;
      this.#options.channel.remove(stripe.frames);
    }
    this.#options.command({ type: 'link-close', linkId: stripe.linkId });
  }
}
