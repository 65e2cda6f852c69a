import { describe, expect, it } from 'vitest';
import { FrameSender, type PacketChannel } from './frame-sender.ts';
import { frameOf, patternBytes } from './test-frames.ts';

class FakeChannel implements PacketChannel {
  bufferedAmount = 0;
  readyState = 'open';
  /** Packets taken before it closes under the sender. */
  room = Number.POSITIVE_INFINITY;
  readonly sent: Uint8Array[] = [];

  send(data: Uint8Array): void {
    if (this.sent.length >= this.room) throw new DOMException('closing', 'InvalidStateError');
    this.sent.push(data);
    this.bufferedAmount += data.byteLength;
  }
}

describe('FrameSender', () => {
  it('sends a whole frame, then drops whole frames while bytes wait', () => {
    const channel = new FakeChannel();
    const sender = new FrameSender(channel, { gateBytes: 2_000 });
    expect(sender.send(frameOf(patternBytes(3_000)))).toEqual({ type: 'sent', bytes: 3_072, packets: 3 });
    expect(sender.send(frameOf(patternBytes(10)))).toEqual({ type: 'gated' });
    channel.bufferedAmount = 2_000;
    expect(sender.send(frameOf(patternBytes(10))).type).toBe('sent');
    expect(sender.stats()).toEqual({ frames: 2, packets: 4, bytes: 3_106, gated: 1, closed: 0 });
  });

  it('does not send on a channel that is not open', () => {
    const channel = new FakeChannel();
    channel.readyState = 'connecting';
    const sender = new FrameSender(channel, { gateBytes: 1 });
    expect(sender.send(frameOf(patternBytes(10)))).toEqual({ type: 'closed' });
    expect(channel.sent).toHaveLength(0);
  });

  it('survives a channel that closes in the middle of a frame', () => {
    const channel = new FakeChannel();
    channel.room = 2;
    const sender = new FrameSender(channel, { gateBytes: 1 });
    expect(sender.send(frameOf(patternBytes(3_000)))).toEqual({ type: 'closed' });
    expect(sender.stats()).toMatchObject({ frames: 0, packets: 2, closed: 1 });
  });
});
