/**
 * The links of one end, helper or gamer: one for each lease, from the coordinator's word to the last packet. What the
 * two ends do alike: connect, relay descriptions and candidates, give up what never opens or falls silent.
 * @module
 */
import type { Assign, ClientMessageInput, LeaseClaim, ServerMessage } from '@p2c2g/protocol';
import type { LinkWires } from './link-channels.ts';
import { leaseOfStripe } from './link-stripes.ts';
import { LinkWatch } from './link-watch.ts';
import type { LinkCommand, LinkEvent } from './port-messages.ts';

/** Time for a lease to become an open link: twice what a slow relay takes. */
const CONNECT_WITHIN_MS = 12_000;

/** What this must know of a link, whichever end it is. */
export interface LeasedLink {
  /** The stream is agreed upon: the link counts as running, and is named to a coordinator that forgot it. */
  readonly running: boolean;
  readonly open: boolean;
  readonly lastHeardMs: number;
  /** When a ping of ours was answered last. */
  readonly lastEchoMs: number;
  /** News of a further connection of this link. */
  stripeEvent(event: LinkEvent): void;
  close(reason: string): void;
}

export interface LeaseLinksOptions<L extends LeasedLink> {
  /** The gamer offers, the helper answers. */
  readonly offers: boolean;
  /** Silence after which a link is given up, when no new path was found meanwhile. ICE would need 15 s to notice. */
  readonly silentAfterMs: number;
  readonly command: (command: LinkCommand) => void;
  readonly send: (message: ClientMessageInput) => void;
  readonly makeLink: (assign: Assign, wires: LinkWires) => L;
  /** How this end tells the coordinator that it gave a link up. */
  readonly wordFailure: (assign: Assign, reason: string) => ClientMessageInput;
  readonly onAssigned?: (assign: Assign) => void;
  /** A new path is looked for: only the end that offers does so, and the other end asks it to. */
  readonly onRestart?: (link: L) => void;
  readonly onGone: (leaseId: string, link: L | undefined) => void;
}

interface Held<L> {
  readonly assign: Assign;
  readonly sinceMs: number;
  link: L | undefined;
}

export class LeaseLinks<L extends LeasedLink> {
  readonly #options: LeaseLinksOptions<L>;
  readonly #held = new Map<string, Held<L>>();
  readonly #watch: LinkWatch;

  constructor(options: LeaseLinksOptions<L>) {
    this.#options = options;
    this.#watch = new LinkWatch(options.silentAfterMs);
  }

  /** Leases, connected or not. */
  get count(): number {
    return this.#held.size;
  }

