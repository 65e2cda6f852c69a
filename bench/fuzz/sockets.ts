/**
 * Malformed messages over real sockets: what comes back to each, and how each socket ends.
 * @module
 */
import { ERROR_CODES } from '@p2c2g/protocol';
import { WebSocket } from 'ws';
import { makePayload, type Random } from './corpus.ts';
import type { Tally } from './tally.ts';

/** After some ten refusals a socket is closed as a flood; what is sent after that is never read. */
const MESSAGES_PER_SOCKET = 12;
const SOCKET_LIMIT_MS = 60_000;
/** Closed by us, or by the WebSocket library for what is no WebSocket message. */
const FAIR_CLOSES: ReadonlySet<number> = new Set([
  1000, 1002, 1007, 1009, 4400, 4401, 4408, 4409, 4413, 4426, 4429,
]);
const KNOWN_CODES: ReadonlySet<string> = new Set(ERROR_CODES);

/** One socket's life. @returns how many messages were sent */
export function fuzzSocket(url: string, random: Random, tally: Tally, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { perMessageDeflate: false });
    const timer = setTimeout(() => {
      socket.terminate();
      reject(new Error('a socket was neither answered nor closed'));
    }, SOCKET_LIMIT_MS);
    let sent = 0;
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => judge(data.toString(), tally));
    socket.on('open', () => {
      if (random() < 0.5) socket.send(registration(random, name));
      for (; sent < MESSAGES_PER_SOCKET; sent += 1) {
        const { kind, payload } = makePayload(random);
        tally.sent(kind);
        socket.send(payload);
      }
      // Those that were not refused often enough to be closed are closed here; what they sent is read before.
      socket.close(1000);
    });
    socket.on('close', (code) => {
      clearTimeout(timer);
      tally.closed(code);
      if (!FAIR_CLOSES.has(code)) tally.wrong(`a socket closed with ${code}`);
      resolve(sent);
    });
  });
}

const registration = (random: Random, name: string): string =>
  JSON.stringify(
    random() < 0.5
      ? { msg_type: 'register_gamer', gamer_id: name }
      : {
          msg_type: 'peer_register',
          peer_id: name,
          capabilities: { cpu_cores: 1, ram_gb: 1, gpu: null, gpu_vram_gb: null },
        },
  );

/** Every refusal has a code of the table, and none is our own mistake. */
function judge(text: string, tally: Tally): void {
  const message = JSON.parse(text) as { msg_type: string; code?: string };
  if (message.msg_type !== 'error') return;
  tally.refused(String(message.code));
  if (!KNOWN_CODES.has(String(message.code))) tally.wrong(`a refusal with the code ${message.code}`);
  if (message.code === 'P2C2G_INTERNAL') tally.wrong('P2C2G_INTERNAL over a socket');
}
