/**
 * A bad network between programs on one machine, for tests and measurements: every UDP packet between two sites passes a lane.
 *
 * ```
 *   left site              rig                        right site
 *   port a  ──►  stands for b ─ lane to right ─ stands for a  ──►  port b
 *   port a  ◄──  stands for b ─ lane to left  ─ stands for a  ◄──  port b
 * ```
 *
 * Each end is told that the other one lives at the port that stands for it, which for ICE means to rewrite candidates. Node only: no
 * browser bundle imports this folder.
 * @module
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Lane, type LaneConditions } from './lane.ts';

export type Site = 'left' | 'right';

export interface UdpRigOptions {
  /** The address of both ends and of the rig. */
  readonly host?: string;
  readonly seed: number;
  readonly toLeft: LaneConditions;
  readonly toRight: LaneConditions;
}

/** IPv4 and UDP headers: what a packet takes of a line beside its payload. */
const IP_UDP_BYTES = 28;

const SITES = ['left', 'right'] as const satisfies readonly Site[];

interface StandIn {
  readonly site: Site;
  readonly socket: Socket;
  readonly port: number;
}

/** Sends a packet from the port that stands for its sender to its receiver's own port. */
type Deliver = () => void;

/** A change of the network, `afterMs` from the call. */
export interface RigStep extends Partial<Record<Site, LaneConditions>> {
  readonly afterMs: number;
}

export class UdpRig {
  /** What travels towards each site. Other traffic may be sent on a lane too: it then shares the bottleneck. */
  readonly lanes: Readonly<Record<Site, Lane<Deliver>>>;
  readonly #host: string;
  readonly #standIns = new Map<number, Promise<StandIn>>();
  readonly #steps: ReturnType<typeof setTimeout>[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor({ host = '127.0.0.1', seed, toLeft, toRight }: UdpRigOptions) {
    this.#host = host;
    this.lanes = { left: new Lane(toLeft, seed), right: new Lane(toRight, seed + 1) };
  }

  get host(): string {
    return this.#host;
  }

  /** The port that stands for `port`, which is at `site`. Asked again, it answers the same. */
  async portFor(port: number, site: Site): Promise<number> {
    return (await this.#standIn(port, site)).port;
  }

  /** Puts other traffic on the lane towards `site`. */
  inject(site: Site, bytes: number, deliver: Deliver): void {
    this.lanes[site].send(deliver, bytes, performance.now());
    this.#pump();
  }

  /** Changes lanes over time; what a step does not name stays. */
  play(steps: readonly RigStep[]): void {
    for (const { afterMs, ...changes } of steps) {
      const change = () => {
        for (const site of SITES) this.lanes[site].conditions = changes[site] ?? this.lanes[site].conditions;
        this.#pump();
      };
      this.#steps.push(setTimeout(change, afterMs));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of [this.#timer, ...this.#steps]) clearTimeout(timer);
    for (const { socket } of await Promise.all(this.#standIns.values())) socket.close();
  }

  #standIn(port: number, site: Site): Promise<StandIn> {
    let found = this.#standIns.get(port);
    if (!found) {
      found = this.#open(port, site);
      this.#standIns.set(port, found);
    }
    return found;
  }

  async #open(port: number, site: Site): Promise<StandIn> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20, sendBufferSize: 1 << 20 });
    socket.bind(0, this.#host);
    await once(socket, 'listening');
    socket.on('message', (bytes, { port: from }) => void this.#forward(bytes, from, port, site));
    // A port that closed meanwhile answers with an ICMP error; the packet is lost, as it would be anywhere.
    socket.on('error', () => {});
    return { site, socket, port: socket.address().port };
  }

  async #forward(bytes: Uint8Array, from: number, to: number, site: Site): Promise<void> {
    const sender = await this.#standIn(from, site === 'left' ? 'right' : 'left');
    if (this.#closed) return;
    const deliver = () => sender.socket.send(bytes, to, this.#host);
    this.lanes[site].send(deliver, bytes.byteLength + IP_UDP_BYTES, performance.now());
    this.#pump();
  }

  /** Delivers what is due and sleeps until something is again. */
  #pump(): void {
    if (this.#closed) return;
    const nowMs = performance.now();
    for (const lane of Object.values(this.lanes)) for (const deliver of lane.deliverUntil(nowMs)) deliver();
    clearTimeout(this.#timer);
    const dueMs = Math.min(this.lanes.left.nextDueMs(), this.lanes.right.nextDueMs());
    if (dueMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#pump(), Math.max(0, dueMs - performance.now()));
  }
}
