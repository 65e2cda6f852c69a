/**
 * The gamer's links: one for each lease that the coordinator gave the session, from its word to the last packet.
 * @module
 */
import type {
  Assign,
  ClientMessageInput,
  LeaseClaim,
  ServerMessage,
  StreamReady,
  StreamStart,
} from '@p2c2g/protocol';
import type { LinkCommand, LinkEvent } from '../../link/port-messages.ts';
import { type ArrivedResult, GamerLink } from './gamer-link.ts';

/** Time for a lease to become an open link: twice what a slow relay takes. */
const CONNECT_WITHIN_MS = 12_000;

/**
 * A helper pings four times a second. The dispatcher takes a silent one out of use after half a second; after this it is
 * given up, so that another can have its place. ICE would need 15 s to notice.
 */
const SILENT_AFTER_MS = 2000;

interface Held {
  readonly assign: Assign;
  readonly sinceMs: number;
  link: GamerLink | undefined;
}

export interface GamerLinksOptions {
  readonly command: (command: LinkCommand) => void;
  readonly send: (message: ClientMessageInput) => void;
  readonly streamStart: (assign: Assign) => StreamStart;
  readonly onReady: (link: GamerLink, ready: StreamReady) => void;
  readonly onResult: (link: GamerLink, result: ArrivedResult) => void;
  readonly onPicture: (link: GamerLink, result: ArrivedResult, picture: VideoFrame, decodeMs: number) => void;
  readonly onKeyRequest: () => void;
  readonly onTraffic: (leaseId: string) => void;
  readonly onGone: (leaseId: string, link: GamerLink | undefined) => void;
}

export class GamerLinks {
  readonly #options: GamerLinksOptions;
  readonly #held = new Map<string, Held>();

  constructor(options: GamerLinksOptions) {
    this.#options = options;
  }

  get ready(): GamerLink[] {
    return this.all.filter((link) => link.ready !== undefined && link.open);
  }

