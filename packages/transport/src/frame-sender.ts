import { MAX_PACKET_BYTES } from './packet.ts';
import { type OutgoingFrame, packetize } from './packetizer.ts';

/** The part of `RTCDataChannel` that a sender needs; werift's and a test's fit as well. */
export interface PacketChannel {
  readonly bufferedAmount: number;
  readonly readyState: string;
  send(data: Uint8Array<ArrayBuffer>): void;
}

export interface FrameSenderOptions {
  /** Bytes that may wait in the channel when a new frame comes: about one frame time of the link's rate. */
  readonly gateBytes: number;
  readonly maxPacketBytes?: number;
}

export type SendResult =
  | { readonly type: 'sent'; readonly bytes: number; readonly packets: number }
  | { readonly type: 'gated' }
  | { readonly type: 'closed' };

export interface FrameSenderStats {
  readonly frames: number;
  readonly packets: number;
  readonly bytes: number;
  /** Whole frames dropped because older bytes still waited. */
  readonly gated: number;
  /** Frames that met a channel which was not open, or closed under them. */
  readonly closed: number;
}

const GATED: SendResult = Object.freeze({ type: 'gated' });
const CLOSED: SendResult = Object.freeze({ type: 'closed' });

/**
 * Sends whole frames or nothing. When older bytes still wait in the channel, the new frame is dropped: queueing it would only make
 * it, and all after it, late. The encoder then owes the receiver a key frame.
 */
export class FrameSender {
  /** May change with the link's measured rate. */
  gateBytes: number;
  readonly #channel: PacketChannel;
  readonly #maxPacketBytes: number;
  #frames = 0;
  #packets = 0;
  #bytes = 0;
  #gated = 0;
  #closed = 0;

  constructor(channel: PacketChannel, options: FrameSenderOptions) {
    this.#channel = channel;
    this.gateBytes = options.gateBytes;
    this.#maxPacketBytes = options.maxPacketBytes ?? MAX_PACKET_BYTES;
  }

  /** Sends `frame` now or not at all. `bytes` in the answer counts headers and parity. */
  send(frame: OutgoingFrame): SendResult {
    if (this.#channel.readyState !== 'open') return this.#countClosed();
    if (this.#channel.bufferedAmount > this.gateBytes) {
      this.#gated++;
      return GATED;
    }
    const packets = packetize(frame, this.#maxPacketBytes);
    const bytes = this.#push(packets);
    if (bytes === undefined) return this.#countClosed();
    this.#frames++;
    return { type: 'sent', bytes, packets: packets.length };
  }

  stats(): FrameSenderStats {
    return {
      frames: this.#frames,
      packets: this.#packets,
      bytes: this.#bytes,
      gated: this.#gated,
      closed: this.#closed,
    };
  }

  /** Bytes sent, or `undefined` when the channel closed meanwhile: `send` throws then, and that is no one's bug. */
  #push(packets: readonly Uint8Array<ArrayBuffer>[]): number | undefined {
    let bytes = 0;
    try {
      for (const packet of packets) {
        this.#channel.send(packet);
        bytes += packet.byteLength;
        this.#packets++;
      }
    } catch {
      return undefined;
    } finally {
      this.#bytes += bytes;
    }
    return bytes;
  }

  #countClosed(): SendResult {
    this.#closed++;
    return CLOSED;
  }
}
