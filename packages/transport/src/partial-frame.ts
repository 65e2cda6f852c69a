import { type ParityPacket, recoverShards } from './fec.ts';
import { type PacketHeader, shardBytes } from './packet.ts';

/** A frame put together again. */
export interface AssembledFrame {
  readonly frameId: number;
  readonly region: number;
  readonly key: boolean;
  readonly work: boolean;
  readonly captureTimeUs: number;
  readonly payload: Uint8Array<ArrayBuffer>;
  /** When its first and its last needed packet came, on the receiver's clock. */
  readonly firstPacketMs: number;
  readonly lastPacketMs: number;
}

/** What a packet costs in memory beside its bytes: a view, a buffer object and a map entry. */
const PACKET_OVERHEAD_BYTES = 200;

/**
 * The packets of one frame so far. It holds what really came, never what a header claims will come: a single forged packet
 * cannot make it reserve a megabyte.
 */
export class PartialFrame {
  readonly header: PacketHeader;
  readonly firstPacketMs: number;
  /** Bytes held, with overhead. */
  heldBytes = 0;
  /** Parity came before the frame was complete: it stands in for a shard. */
  needsRepair = false;
  readonly #packets = new Map<number, Uint8Array>();

  constructor(header: PacketHeader, nowMs: number) {
    this.header = header;
    this.firstPacketMs = nowMs;
  }

  /** True when `other` may belong to the same frame: all but its own place agrees. */
  agreesWith(other: PacketHeader): boolean {
    const mine = this.header;
    return (
      mine.dataCount === other.dataCount &&
      mine.frameBytes === other.frameBytes &&
      mine.key === other.key &&
      mine.work === other.work &&
      mine.captureTimeUs === other.captureTimeUs &&
      mine.parityCount === other.parityCount
    );
  }

  has(packetIndex: number): boolean {
    return this.#packets.has(packetIndex);
  }

  /** Keeps the packet; returns the bytes that this costs. */
  add(packetIndex: number, payload: Uint8Array): number {
    const costBytes = payload.byteLength + PACKET_OVERHEAD_BYTES;
    this.#packets.set(packetIndex, payload);
    if (packetIndex >= this.header.dataCount) this.needsRepair = true;
    this.heldBytes += costBytes;
    return costBytes;
  }

  /** Any `dataCount` different packets are enough. */
  get isComplete(): boolean {
    return this.#packets.size >= this.header.dataCount;
  }

  /** The whole frame. Only when {@link isComplete}. */
  assemble(nowMs: number): AssembledFrame {
    const { frameId, region, key, work, captureTimeUs } = this.header;
    const payload = this.#join();
    return {
      frameId,
      region,
      key,
      work,
      captureTimeUs,
      payload,
      firstPacketMs: this.firstPacketMs,
      lastPacketMs: nowMs,
    };
  }

  #join(): Uint8Array<ArrayBuffer> {
    const { frameBytes, dataCount } = this.header;
    const size = shardBytes(frameBytes, dataCount);
    const payload = new Uint8Array(frameBytes);
    const missing: number[] = [];
    for (let i = 0; i < dataCount; i++) {
      const shard = this.#packets.get(i);
      if (shard) payload.set(shard, i * size);
      else missing.push(i);
    }
    if (missing.length > 0) this.#repair(payload, missing, size);
    return payload;
  }

  #repair(payload: Uint8Array, missing: readonly number[], size: number): void {
    const { dataCount } = this.header;
    const shards = Array.from({ length: dataCount }, (_, i) => this.#packets.get(i));
    const recovered = recoverShards(shards, this.#parity(), size) ?? [];
    recovered.forEach((shard, k) => {
      const at = missing[k]! * size;
      payload.set(shard.subarray(0, payload.byteLength - at), at);
    });
  }

  #parity(): ParityPacket[] {
    const { dataCount } = this.header;
    return [...this.#packets]
      .filter(([index]) => index >= dataCount)
      .map(([index, bytes]) => ({ row: index - dataCount, bytes }));
  }
}
