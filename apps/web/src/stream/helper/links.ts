/**
 * The helper's links: one for each lease, from the coordinator's word to the last packet.
 * @module
 */
import type { Assign, ClientMessageInput, LeaseClaim, ServerMessage } from '@p2c2g/protocol';
import type { LinkCommand, LinkEvent } from '../../link/port-messages.ts';
import type { WorkMeters } from './meters.ts';
import { ServeLink } from './serve-link.ts';
import type { WorkLoop } from './work-loop.ts';

/** A gamer that says nothing for so long is gone: pings come four times a second. */
const SILENT_AFTER_MS = 3000;
/** Time for a lease to become an open link: twice what a slow relay takes. */
const CONNECT_WITHIN_MS = 12_000;

interface Held {
  readonly assign: Assign;
  readonly sinceMs: number;
  link: ServeLink | undefined;
}

export interface HelperLinksOptions {
  readonly work: WorkLoop;
  readonly meters: WorkMeters;
  readonly peerId: () => string;
  readonly command: (command: LinkCommand) => void;
  readonly send: (message: ClientMessageInput) => void;
  readonly onChange: () => void;
}

export class HelperLinks {
  readonly #options: HelperLinksOptions;
  readonly #held = new Map<string, Held>();
  /** Sessions ever served. */
  total = 0;

  constructor(options: HelperLinksOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#held.size;
  }

  get openCount(): number {
    return [...this.#held.values()].filter(({ link }) => link?.started).length;
  }

  /** What a coordinator that forgot us needs to know. */
  claims(): LeaseClaim[] {
    return [...this.#held.values()]
      .filter(({ link }) => link?.started)
      .map(({ assign }) => ({
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
      case 'offer':
        return this.#forCurrent(message, ({ lease_id, sdp }) =>
          this.#options.command({ type: 'link-remote-sdp', linkId: lease_id, kind: 'offer', sdp }),
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
      case 'peer_gone':
        return this.#forCurrent(message, ({ lease_id, reason }) => this.#end(lease_id, reason, false));
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
        held.link = this.#serve(held.assign, event.frames, event.control);
        return;
      case 'link-local-sdp':
        return this.#options.send({ msg_type: 'answer', ...lease, sdp: event.sdp });
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
        if (event.state === 'failed') this.#end(event.linkId, 'no connection could be made', true);
        return;
      case 'link-failed':
        return this.#end(event.linkId, event.reason, true);
    }
  }

  /** Gives up links that never opened, or fell silent. */
  tick(nowMs: number): void {
    for (const [leaseId, { link, sinceMs }] of this.#held) {
      const neverOpened = !link?.started && nowMs - sinceMs > CONNECT_WITHIN_MS;
      const silent = link?.started === true && link.silentForMs(nowMs) > SILENT_AFTER_MS;
      if (neverOpened || silent)
        this.#end(leaseId, neverOpened ? 'the link did not open in time' : 'the gamer fell silent', true);
    }
  }

  closeAll(reason: string): void {
    for (const leaseId of [...this.#held.keys()]) this.#end(leaseId, reason, false);
  }

  #assigned(assign: Assign): void {
    const running = this.#held.get(assign.lease_id);
    if (running && running.assign.epoch === assign.epoch && assign.adopted) return;
    if (running) this.#end(assign.lease_id, 'replaced', false);
    this.#held.set(assign.lease_id, { assign, sinceMs: performance.now(), link: undefined });
    this.total += 1;
    this.#options.command({
      type: 'link-open',
      linkId: assign.lease_id,
      offers: false,
      iceServers: assign.ice_servers,
    });
    this.#options.onChange();
  }

  #serve(assign: Assign, frames: RTCDataChannel, control: RTCDataChannel): ServeLink {
    return new ServeLink(frames, control, {
      assign,
      work: this.#options.work,
      meters: this.#options.meters,
      peerId: this.#options.peerId(),
      onOpen: () => this.#options.onChange(),
      onEnd: (reason) => this.#end(assign.lease_id, reason, true),
    });
  }

  /** Acts on a message only if it speaks of the lease as it stands: an old epoch is of a link long gone. */
  #forCurrent<M extends { lease_id: string; epoch: number }>(message: M, act: (message: M) => void): void {
    if (this.#held.get(message.lease_id)?.assign.epoch === message.epoch) act(message);
  }

  #end(leaseId: string, reason: string, tell: boolean): void {
    const held = this.#held.get(leaseId);
    if (!held) return;
    this.#held.delete(leaseId);
    held.link?.close(reason);
    this.#options.command({ type: 'link-close', linkId: leaseId });
    if (tell)
      this.#options.send({
        msg_type: 'release',
        lease_id: leaseId,
        epoch: held.assign.epoch,
        reason: reason.slice(0, 400),
      });
    this.#options.onChange();
  }
}
