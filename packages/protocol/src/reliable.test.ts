import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReliableStream } from './reliable.ts';

describe('ReliableStream', () => {
  it('numbers from 1, judges duplicates and gaps', () => {
    const stream = new ReliableStream<string>();
    expect([stream.send('a'), stream.send('b')]).toEqual([1, 2]);
    expect([stream.accept(1), stream.accept(1), stream.accept(3), stream.accept(2)]).toEqual([
      'deliver',
      'duplicate',
      'gap',
      'deliver',
    ]);
    expect(stream.received).toBe(2);
  });

  it('replays what was not acknowledged, and admits what it no longer has', () => {
    const stream = new ReliableStream<number>(3);
    for (let n = 1; n <= 5; n += 1) stream.send(n);
    expect(stream.held).toBe(3);
    expect(stream.replayAfter(1)).toBeUndefined();
    expect(stream.replayAfter(2)).toEqual([3, 4, 5].map((n) => ({ seq: n, message: n })));
    expect(stream.replayAfter(5)).toEqual([]);
    expect(stream.replayAfter(6)).toBeUndefined();
  });

  it('delivers each message once and in order, over a socket that drops, as long as no more is pending than it holds', () => {
    const step = fc.constantFrom('send', 'deliver', 'lose', 'ack', 'drop');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const sender = new ReliableStream<number>(1_000);
        const receiver = new ReliableStream<never>();
        let wire: { seq: number; message: number }[] = [];
        const got: number[] = [];
        let sent = 0;
        const resume = () => {
          wire = [...sender.replayAfter(receiver.received)!];
        };
        const deliver = () => {
          const one = wire.shift();
          if (!one) return;
          const verdict = receiver.accept(one.seq);
          if (verdict === 'deliver') got.push(one.message);
          if (verdict === 'gap') resume();
        };
        for (const what of steps) {
          if (what === 'send') wire.push({ seq: sender.send(++sent), message: sent });
          else if (what === 'deliver') deliver();
          else if (what === 'lose') wire.shift();
          else if (what === 'ack') sender.acknowledge(receiver.received);
          else resume();
        }
        resume();
        while (wire.length > 0) deliver();
        expect(got).toEqual(Array.from({ length: sent }, (_, n) => n + 1));
      }),
    );
  });

  it('holds no more than its limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(100), (limit, count) => {
        const stream = new ReliableStream<number>(limit);
        for (let n = 0; n < count; n += 1) stream.send(n);
        expect(stream.held).toBe(Math.min(limit, count));
      }),
    );
  });
});
