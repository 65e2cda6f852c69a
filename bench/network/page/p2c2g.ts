/**
 * Our own way: the product's links, with the product's parity, rate control and further connections. Only the coordinator and what makes
 * frames are missing.
 * @module
 */
import type { Assign, ClientMessageInput, LinkMessage, ServerMessage } from '@p2c2g/protocol';
import {
  type OutgoingFrame,
  PACKET_KIND,
  type PacketKind,
  type RateLimits,
  Reassembler,
} from '@p2c2g/transport';
import { type LeasedLink, LeaseLinks } from '../../../apps/web/src/link/lease-links.ts';
import { LinkChannels, type LinkWires } from '../../../apps/web/src/link/link-channels.ts';
import { LinkLine } from '../../../apps/web/src/link/link-line.ts';
import { PeerHost } from '../../../apps/web/src/link/peer-host.ts';
import type { LinkEvent } from '../../../apps/web/src/link/port-messages.ts';
import { everyFrame, machineMs } from './frame-clock.ts';
import type { FrameTimes, LinkLook, NetworkRun } from './run.ts';

declare global {
  /** Brings a message to the other page, as the coordinator would. */
  var relay: (message: ClientMessageInput) => Promise<void>;
}

const EPOCH = 1;
const LEASE = 'lease';
const GATE_BYTES = 96 * 1024;
const SILENT_AFTER_MS = 10_000;

export interface LinkOrder {
  /** More connections than one, as the link needs them. */
  readonly striped: boolean;
  readonly rate: RateLimits;
}

export interface SendOrder extends LinkOrder {
  readonly fps: number;
  /** Fixed size; undefined: the rate controller's. */
  readonly frameBytes?: number;
}

export interface LinkRun extends NetworkRun {
  heard(message: ServerMessage): void;
  look(): LinkLook;
}

class MeasuredLink implements LeasedLink {
  readonly running = true;
  readonly line: LinkLine;
  readonly channels: LinkChannels;
  readonly #striped: boolean;

  constructor(
    wires: LinkWires,
    hears: PacketKind,
    { striped, rate }: LinkOrder,
    onPacket: (packet: Uint8Array) => void,
  ) {
    this.#striped = striped;
    this.channels = new LinkChannels(wires, {
      onOpen: () => {},
      onPacket: (packet) => {
        if (this.line.heard(packet, performance.now())) this.#follow();
        else onPacket(packet);
      },
      onControl: (_: LinkMessage) => {},
      onClose: () => {},
    });
    this.line = new LinkLine({
      channel: this.channels.frames,
      epoch: EPOCH,
      hears,
      gateBytes: GATE_BYTES,
      rate,
    });
  }

  get open(): boolean {
    return this.channels.open;
  }

  get lastHeardMs(): number {
    return this.channels.lastHeardMs;
  }

  get lastEchoMs(): number {
    return this.channels.lastEchoMs;
  }

  stripeEvent(event: LinkEvent): void {
    this.channels.stripeEvent(event);
  }

  close(reason: string): void {
    this.channels.close(reason);
  }

  #follow(): void {
    const nowMs = performance.now();
    if (this.#striped) this.channels.want(this.line.connections(this.channels.rttMs, nowMs), nowMs);
  }
}

/** One end, with its page's half and its worker's half in one place. */
class MeasuredEnd {
  readonly #host = new PeerHost((event) => this.links.event(event));
  readonly links: LeaseLinks<MeasuredLink>;

  constructor(
    offers: boolean,
    hears: PacketKind,
    order: LinkOrder,
    onPacket: (packet: Uint8Array) => void = () => {},
  ) {
    this.links = new LeaseLinks<MeasuredLink>({
      offers,
      silentAfterMs: SILENT_AFTER_MS,
      command: (command) => this.#host.handle(command),
      send: (message) => void globalThis.relay(message),
      makeLink: (_, wires) => new MeasuredLink(wires, hears, order, onPacket),
      wordFailure: ({ lease_id, epoch }, reason) => ({ msg_type: 'release', lease_id, epoch, reason }),
      onGone: () => {},
    });
  }

  get link(): MeasuredLink | undefined {
    return this.links.all[0];
  }

  get look(): LinkLook {
    const { link } = this;
    return {
      connections: link?.channels.connections ?? 0,
      bytesIn: link?.channels.bytesIn ?? 0,
      line: link?.line.look ?? null,
    };
  }
}

export function sendFrames(order: SendOrder): LinkRun {
  const end = new MeasuredEnd(true, PACKET_KIND.downlink, order);
  const times: FrameTimes = {};
  const stop = everyFrame(order.fps, (frameId) => {
    const { link } = end;
    if (!link?.open) return;
    const bytes = order.frameBytes ?? Math.max(100, link.line.look.payloadBps / 8 / order.fps);
    times[frameId] = machineMs();
    link.line.send(frameOf(frameId, new Uint8Array(Math.round(bytes))), performance.now());
  });
  const heard = (message: ServerMessage) => end.links.handle(message);
  heard(ASSIGN);
  return { times: () => times, stop, heard, look: () => end.look };
}

export function receiveFrames(order: LinkOrder): LinkRun {
  const reassembler = new Reassembler({ kind: PACKET_KIND.uplink, epoch: EPOCH });
  const times: FrameTimes = {};
  const end = new MeasuredEnd(false, PACKET_KIND.uplink, order, (packet) => {
    const nowMs = performance.now();
    const result = reassembler.accept(packet, nowMs);
    if (result.type === 'frame') times[result.frame.frameId] = machineMs();
    reassembler.expire(nowMs);
  });
  const heard = (message: ServerMessage) => end.links.handle(message);
  heard(ASSIGN);
  return { times: () => times, stop: () => {}, heard, look: () => end.look };
}

const ASSIGN: Assign = {
  msg_type: 'assign',
  you: 'gamer',
  session_id: 'session',
  lease_id: LEASE,
  epoch: EPOCH,
  role: 'active',
  peer_id: 'helper',
  gamer_id: 'gamer',
  params: {
    input_width: 640,
    input_height: 360,
    output_width: 1280,
    output_height: 720,
    quality: 'fast',
    fps: 60,
    deadline_ms: 100,
  },
  codecs: ['vp8'],
  expected_ms: 10,
  ice_servers: [],
  relay_only: false,
  adopted: false,
};

const frameOf = (frameId: number, payload: Uint8Array): OutgoingFrame => ({
  kind: PACKET_KIND.uplink,
  epoch: EPOCH,
  frameId,
  region: 0,
  key: false,
  work: false,
  captureTimeUs: 0,
  payload,
});
