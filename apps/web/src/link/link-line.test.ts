import { type OutgoingFrame, PACKET_KIND, readPacket } from '@p2c2g/transport';
import { describe, expect, it } from 'vitest';
import { LinkLine } from './link-line.ts';

const RATE = { startBps: 1e6, minBps: 1e5, maxBps: 3e6 };

/** Two ends; what one sends the other hears after `delayMs`, unless `loses` says no. */
class Wire {
  nowMs = 0;
  readonly #due: { readonly atMs: number; readonly run: () => void }[] = [];
  readonly gamer = this.#end(PACKET_KIND.downlink, (packet) => this.#carry(packet, () => this.helper));
  readonly helper: LinkLine = this.#end(PACKET_KIND.uplink, (packet) =>
    this.#carry(packet, () => this.gamer),
  );
  delayMs = 10;
  reports = 0;
  loses: () => boolean = () => false;

  #end(hears: typeof PACKET_KIND.uplink | typeof PACKET_KIND.downlink, send: (p: Uint8Array) => void) {
    const channel = { bufferedAmount: 0, readyState: 'open', send };
    return new LinkLine({ channel, epoch: 1, hears, gateBytes: 1e5, rate: RATE });
  }

  #carry(packet: Uint8Array, to: () => LinkLine): void {
    if (this.loses()) return;
    const atMs = this.nowMs + this.delayMs;
    const run = () => {
      if (to().heard(packet, this.nowMs)) this.reports += 1;
    };
    this.#due.push({ atMs, run });
  }

  run(frames: number): void {
    for (let i = 1; i <= frames; i++) {
      this.nowMs += 20;
      for (const { run } of this.#due.splice(0)) run();
      this.gamer.send(frameOf(this.nowMs / 20), this.nowMs);
    }
  }
}

const frameOf = (frameId: number): OutgoingFrame => ({
  kind: PACKET_KIND.uplink,
  epoch: 1,
  frameId,
  region: 0,
  key: false,
  work: false,
  captureTimeUs: 0,
  payload: new Uint8Array(5_000),
});

describe('LinkLine', () => {
  it('is told by the other end how the line does, and may send more', () => {
    const wire = new Wire();
    wire.run(200);
    expect(wire.reports).toBeGreaterThan(40);
    expect(wire.gamer.look.targetBps).toBeGreaterThan(RATE.startBps);
    expect(wire.gamer.look.lossShare).toBeLessThan(0.002);
  });

  it('adds parity when packets are lost', () => {
    const wire = new Wire();
    let count = 0;
    wire.loses = () => ++count % 20 === 0;
    wire.run(300);
    const { parityShare, lossShare, payloadBps, targetBps } = wire.gamer.look;
    expect(lossShare).toBeGreaterThan(0.03);
    expect(parityShare).toBeGreaterThan(0.15);
    expect(payloadBps).toBeLessThan(targetBps);
  });

  it('asks for further connections when packets are lost, and for none on a clean line', () => {
    const clean = new Wire();
    clean.run(100);
    expect(clean.gamer.connections(20, clean.nowMs)).toBe(1);
    const lossy = new Wire();
    let count = 0;
    lossy.loses = () => ++count % 20 === 0;
    lossy.run(100);
    expect(lossy.gamer.connections(undefined, lossy.nowMs)).toBeGreaterThan(2);
  });

  it('keeps reports to itself and leaves frames to others', () => {
    const wire = new Wire();
    const packet = new Uint8Array(30);
    expect(wire.helper.heard(packet, 0)).toBe(false);
    expect(readPacket(packet).ok).toBe(false);
  });
});
