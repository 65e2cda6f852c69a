/**
 * The page's half of the links: owns the `RTCPeerConnection`s, does what the worker commands, tells what happens.
 * @module
 */
import { MAX_CANDIDATES } from '@p2c2g/protocol';
import type { LinkCommand, LinkEvent } from './port-messages.ts';

/** Frames: the freshest counts, so nothing is retransmitted and nothing waits for its predecessor. */
const FRAMES_CHANNEL: RTCDataChannelInit = { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 };
/** Control: small, rare and must arrive. */
const CONTROL_CHANNEL: RTCDataChannelInit = { negotiated: true, id: 1, ordered: true };

interface HostedLink {
  readonly peer: RTCPeerConnection;
  /** Candidates that came before the remote description. */
  readonly early: RTCIceCandidateInit[];
}

export class PeerHost {
  readonly #links = new Map<string, HostedLink>();
  readonly #emit: (event: LinkEvent, transfer?: Transferable[]) => void;

  constructor(emit: (event: LinkEvent, transfer?: Transferable[]) => void) {
    this.#emit = emit;
  }

  handle(command: LinkCommand): void {
    switch (command.type) {
      case 'link-open':
        return this.#open(command);
      case 'link-remote-sdp':
        return this.#guard(command.linkId, (link) =>
          this.#setRemote(command.linkId, link, command.kind, command.sdp),
        );
      case 'link-remote-candidate':
        return this.#guard(command.linkId, (link) => this.#addCandidate(link, command.candidate));
      case 'link-restart':
        return this.#guard(command.linkId, ({ peer }) => this.#restart(command.linkId, peer));
      case 'link-close':
        return this.#close(command.linkId);
    }
  }

  closeAll(): void {
    for (const linkId of [...this.#links.keys()]) this.#close(linkId);
  }

  #open(command: Extract<LinkCommand, { type: 'link-open' }>): void {
    const { linkId, offers, withControl, iceServers, relayOnly } = command;
    this.#close(linkId);
    const peer = new RTCPeerConnection({
      iceServers: iceServers as RTCIceServer[],
      iceTransportPolicy: relayOnly ? 'relay' : 'all',
    });
    const link: HostedLink = { peer, early: [] };
    this.#links.set(linkId, link);
    // A channel can be transferred only before anything was sent on it: so at once.
    const frames = peer.createDataChannel('frames', FRAMES_CHANNEL);
    const control = withControl ? peer.createDataChannel('control', CONTROL_CHANNEL) : undefined;
    peer.onicecandidate = ({ candidate }) => {
      const init = candidate?.candidate
        ? { candidate: candidate.candidate, sdpMid: candidate.sdpMid, sdpMLineIndex: candidate.sdpMLineIndex }
        : { candidate: null };
      this.#emit({ type: 'link-local-candidate', linkId, candidate: init });
    };
    peer.onconnectionstatechange = () =>
      this.#emit({ type: 'link-connection', linkId, state: peer.connectionState });
    const channels = control ? [frames, control] : [frames];
    this.#emit({ type: 'link-channels', linkId, frames, control }, channels as unknown as Transferable[]);
    if (offers) this.#guard(linkId, () => this.#describe(linkId, peer, 'offer'));
  }

  async #restart(linkId: string, peer: RTCPeerConnection): Promise<void> {
    peer.restartIce();
    await this.#describe(linkId, peer, 'offer');
  }

  async #describe(linkId: string, peer: RTCPeerConnection, kind: 'offer' | 'answer'): Promise<void> {
    await peer.setLocalDescription();
    const sdp = peer.localDescription?.sdp;
    if (sdp) this.#emit({ type: 'link-local-sdp', linkId, kind, sdp });
  }

  async #setRemote(linkId: string, link: HostedLink, kind: 'offer' | 'answer', sdp: string): Promise<void> {
    await link.peer.setRemoteDescription({ type: kind, sdp });
    for (const candidate of link.early.splice(0)) await link.peer.addIceCandidate(candidate);
    if (kind === 'offer') await this.#describe(linkId, link.peer, 'answer');
  }

  async #addCandidate(link: HostedLink, candidate: { candidate: string | null }): Promise<void> {
    if (candidate.candidate === null) return;
    const init = candidate as RTCIceCandidateInit;
    if (link.peer.remoteDescription) await link.peer.addIceCandidate(init);
    else if (link.early.length < MAX_CANDIDATES) link.early.push(init);
  }

  /** Runs a step of a link that may have been closed meanwhile; tells of a failure only if it was not. */
  #guard(linkId: string, step: (link: HostedLink) => Promise<void>): void {
    const link = this.#links.get(linkId);
    if (!link) return;
    step(link).catch((error: unknown) => {
      if (this.#links.get(linkId) !== link) return;
      this.#emit({ type: 'link-failed', linkId, reason: String(error).slice(0, 300) });
    });
  }

  #close(linkId: string): void {
    const link = this.#links.get(linkId);
    if (!link) return;
    this.#links.delete(linkId);
    link.peer.onicecandidate = null;
    link.peer.onconnectionstatechange = null;
    link.peer.close();
  }
}
