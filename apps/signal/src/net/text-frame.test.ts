import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrame } from './text-frame.ts';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
let client: WebSocket;
let send: (text: string) => void;

beforeAll(async () => {
  if (!server.address()) await once(server, 'listening');
  server.on('connection', (_, { socket }) => {
    send = (text) => socket.write(textFrame(text));
  });
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(client, 'open');
});
afterAll(() => {
  client.terminate();
  server.close();
});

/** As a client that is strict about the standard reads it. */
async function heard(text: string): Promise<string> {
  const message = once(client, 'message');
  send(text);
  const [data, isBinary] = await message;
  expect(isBinary).toBe(false);
  return String(data);
}

it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])('holds %i characters', async (length) => {
  const text = 'x'.repeat(length);
  expect(await heard(text)).toBe(text);
});

it('counts bytes, not characters', async () => {
  for (const text of ['ä'.repeat(63), '水'.repeat(42), '🎮'.repeat(20_000)])
    expect(await heard(text)).toBe(text);
});
