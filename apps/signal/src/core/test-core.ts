/**
 * The core with a clock set by hand, seeded chance, and everything it says and records kept to look at.
 * @module
 */
import type { Pool, ServerMessageInput, StreamParams } from '@p2c2g/protocol';
import { Broker, type Recovered } from './broker.ts';
import { type Address, gamerAt, helperAt, type LeaseRecord, type SessionRecord } from './ports.ts';
import type { Standing } from './standing.ts';
import type { CoreSettings } from './world.ts';

export type Said = { readonly to: Address; readonly message: ServerMessageInput };

export const PARAMS: StreamParams = {
  input_width: 320,
  input_height: 180,
  output_width: 640,
  output_height: 360,
  quality: 'fast',
  fps: 30,
  deadline_ms: 100,
};

/** Mulberry32: small, seeded, good enough to shuffle a simulation. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const NOTHING: Recovered = { sessions: [], leases: [], epochs: [] };

export class TestCore {
  nowMs = 1_000_000;
  readonly said: Said[] = [];
  readonly dropped: Address[] = [];
  readonly sessions = new Map<string, SessionRecord>();
  readonly leases = new Map<string, LeaseRecord>();
  /** Every task that was begun, by its name in the ledger: what became of it, each time that it was said. */
  readonly charged = new Map<string, string[]>();
  readonly ended: { leaseId: string; reason: string; fault: string | null }[] = [];
  readonly broker: Broker;
  #named = 0;

  constructor(settings: Partial<CoreSettings> = {}, recovered: Recovered = NOTHING, seed = 1) {
    const name = (kind: string) => `${kind}${recovered === NOTHING ? '' : 'r'}${++this.#named}`;
    this.broker = new Broker(
      {
        now: () => this.nowMs,
        random: seeded(seed),
        names: {
          leaseId: () => name('l'),
          sessionId: () => name('s'),
          secret: () => name('secret-secret-'),
          hash: (secret) => `#${secret}`,
        },
        outbox: {
          send: (to, message) => this.said.push({ to, message }),
          drop: (to) => this.dropped.push(to),
          cut: (to) => this.dropped.push(to),
        },
        charges: {
          require: () => {},
          started: (key) => this.charged.set(key, []),
          done: (key, peerId, then) => {
            this.charged.get(key)!.push(`done by ${peerId}`);
            then();
          },
          failed: (key) => this.charged.get(key)!.push('failed'),
        },
        recorder: {
          sessionStarted: (session) => this.sessions.set(session.sessionId, session),
          sessionEnded: (id) => this.sessions.delete(id),
          leaseStarted: (lease) => this.leases.set(lease.leaseId, lease),
          leaseEnded: (leaseId, reason, fault) => {
            this.leases.delete(leaseId);
            this.ended.push({ leaseId, reason, fault });
          },
        },
      },
      {
        maxPeers: 1000,
        maxSessions: 1000,
        heartbeatTimeoutMs: 3_500,
        resumeWindowMs: 30_000,
        taskTimeoutMs: 5_000,
        maxTaskAttempts: 3,
        maxQueuedTasks: 100,
        iceServers: () => [],
        relayOnly: () => false,
        ...settings,
      },
      recovered,
      () => {},
    );
  }

  helper(
    id: string,
    extra: object = {},
    claims: Parameters<Broker['registerHelper']>[2] = [],
    ...company: [standing?: Standing, serves?: Pool]
  ): void {
    const capabilities = {
      cpu_cores: 4,
      ram_gb: 8,
      gpu: null,
      gpu_vram_gb: null,
      measured: [
        {
          quality: 'fast' as const,
          input_width: 320,
          input_height: 180,
          backend: 'wasm' as const,
          ms_per_frame: 5,
        },
      ],
      max_concurrent_tasks: 4,
      task_types: ['frame_upscale'],
      ...extra,
    };
    this.broker.registerHelper(id, capabilities, claims, ...company);
  }

  gamer(id: string, links = 1, extra: object = {}, standing?: Standing): void {
    this.broker.registerGamer(id, standing);
    this.broker.handle(gamerAt(id), {
      msg_type: 'session_request',
      params: PARAMS,
      codecs: ['h264'],
      max_links: links,
      ...extra,
    });
  }

  beat(id: string, extra: object = {}): void {
    this.broker.handle(helperAt(id), {
      msg_type: 'heartbeat',
      peer_id: id,
      timestamp: this.nowMs,
      load: 0,
      ...extra,
    });
  }

  /** Lets time pass in steps, with everyone online heard from. */
  pass(ms: number, stepMs = 250): void {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.nowMs += stepMs;
      for (const id of this.broker.world.helpers.keys()) this.broker.heard(helperAt(id));
      for (const id of this.broker.world.gamers.keys()) this.broker.heard(gamerAt(id));
      this.broker.tick();
    }
  }

  leasesOf(gamerId: string) {
    return this.broker.world.leases.all().filter((lease) => lease.gamerId === gamerId);
  }

  /** What was said to one client, newest last. */
  heardBy(to: Address): ServerMessageInput[] {
    return this.said
      .filter((one) => one.to.role === to.role && one.to.id === to.id)
      .map(({ message }) => message);
  }

  lastTo<T extends ServerMessageInput['msg_type']>(
    to: Address,
    type: T,
  ): Extract<ServerMessageInput, { msg_type: T }> | undefined {
    return this.heardBy(to).findLast((message) => message.msg_type === type) as never;
  }
}
