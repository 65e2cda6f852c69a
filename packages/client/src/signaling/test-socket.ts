/** The coordinator's end of a connection, for tests. */
import type { SocketLike } from './connection.ts';

/** A socket whose other end is the test. */
export class FakeSocket implements SocketLike {
  static readonly made: FakeSocket[] = [];
  readyState = 1;
  readonly sent: Record<string, unknown>[] = [];
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  onerror: SocketLike['onerror'] = null;

  constructor() {
    FakeSocket.made.push(this);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = 3;
  }

  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify({ v: 1, ...message }) } as never);
  }

  drops(): void {
    this.readyState = 3;
    this.onclose?.({} as never);
  }
}

export const WELCOME = {
  msg_type: 'welcome',
  version: 1,
  server: 'test',
  heartbeat_interval_ms: 1000,
  heartbeat_timeout_ms: 3000,
  registration_timeout_ms: 5000,
  resume_window_ms: 30_000,
  max_message_bytes: 65_536,
};
export const TOKEN = 'a-token-of-enough-characters';
export const ack = (status: string, last_seq = 0) => ({
  msg_type: 'registration_ack',
  gamer_id: 'g1',
  status,
  resume_token: TOKEN,
  last_seq,
  ice_servers: [],
});

export const last = (): FakeSocket => FakeSocket.made.at(-1)!;