  get all(): L[] {
    return [...this.#held.values()].flatMap(({ link }) => (link ? [link] : []));
  }

  get running(): L[] {
    return this.all.filter((link) => link.running && link.open);
  }

  /** Leases with no running link yet. */
  get connecting(): Assign[] {
    return [...this.#held.values()].filter(({ link }) => !link?.running).map(({ assign }) => assign);
  }

  find(leaseId: string): L | undefined {
    return this.#held.get(leaseId)?.link;
  }

  assignOf(leaseId: string): Assign | undefined {
    return this.#held.get(leaseId)?.assign;
  }

  /** What a coordinator that forgot us needs to know. */
  claims(): LeaseClaim[] {
    return [...this.#held.values()]
      .filter(({ link }) => link?.running)
      .map(({ assign: { lease_id, peer_id, session_id, epoch } }) => ({
        lease_id,
        peer_id,
        session_id,
        epoch,
      }));
  }

  handle(message: ServerMessage): void {
    switch (message.msg_type) {
      case 'assign':
        return this.#assigned(message);
      case 'offer':
      case 'answer': {
        const { lease_id: linkId, sdp, msg_type: kind } = message;
        if (this.isCurrent(message)) this.#options.command({ type: 'link-remote-sdp', linkId, kind, sdp });
        return;
      }
      case 'candidate': {
        const { lease_id: linkId, sdp_mid: sdpMid = null, sdp_m_line_index: sdpMLineIndex = null } = message;
        const candidate = { candidate: message.candidate, sdpMid, sdpMLineIndex };
        if (this.isCurrent(message))
          this.#options.command({ type: 'link-remote-candidate', linkId, candidate });
        return;
      }
      case 'path_wanted':
        if (this.isCurrent(message)) this.#pathWanted(message.lease_id);
        return;
      case 'release':
      case 'peer_gone':
        if (this.isCurrent(message)) this.#end(message.lease_id, message.reason);
        return;
      default:
        return;
    }
  }

  /** News from the page's half of a link. */
  event(event: LinkEvent): void {
    const held = this.#held.get(event.linkId);
    if (!held) return this.#stripeEvent(event);
    const lease = { lease_id: held.assign.lease_id, epoch: held.assign.epoch };
    switch (event.type) {
      case 'link-channels':
        return this.#connected(held, event);
      case 'link-local-sdp':
        return this.#options.send({ msg_type: event.kind, ...lease, sdp: event.sdp });
      case 'link-local-candidate': {
        const { candidate, sdpMid: sdp_mid = null, sdpMLineIndex: sdp_m_line_index = null } = event.candidate;
        return this.#options.send({ msg_type: 'candidate', ...lease, candidate, sdp_mid, sdp_m_line_index });
      }
      case 'link-connection':
        if (event.state === 'failed') this.fail(event.linkId, 'the connection failed');
        return;
      case 'link-failed':
        return this.fail(event.linkId, event.reason);
    }
  }

  /** Looks after links: new paths for those that fell silent; gives up what never opened, and what stays silent. */
  tick(nowMs: number): void {
    const pulses = [];
    for (const [id, { link, sinceMs }] of this.#held) {
      if (link?.open) pulses.push({ id, heardMs: link.lastHeardMs, echoedMs: link.lastEchoMs });
      else if (nowMs - sinceMs > CONNECT_WITHIN_MS) this.fail(id, 'the link did not open in time');
    }
    for (const order of this.#watch.tick(pulses, nowMs)) {
      if (order.type === 'restart') this.#restart(order.id);
      else if (order.ownLine) this.release(order.id, order.reason);
      else this.fail(order.id, order.reason);
    }
  }

  /** This machine has another address: nobody need wait for silence to look for new paths. */
  networkChanged(): void {
    for (const [leaseId, { link }] of this.#held) if (link?.open) this.#restart(leaseId);
  }

  /** Gives a link up and tells the coordinator. */
  fail(leaseId: string, reason: string): void {
    const held = this.#held.get(leaseId);
    if (!held) return;
    this.#options.send(this.#options.wordFailure(held.assign, reason.slice(0, 400)));
    this.#end(leaseId, reason);
  }

  /** Ends a link that nobody is to blame for, and tells the coordinator. */
  release(leaseId: string, reason: string): void {
    const held = this.#held.get(leaseId);
    if (!held) return;
    const { lease_id, epoch } = held.assign;
    this.#options.send({ msg_type: 'release', lease_id, epoch, reason: reason.slice(0, 400) });
    this.#end(leaseId, reason);
  }

  closeAll(reason: string): void {
    for (const leaseId of [...this.#held.keys()]) this.#end(leaseId, reason);
  }

  /** The other end has lost the path, or knows that its own address changed. It may be mistaken, or not mean well: now and then it is heeded. */
  #pathWanted(linkId: string): void {
    const isOpen = this.#held.get(linkId)?.link?.open === true;
    if (isOpen && this.#options.offers && this.#watch.mayRestart(linkId, performance.now()))
      this.#restart(linkId);
  }

  /** Who offers looks for a new path; the other end asks for that, through the coordinator. */
  #restart(linkId: string): void {
    const held = this.#held.get(linkId);
    const link = held?.link;
    if (!link) return;
    const { lease_id, epoch } = held.assign;
    if (!this.#options.offers)
      return this.#options.send({ msg_type: 'link_state', lease_id, epoch, state: 'suspect' });
    this.#options.command({ type: 'link-restart', linkId });
    this.#options.onRestart?.(link);
  }

  #connected(held: Held<L>, { frames, control }: Extract<LinkEvent, { type: 'link-channels' }>): void {
    if (!control) return;
    const { offers, command } = this.#options;
    const { assign } = held;
    held.link = this.#options.makeLink(assign, { frames, control, door: { offers, assign, command } });
  }

  #stripeEvent(event: LinkEvent): void {
    const leaseId = leaseOfStripe(event.linkId);
    if (leaseId !== undefined) this.#held.get(leaseId)?.link?.stripeEvent(event);
  }

  #assigned(assign: Assign): void {
    const known = this.#held.get(assign.lease_id);
    // A coordinator that came back tells what it took over: the link has been running all the while.
    if (known && known.assign.epoch === assign.epoch && assign.adopted) return;
    if (known) this.#end(assign.lease_id, 'replaced');
    this.#held.set(assign.lease_id, { assign, sinceMs: performance.now(), link: undefined });
    const { lease_id: linkId, ice_servers: iceServers, relay_only: relayOnly } = assign;
    const { offers } = this.#options;
    this.#options.command({ type: 'link-open', linkId, offers, withControl: true, iceServers, relayOnly });
    this.#options.onAssigned?.(assign);
  }

  /** Whether a message speaks of the lease as it stands: an old epoch is of a link long gone. */
  isCurrent(message: { lease_id: string; epoch: number }): boolean {
    return this.#held.get(message.lease_id)?.assign.epoch === message.epoch;
  }

  #end(leaseId: string, reason: string): void {
    const held = this.#held.get(leaseId);
    if (!held) return;
    this.#held.delete(leaseId);
    // Its frames go to others first: closing channels and decoders takes this thread some milliseconds.
    this.#options.onGone(leaseId, held.link);
    held.link?.close(reason);
    this.#options.command({ type: 'link-close', linkId: leaseId });
  }
}
