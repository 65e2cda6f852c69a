import { CloseCode } from '@p2c2g/protocol';
import { expect, it } from 'vitest';
import { Connection, type SocketLike } from './connection.ts';
import type { Hub } from './hub.ts';
import { TokenBucket } from './token-bucket.ts';

it('who does not read what it is sent is dropped before it fills the memory', () => {
  const done: unknown[] = [];
  const socket: SocketLike & { bufferedAmount: number } = {
    bufferedAmount: 0,
    readyState: 1,
    write: (frame) => {
      socket.bufferedAmount += frame.length;
    },
    gather: () => {},
    release: () => {},
    close: (code) => done.push(code),
    terminate: () => done.push('cut'),
  };
  const hub = {
    now: () => 0,
    terms: { msg_type: 'welcome', registration_timeout_ms: 5 },
    newMessageBucket: () => new TokenBucket(1, 1, () => 0),
    log: { warn: () => {} },
  } as unknown as Hub;
  const connection = new Connection(socket, hub, '192.0.2.1');
  const text = 'x'.repeat(64 * 1024);
  for (let n = 0; n < 100 && done.length === 0; n += 1) connection.write(text);
  expect(done).toEqual([CloseCode.slowConsumer, 'cut']);
  expect(socket.bufferedAmount).toBeLessThan(1.2 * 1024 * 1024);
});
