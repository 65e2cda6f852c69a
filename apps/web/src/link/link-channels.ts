/**
 * A link as its worker sees it: frames over one connection or several, validated control messages, liveness and round-trip time.
 * @module
 */
import { type LinkMessage, parseLinkMessage } from '@p2c2g/protocol';
import { type PacketChannel, StripedChannel } from '@p2c2g/transport';
import { LinkStripes, type StripeDoor } from './link-stripes.ts';
import type { LinkEvent } from './port-messages.ts';

/** Pings go out this often: a dead link is noticed after two silent ones. */
export const PING_INTERVAL_MS = 250;

/** What a link is made of. */
export interface LinkWires {
  readonly frames: RTCDataChannel;
  readonly control: RTCDataChannel;
  /** To further connections. */
  readonly door: StripeDoor;
}

/** What a helper tells of itself with every pong. */
export type PongDetails = Pick<
  Extract<LinkMessage, { type: 'pong' }>,
  'queue' | 'ms_per_frame' | 'bitrate_bps'
>;

export interface LinkChannelEvents {
  onOpen(): void;
  onPacket(packet: Uint8Array): void;
  onControl(message: LinkMessage): void;
  onClose(): void;
  /** What a pong should carry beside the echo. */
  describePong?(): PongDetails;
}

export class LinkChannels {
  readonly #frames: RTCDataChannel;
  readonly #control: RTCDataChannel;
  readonly #striped: StripedChannel;
  readonly #stripes: LinkStripes;
  readonly #events: LinkChannelEvents;
  #pinger: ReturnType<typeof setInterval> | undefined;
  #lastHeardMs = performance.now();
  #lastEchoMs = performance.now();
  #rttMs: number | undefined;
  #opened = false;
  #closed = false;
  /** Control messages that failed validation, and packets of a wrong type. */
  malformed = 0;
  bytesIn = 0;

  constructor({ frames, control, door }: LinkWires, events: LinkChannelEvents) {
    this.#frames = frames;
    this.#control = control;
    this.#events = events;
    this.#striped = new StripedChannel(frames);
    this.#stripes = new LinkStripes({
      ...door,
      channel: this.#striped,
      control: (message) => this.control(message),
      onData: (data) => this.#packet(data),
    });
    frames.binaryType = 'arraybuffer';
    frames.onmessage = ({ data }) => this.#packet(data);
    control.onmessage = ({ data }) => this.#message(data);
    for (const channel of [frames, control]) {
      channel.onopen = () => this.#maybeOpen();
      channel.onclose = () => this.#ended();
    }
    this.#maybeOpen();
  }

  /** All connections as one. */
  get frames(): PacketChannel {
    return this.#striped;
  }

  /** Connections that frames go over now. */
  get connections(): number {
    return this.#striped.count;
  }

  get open(): boolean {
    return this.#opened && !this.#closed;
  }

  /** Smoothed round trip over the control channel; undefined before the first pong. */
  get rttMs(): number | undefined {
    return this.#rttMs;
  }

  get lastHeardMs(): number {
    return this.#lastHeardMs;
  }

  /** When one of our pings was answered last. */
  get lastEchoMs(): number {
    return this.#lastEchoMs;
  }

  control(message: LinkMessage): void {
    if (this.#control.readyState === 'open') this.#control.send(JSON.stringify(message));
  }

  /** @param count connections in all that this end's sending needs now */
  want(count: number, nowMs: number): void {
    if (this.open) this.#stripes.want(count, nowMs);
  }

  /** The first connection looks for a new path: the others went the old one. */
  leavePath(): void {
    if (!this.#closed) this.#stripes.leave();
  }

  /** News of a further connection. */
  stripeEvent(event: LinkEvent): void {
    if (!this.#closed) this.#stripes.event(event, performance.now());
  }

  close(reason?: string): void {
    if (this.#closed) return;
    if (reason !== undefined) this.control({ type: 'bye', reason });
    this.#ended(false);
    this.#frames.close();
    this.#control.close();
  }

  #maybeOpen(): void {
    if (this.#opened || this.#frames.readyState !== 'open' || this.#control.readyState !== 'open') return;
    this.#opened = true;
    this.#lastHeardMs = performance.now();
    this.#lastEchoMs = this.#lastHeardMs;
    const ping = () => this.control({ type: 'ping', sent_ms: performance.now() });
    this.#pinger = setInterval(ping, PING_INTERVAL_MS);
    ping();
    this.#events.onOpen();
  }

  #packet(data: unknown): void {
    this.#lastHeardMs = performance.now();
    if (!(data instanceof ArrayBuffer)) {
      this.malformed += 1;
      return;
    }
    this.bytesIn += data.byteLength;
    this.#events.onPacket(new Uint8Array(data));
  }

  #message(data: unknown): void {
    this.#lastHeardMs = performance.now();
    const parsed = parseLinkMessage(data);
    if (!parsed.ok) {
      this.malformed += 1;
      return;
    }
    const { message } = parsed;
    if (message.type === 'ping')
      this.control({ type: 'pong', sent_ms: message.sent_ms, ...this.#events.describePong?.() });
    else if (message.type === 'pong') this.#measure(message.sent_ms);
    else if (!this.#closed && this.#stripes.message(message, this.#lastHeardMs)) return;
    this.#events.onControl(message);
  }

  #measure(sentMs: number): void {
    const nowMs = performance.now();
    const sampleMs = nowMs - sentMs;
    if (sampleMs < 0 || sampleMs > 10_000) return;
    this.#lastEchoMs = nowMs;
    this.#rttMs = this.#rttMs === undefined ? sampleMs : this.#rttMs + 0.2 * (sampleMs - this.#rttMs);
  }

  #ended(tell = true): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#pinger);
    this.#stripes.close();
    if (tell) this.#events.onClose();
  }
}
