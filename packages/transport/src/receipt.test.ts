import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LossyPipe } from './impair.ts';
import { PACKET_KIND, peekKind } from './packet.ts';
import { packetize } from './packetizer.ts';
import { type OutgoingReceipt, readReceipt, receiptFrame } from './receipt.ts';
import { ReceiptBook } from './receipt-book.ts';
import { frameOf } from './test-frames.ts';

const writeReceipt = (receipt: OutgoingReceipt) => packetize(receiptFrame(receipt))[0]!;

describe('receipt', () => {
  it('has the documented bytes', () => {
    const packet = writeReceipt({ epoch: 0x0102, frameId: 0x03040506, queueLength: 7 });
    expect(Buffer.from(packet).toString('hex')).toBe(
      `1400010203040506${'0000'}${'0000'}${'0001'}${'00'}${'00'}${'00000000'}${'00000002'}0700`,
    );
    expect(peekKind(packet)).toBe(PACKET_KIND.receipt);
  });

  it('comes back as it was', () => {
    const receipt = fc.record({
      epoch: fc.integer({ min: 0, max: 0xffff }),
      frameId: fc.integer({ min: 0, max: 0xffff_ffff }),
      queueLength: fc.integer({ min: 0, max: 255 }),
    });
    fc.assert(
      fc.property(receipt, ({ epoch, frameId, queueLength }) => {
        expect(readReceipt(writeReceipt({ epoch, frameId, queueLength }), epoch)).toEqual({
          ok: true,
          receipt: { frameId, queueLength },
        });
      }),
    );
  });

  it.each([
    ['short', (p: Uint8Array) => p.subarray(0, 24)],
    ['foreign-epoch', (p: Uint8Array) => withByte(p, 3, 9)],
    ['foreign-kind', (p: Uint8Array) => withByte(p, 0, 0x12)],
    ['bad-kind', (p: Uint8Array) => withByte(p, 0, 0x1f)],
    ['bad-flags', (p: Uint8Array) => withByte(p, 25, 1)],
    ['bad-counts', () => packetOf(new Uint8Array(3))],
    ['bad-counts', () => packetOf(new Uint8Array(2), 1)],
  ])('refuses a packet as %s', (reason, spoil) => {
    const packet = writeReceipt({ epoch: 1, frameId: 1, queueLength: 0 });
    expect(readReceipt(spoil(packet), 1)).toEqual({ ok: false, reason });
  });

  it('no bytes make a reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const read = readReceipt(bytes, 1);
        expect(read.ok || read.reason.length > 0).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('ReceiptBook', () => {
  const receiptOf = (frameId: number, epoch = 1) => writeReceipt({ epoch, frameId, queueLength: 2 });

  it('tells how long a receipt took, once', () => {
    const book = new ReceiptBook(1);
    book.sent(5, 100);
    expect(book.accept(receiptOf(5), 103)).toEqual({
      type: 'receipt',
      receipt: { frameId: 5, queueLength: 2 },
      tookMs: 3,
    });
    expect(book.accept(receiptOf(5), 104)).toEqual({ type: 'dropped', reason: 'duplicate' });
    expect(book.accept(receiptOf(6), 104)).toEqual({ type: 'dropped', reason: 'duplicate' });
    expect(book.accept(receiptOf(5, 2), 104)).toEqual({ type: 'dropped', reason: 'foreign-epoch' });
    expect(book.stats()).toEqual({ received: 1, dropped: 3 });
  });

  it('counts from the later sending when an order follows its frame', () => {
    const book = new ReceiptBook(1);
    book.sent(5, 100);
    book.sent(5, 130);
    expect(book.accept(receiptOf(5), 132)).toMatchObject({ tookMs: 2 });
  });

  it('forgets frames that nobody receipts', () => {
    const book = new ReceiptBook(1);
    for (let frameId = 0; frameId < 1_000; frameId++) book.sent(frameId, frameId);
    expect(book.accept(receiptOf(900), 1_000)).toMatchObject({ type: 'dropped' });
    expect(book.accept(receiptOf(990), 1_000)).toMatchObject({ type: 'receipt', tookMs: 10 });
  });

  it('takes what a lossy network lets through, each once, in any order', () => {
    const pipe = new LossyPipe({ delayMs: 5, jitterMs: 20, lossRate: 0.2, duplicateRate: 0.3 }, 1);
    const book = new ReceiptBook(1);
    const taken: number[] = [];
    for (let frameId = 0; frameId < 60; frameId++) {
      book.sent(frameId, frameId);
      pipe.send(receiptOf(frameId), frameId);
    }
    for (const { packet, atMs } of pipe.deliverUntil(1_000)) {
      const result = book.accept(packet, atMs);
      if (result.type === 'receipt') taken.push(result.receipt.frameId);
    }
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken.length).toBeGreaterThan(30);
    expect(taken.length).toBeLessThan(60);
    expect(book.stats().dropped).toBeGreaterThan(0);
  });
});

function packetOf(payload: Uint8Array, parityCount = 0): Uint8Array {
  return packetize(frameOf(payload, { kind: PACKET_KIND.receipt, parityCount }))[0]!;
}

function withByte(packet: Uint8Array, at: number, value: number): Uint8Array {
  const copy = packet.slice();
  copy[at] = value;
  return copy;
}
