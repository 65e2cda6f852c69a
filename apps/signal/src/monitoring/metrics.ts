/**
 * What is counted as it happens. Names and units follow Prometheus' conventions, and no label holds an id, an address or
 * anything else that a client chooses: each has as many values as the protocol has words.
 * @module
 */
import type { ClientMessageType, ErrorCode } from '@p2c2g/protocol';
import { Counter, Histogram, Registry } from 'prom-client';

/** A decision takes well under a millisecond with a hundred helpers, and a few with ten thousand. */
const DECISION_BUCKETS_S = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05];
const WAIT_BUCKETS_S = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800];
const REQUEST_BUCKETS_S = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

export class Metrics {
  readonly registry = new Registry();
  /** Counted apart, as it is for every message, and handed over when somebody asks. */
  readonly #received: Partial<Record<ClientMessageType, number>> = {};
  readonly #refused: Counter<'code'>;
  readonly #leasesEnded: Counter<'reason' | 'fault'>;
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #placement: Histogram;
  readonly #wait: Histogram;
  readonly #lostWrites: Counter;
  readonly #relayed: Counter<'way'>;

  constructor() {
    const registers = [this.registry];
    const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
      new Counter({ name: `p2c2g_${name}`, help, labelNames, registers });
    const histogram = <L extends string>(name: string, help: string, buckets: number[], labelNames: L[]) =>
      new Histogram({ name: `p2c2g_${name}`, help, buckets, labelNames, registers });
    const received = this.#received;
    new Counter({
      name: 'p2c2g_messages_received_total',
      help: 'Messages from clients, by msg_type.',
      labelNames: ['type'],
      registers,
      collect() {
        this.reset();
        for (const [type, count] of Object.entries(received)) this.inc({ type }, count);
      },
    });
    this.#refused = counter('refusals_total', 'Messages and sockets that were refused, by code.', ['code']);
    this.#leasesEnded = counter(
      'leases_ended_total',
      'Leases that ended, by reason, and whose fault it was.',
      ['reason', 'fault'],
    );
    this.#requests = histogram('http_request_duration_seconds', 'HTTP requests.', REQUEST_BUCKETS_S, [
      'method',
      'route',
      'status',
    ]);
    const decided = 'Time to answer a request for a session, with the choice of its helpers.';
    this.#placement = histogram('placement_duration_seconds', decided, DECISION_BUCKETS_S, []);
    const waited = 'Time from the request for a session to its first helper.';
    this.#wait = histogram('session_wait_seconds', waited, WAIT_BUCKETS_S, []);
    const relayed = 'Pictures of tasks that passed through the coordinator.';
    this.#relayed = counter('task_payload_bytes_total', relayed, ['way']);
    this.#lostWrites = counter('store_lost_writes_total', 'Records that could not be written.', []);
  }

  received(type: ClientMessageType): void {
    this.#received[type] = (this.#received[type] ?? 0) + 1;
  }

  refused(code: ErrorCode): void {
    this.#refused.inc({ code });
  }

  leaseEnded(reason: string, fault: string | null): void {
    this.#leasesEnded.inc({ reason, fault: fault ?? 'none' });
  }

  /** @param route as it was declared, never the path that was asked for */
  requested(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status }, seconds);
  }

  placed(seconds: number): void {
    this.#placement.observe(seconds);
  }

  waited(seconds: number): void {
    this.#wait.observe(seconds);
  }

  relayedPayload(way: 'request' | 'result', bytes: number): void {
    this.#relayed.inc({ way }, bytes);
  }

  lostWrites(count: number): void {
    this.#lostWrites.inc(count);
  }
}
