/**
 * Helpers and gamers that know what they hold, so that what they hold can be compared with what others hold.
 * @module
 */
import type { Assign, ServerMessage } from '@p2c2g/protocol';
import { ChurnLine } from './line.ts';

/** Leases of one helper at once: what it says it takes. */
export const MOST_LEASES = 2;
export const LINKS = 2;
const FRAMES_PER_SECOND = 30;
const PARAMS = {
  input_width: 320,
  input_height: 180,
  output_width: 640,
  output_height: 360,
  quality: 'fast' as const,
  fps: FRAMES_PER_SECOND,
  deadline_ms: 100,
};
const CAPABILITIES = {
  cpu_cores: 8,
  ram_gb: 16,
  gpu: 'a gpu',
  gpu_vram_gb: 8,
  codecs: ['h264'],
  measured: [
    {
      quality: 'fast' as const,
      input_width: 320,
      input_height: 180,
      backend: 'webgpu' as const,
      ms_per_frame: 5,
    },
  ],
  max_concurrent_tasks: MOST_LEASES,
};

/** What ought never to be seen. */
export type Witness = (violation: string) => void;

interface Held {
  readonly assign: Assign;
  frames: number;
}

export class ChurnHelper {
  readonly id: string;
  readonly held = new Map<string, Held>();
  readonly #witness: Witness;
  #line: ChurnLine | undefined;

  constructor(id: string, witness: Witness) {
    this.id = id;
    this.#witness = witness;
  }

  async join(url: string): Promise<void> {
    this.#line = await ChurnLine.open(url, (message) => this.#hear(message));
    this.#line.say({ msg_type: 'peer_register', peer_id: this.id, capabilities: CAPABILITIES });
  }

  /** A second passes: frames were served, and it says that it lives. */
  beat(): void {
    for (const held of this.held.values()) held.frames += FRAMES_PER_SECOND;
    const served = [...this.held].map(([lease_id, { frames }]) => ({ lease_id, frames }));
    this.#line?.say({ msg_type: 'heartbeat', peer_id: this.id, timestamp: Date.now(), load: 0.2, served });
  }

  /** @param politely with a goodbye, as a page that is closed */
  die(politely: boolean): void {
    if (politely) this.#line?.say({ msg_type: 'bye', reason: 'closed' });
    this.#line?.break();
    this.held.clear();
  }

  #hear(message: ServerMessage): void {
    switch (message.msg_type) {
      case 'assign':
        this.#take(message);
        break;
      case 'release':
        this.held.delete(message.lease_id);
        break;
      case 'offer':
        this.#line?.say({ msg_type: 'answer', lease_id: message.lease_id, epoch: message.epoch, sdp: 'v=0' });
        break;
    }
  }

  #take(assign: Assign): void {
    for (const { assign: other } of this.held.values())
      if (other.session_id === assign.session_id) this.#witness(`${this.id} has ${assign.session_id} twice`);
    this.held.set(assign.lease_id, { assign, frames: 0 });
    if (this.held.size > MOST_LEASES) this.#witness(`${this.id} has ${this.held.size} leases`);
  }
}

export class ChurnGamer {
  readonly id: string;
  readonly held = new Map<string, Assign>();
  #line: ChurnLine | undefined;
  #sessionId = '';
  assigned = 0;

  constructor(id: string) {
    this.id = id;
  }

  async join(url: string): Promise<void> {
    this.#line = await ChurnLine.open(url, (message) => this.#hear(message));
    this.#line.say({ msg_type: 'register_gamer', gamer_id: this.id });
    this.#line.say({ msg_type: 'session_request', params: PARAMS, codecs: ['h264'], max_links: LINKS });
  }

  /** A second passes, as its row in the journal. */
  second(): void {
    if (this.held.size === 0) return;
    const upscaled = FRAMES_PER_SECOND;
    this.#line?.say({
      msg_type: 'telemetry',
      session_id: this.#sessionId,
      at: Date.now(),
      frames: { sent: upscaled, upscaled, local: 0, lost: 0, on_time: upscaled },
      latency_ms: { p50: 30, p95: 50 },
      bytes_up: 1,
      bytes_down: 1,
      failovers: 0,
      helpers: [...this.held.values()].map(({ peer_id }, n) => ({
        peer_id,
        frames: n === 0 ? upscaled : 0,
        failed: 0,
        ms_per_frame: 5,
        rtt_ms: 10,
      })),
    });
  }

  leave(): void {
    this.#line?.say({ msg_type: 'bye', reason: 'closed' });
    this.#line?.break();
    this.held.clear();
  }

  #hear(message: ServerMessage): void {
    switch (message.msg_type) {
      case 'assign':
        this.#take(message);
        break;
      case 'session_state':
        this.#sessionId = message.session_id;
        break;
      case 'release':
      case 'peer_gone':
        this.held.delete(message.lease_id);
        break;
      case 'helper_lost':
        // Its link is as dead as its socket here.
        this.held.delete(message.lease_id);
        this.#line?.say({
          msg_type: 'link_state',
          lease_id: message.lease_id,
          epoch: message.epoch,
          state: 'failed',
        });
        break;
    }
  }

  #take(assign: Assign): void {
    const leased = { lease_id: assign.lease_id, epoch: assign.epoch };
    this.assigned += 1;
    this.held.set(assign.lease_id, assign);
    this.#line?.say({ msg_type: 'offer', ...leased, sdp: 'v=0' });
    this.#line?.say({ msg_type: 'link_state', ...leased, state: 'connected', rtt_ms: 10 });
  }
}
