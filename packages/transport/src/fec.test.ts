import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeParity, MAX_FEC_SHARDS, recoverShards } from './fec.ts';
import { addScaled, invert, multiply } from './gf256.ts';
import { packetize } from './packetizer.ts';
import { Reassembler } from './reassembler.ts';
import { frameOf, patternBytes } from './test-frames.ts';

describe('GF(256)', () => {
  it('has an inverse for every factor', () => {
    for (let a = 1; a < 256; a++) expect(multiply(a, invert(a))).toBe(1);
  });

  it('multiplies by the rules of a field', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, byte, (a, b, c) => {
        expect(multiply(a, b)).toBe(multiply(b, a));
        expect(multiply(a, multiply(b, c))).toBe(multiply(multiply(a, b), c));
        expect(multiply(a, b ^ c)).toBe(multiply(a, b) ^ multiply(a, c));
      }),
    );
  });

  it('agrees with the known product of QR codes', () => {
    expect(multiply(0x80, 2)).toBe(0x1d);
    const sum = new Uint8Array([1, 2, 3]);
    addScaled(sum, new Uint8Array([0x80]), 2);
    expect([...sum]).toEqual([0x1c, 2, 3]);
  });
});

describe('parity', () => {
  it('rebuilds any loss of as many shards as there is parity, whichever parity came', () => {
    const setup = fc.record({
      dataCount: fc.integer({ min: 1, max: 40 }),
      parityCount: fc.integer({ min: 1, max: 8 }),
      seed: fc.nat(),
      pick: fc.infiniteStream(fc.nat()),
    });
    fc.assert(
      fc.property(setup, ({ dataCount, parityCount, seed, pick }) => {
        const size = 23;
        const shards = Array.from({ length: dataCount }, (_, i) => patternBytes(size, seed + i));
        const parity = encodeParity(shards, parityCount, size).map((bytes, row) => ({ row, bytes }));
        const lost = new Set<number>();
        for (let k = 0; k < Math.min(parityCount, dataCount); k++) lost.add(pick.next().value % dataCount);
        const first = pick.next().value % parity.length;
        const rotated = [...parity.slice(first), ...parity.slice(0, first)];
        const held = shards.map((shard, i) => (lost.has(i) ? undefined : shard));
        const expected = shards.filter((_, i) => lost.has(i));
        expect(recoverShards(held, rotated, size)).toEqual(expected);
      }),
    );
  });

  it('says so when there is too little', () => {
    expect(recoverShards([undefined, undefined], [{ row: 0, bytes: new Uint8Array(4) }], 4)).toBeUndefined();
  });

  it('saves a frame from the loss of its last, shorter packet', () => {
    const payload = patternBytes(2_500);
    const packets = packetize(frameOf(payload, { parityCount: 1 }));
    const reassembler = new Reassembler({ kind: 1, epoch: 1 });
    expect(packets).toHaveLength(4);
    const results = [packets[3]!, packets[0]!, packets[1]!].map((packet) => reassembler.accept(packet, 0));
    expect(results[2]).toMatchObject({ type: 'frame', frame: { payload } });
    expect(reassembler.stats().repaired).toBe(1);
  });

  it('is left out where a frame has more packets than the code', () => {
    const packets = packetize(frameOf(patternBytes((MAX_FEC_SHARDS + 5) * 76), { parityCount: 3 }), 100);
    expect(packets).toHaveLength(MAX_FEC_SHARDS + 5);
  });
});
