/**
 * A plain WebSocket client for tests: keeps what it hears, and waits for words instead of for time.
 * @module
 */
import { once } from 'node:events';
import type { ServerMessage } from '@p2c2g/protocol';
import { WebSocket } from 'ws';
import type { ConfigInput } from './config-schema.ts';
import { type RunningCoordinator, startCoordinator } from './server.ts';

type Heard = ServerMessage & { readonly seq?: number; readonly re?: string; readonly ack?: number };
type Of<T extends ServerMessage['msg_type']> = Extract<Heard, { msg_type: T }>;

/** A word that has not come by then does not come, however busy this machine is. */
const PATIENCE_MS = 45_000;

/** A coordinator on a free port that sends nobody away for being slow: clients here are still unless a test is about their beats. */
export const PATIENT = {
  listen_port: 0,
  log_level: 'silent',
  heartbeat_timeout_ms: 120_000,
  registration_timeout_ms: 60_000,
  task_timeout_ms: 60_000,
} as const;
/** Nor does it take a busy machine for a flood. */
export const UNSHED = { shed_event_loop_ms: 0 } as const;

export const PARAMS = {
  input_width: 320,
  input_height: 180,
  output_width: 640,
  output_height: 360,
  quality: 'fast',
  fps: 30,
  deadline_ms: 100,
};
export const CAPABILITIES = { cpu_cores: 4, ram_gb: 8, gpu: null, gpu_vram_gb: null };

export function testCoordinator(
  coordinator: ConfigInput['coordinator'] = {},
  database: ConfigInput['database'] = { type: 'memory' },
): Promise<RunningCoordinator> {
  return startCoordinator({
    coordinator: { ...PATIENT, ...coordinator },
    // Tests are a hundred clients from one address.
    limits: { ...UNSHED, connections_per_address: 10_000, connects_per_second: 10_000 },
    database,
  });
}

/** Asks until it is so. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export class TestClient {
  readonly heard: Heard[] = [];
  readonly socket: WebSocket;
  closed: { readonly code: number; readonly reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.heard.push(JSON.parse(String(data)) as Heard));
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    socket.on('error', () => {});
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<TestClient> {
    const client = new TestClient(new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers }));
    await once(client.socket, 'open');
    return client;
  }

  static async helper(url: string, peer_id: string, extra: object = {}): Promise<TestClient> {
    const client = await TestClient.open(url);
    client.say({ msg_type: 'peer_register', peer_id, capabilities: CAPABILITIES, ...extra });
    await client.hears('registration_ack');
    return client;
  }

  static async gamer(url: string, gamer_id: string): Promise<TestClient> {
    const client = await TestClient.open(url);
    client.say({ msg_type: 'register_gamer', gamer_id });
    await client.hears('registration_ack');
    return client;
  }

  say(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  async asks(extra: object = {}): Promise<void> {
    this.say({ msg_type: 'session_request', params: PARAMS, codecs: ['h264'], ...extra });
    await this.hears('session_state');
  }

  /** Waits for a message of that type that fits, past or to come. */
  async hears<T extends ServerMessage['msg_type']>(
    type: T,
    fits: (message: Of<T>) => boolean = () => true,
  ): Promise<Of<T>> {
    let found: Heard | undefined;
    await until(`${type}, heard ${this.heard.map(({ msg_type }) => msg_type)}`, () => {
      found = this.heard.findLast((message) => message.msg_type === type && fits(message as Of<T>));
      return found !== undefined;
    });
    return found as Of<T>;
  }

  async closes(): Promise<{ readonly code: number; readonly reason: string }> {
    await until('the socket to close', () => this.closed !== undefined);
    return this.closed!;
  }

  /** Heartbeats until the socket closes. */
  beats(peer_id: string, everyMs: number): this {
    const timer = setInterval(
      () => this.say({ msg_type: 'heartbeat', peer_id, timestamp: 1, load: 0 }),
      everyMs,
    );
    this.socket.on('close', () => clearInterval(timer));
    return this;
  }

  /** Like a network that fails: no farewell, no close frame. */
  async breaks(): Promise<void> {
    this.socket.terminate();
    await this.closes();
  }
}

/** What a gamer tells of a second in which a helper made so many frames. */
export const secondOf = (session_id: string, frames: number) => ({
  msg_type: 'telemetry',
  session_id,
  at: 1,
  frames: { sent: frames, upscaled: frames, local: 0, lost: 0, on_time: frames },
  latency_ms: { p50: 40, p95: 60 },
  bytes_up: 1,
  bytes_down: 2,
  failovers: 0,
  helpers: [{ peer_id: 'h', frames, failed: 0, ms_per_frame: 5, rtt_ms: 3 }],
});