  get all(): GamerLink[] {
    return [...this.#held.values()].flatMap(({ link }) => (link ? [link] : []));
  }

  /** Leases with no link yet. */
  get connecting(): Assign[] {
    return [...this.#held.values()].filter(({ link }) => !link?.ready).map(({ assign }) => assign);
  }

  find(leaseId: string): GamerLink | undefined {
    return this.#held.get(leaseId)?.link;
  }

  /** What a coordinator that forgot us needs to know. */
  claims(): LeaseClaim[] {
    return this.ready.map(({ assign }) => ({
      lease_id: assign.lease_id,
      peer_id: assign.peer_id,
      session_id: assign.session_id,
      epoch: assign.epoch,
    }));
  }

  handle(message: ServerMessage): void {
    switch (message.msg_type) {
      case 'assign':
        return this.#assigned(message);
      case 'answer':
        return this.#forCurrent(message, ({ lease_id, sdp }) =>
          this.#options.command({ type: 'link-remote-sdp', linkId: lease_id, kind: 'answer', sdp }),
        );
      case 'candidate':
        return this.#forCurrent(message, ({ lease_id, candidate, sdp_mid, sdp_m_line_index }) =>
          this.#options.command({
            type: 'link-remote-candidate',
            linkId: lease_id,
            candidate: { candidate, sdpMid: sdp_mid ?? null, sdpMLineIndex: sdp_m_line_index ?? null },
          }),
        );
      case 'release':
        return this.#forCurrent(message, ({ lease_id, reason }) => this.#end(lease_id, reason));
      case 'peer_gone':
        return this.#forCurrent(message, ({ lease_id, reason }) =>
          this.#end(lease_id, `the helper is gone: ${reason}`),
        );
      default:
        return;
    }
  }

  /** News from the page's half of a link. */
  event(event: LinkEvent): void {
    const held = this.#held.get(event.linkId);
    if (!held) return;
    const lease = { lease_id: held.assign.lease_id, epoch: held.assign.epoch };
    switch (event.type) {
      case 'link-channels':
        held.link = this.#open(held, event.frames, event.control);
        return;
      case 'link-local-sdp':
        return this.#options.send({ msg_type: 'offer', ...lease, sdp: event.sdp });
      case 'link-local-candidate': {
        const { candidate, sdpMid, sdpMLineIndex } = event.candidate;
        return this.#options.send({
          msg_type: 'candidate',
          ...lease,
          candidate,
          sdp_mid: sdpMid ?? null,
          sdp_m_line_index: sdpMLineIndex ?? null,
        });
      }
      case 'link-connection':
        if (event.state === 'failed') this.fail(event.linkId, 'the connection failed');
        return;
      case 'link-failed':
        return this.fail(event.linkId, event.reason);
    }
  }

  tick(nowMs: number): void {
    for (const [leaseId, { link, sinceMs }] of this.#held) {
      if (!link?.open && nowMs - sinceMs > CONNECT_WITHIN_MS)
        this.fail(leaseId, 'the link did not open in time');
      else if (link?.open && nowMs - link.lastHeardMs > SILENT_AFTER_MS)
        this.fail(leaseId, 'the helper fell silent');
      else link?.tick(nowMs);
    }
  }

  /** Gives a link up and tells the coordinator, which finds another helper. */
  fail(leaseId: string, reason: string): void {
    const held = this.#held.get(leaseId);
    if (!held) return;
    const { epoch } = held.assign;
    this.#options.send({
      msg_type: 'link_state',
      lease_id: leaseId,
      epoch,
      state: 'failed',
      reason: reason.slice(0, 400),
    });
    this.#end(leaseId, reason);
  }

  /** Tells the coordinator of a doubt, and keeps the link. */
  suspect(leaseId: string, reason: string): void {
    const held = this.#held.get(leaseId);
    if (held)
      this.#options.send({
        msg_type: 'link_state',
        lease_id: leaseId,
        epoch: held.assign.epoch,
        state: 'suspect',
        reason,
      });
  }

  closeAll(reason: string): void {
    for (const leaseId of [...this.#held.keys()]) this.#end(leaseId, reason);
  }

  #assigned(assign: Assign): void {
    const running = this.#held.get(assign.lease_id);
    if (running && running.assign.epoch === assign.epoch && assign.adopted) return;
    if (running) this.#end(assign.lease_id, 'replaced');
    this.#held.set(assign.lease_id, { assign, sinceMs: performance.now(), link: undefined });
    this.#options.command({
      type: 'link-open',
      linkId: assign.lease_id,
      offers: true,
      iceServers: assign.ice_servers,
    });
  }

  #open(held: Held, frames: RTCDataChannel, control: RTCDataChannel): GamerLink {
    const { assign } = held;
    const link: GamerLink = new GamerLink(assign, frames, control, this.#options.streamStart(assign), {
      onReady: (ready) => {
        this.#options.send({
          msg_type: 'link_state',
          lease_id: assign.lease_id,
          epoch: assign.epoch,
          state: 'connected',
          ...(link.rttMs === undefined ? {} : { rtt_ms: link.rttMs }),
        });
        this.#options.onReady(link, ready);
      },
      onResult: (result) => this.#options.onResult(link, result),
      onPicture: (result, picture, decodeMs) => this.#options.onPicture(link, result, picture, decodeMs),
      onKeyRequest: () => this.#options.onKeyRequest(),
      onTraffic: () => this.#options.onTraffic(assign.lease_id),
      onEnd: (reason) => this.fail(assign.lease_id, reason),
    });
    return link;
  }

  /** Acts on a message only if it speaks of the lease as it stands: an old epoch is of a link long gone. */
  #forCurrent<M extends { lease_id: string; epoch: number }>(message: M, act: (message: M) => void): void {
    if (this.#held.get(message.lease_id)?.assign.epoch === message.epoch) act(message);
  }

  #end(leaseId: string, reason: string): void {
    const held = this.#held.get(leaseId);
    if (!held) return;
    this.#held.delete(leaseId);
    held.link?.close(reason);
    this.#options.command({ type: 'link-close', linkId: leaseId });
    this.#options.onGone(leaseId, held.link);
  }
}
