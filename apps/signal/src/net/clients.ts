/**
 * All registered clients, by name and by resume token. A token is kept as its hash, and changes with every resume;
 * the one before stays good until the client has used the connection, for the answer that named the new one may be lost.
 * @module
 */
import { P2c2gError, type ServerMessageInput } from '@p2c2g/protocol';
import type { Token } from '../auth/tokens.ts';
import type { Address, Names, Outbox } from '../core/ports.ts';
import { Client, type Wire } from './client.ts';
import type { TokenBucket } from './token-bucket.ts';

export class Clients implements Outbox {
  readonly #names: Names;
  readonly #byId = { helper: new Map<string, Client>(), gamer: new Map<string, Client>() };
  readonly #byToken = new Map<string, Client>();
  readonly #tokens = new Map<Client, string[]>();
  readonly #bySubject = new Map<string, Set<Client>>();

  constructor(names: Names) {
    this.#names = names;
  }

  get size(): number {
    return this.#byId.helper.size + this.#byId.gamer.size;
  }

  all(): Client[] {
    return [...this.#byId.helper.values(), ...this.#byId.gamer.values()];
  }

  find({ role, id }: Address): Client | undefined {
    return this.#byId[role].get(id);
  }

  /** @throws P2C2G_ID_TAKEN when a live connection has that name */
  requireFree(address: Address): void {
    if (this.find(address)?.wire) throw new P2c2gError('P2C2G_ID_TAKEN', address.id);
  }

  /** A new client in the place of one that lost its socket, if there was one. */
  register(address: Address, wire: Wire, messages: TokenBucket): Client {
    const old = this.find(address);
    if (old) this.#forget(old);
    const client = new Client(address, wire, old?.messages ?? messages);
    this.#byId[address.role].set(address.id, client);
    return client;
  }

  /** Says who a client is. */
  identify(client: Client, token: Token): void {
    client.token = token;
    const kin = this.#bySubject.get(token.subject) ?? new Set();
    this.#bySubject.set(token.subject, kin.add(client));
  }

  /** Those who came in by the same key, this one not counted. */
  kinOf({ role, id }: Address, { subject }: Token): Client[] {
    return [...(this.#bySubject.get(subject) ?? [])].filter(
      ({ address }) => !(address.role === role && address.id === id),
    );
  }

  byToken(token: string): Client | undefined {
    return this.#byToken.get(this.#names.hash(token));
  }

  newToken(client: Client): string {
    const token = this.#names.secret();
    const hash = this.#names.hash(token);
    const held = this.#tokens.get(client) ?? [];
    for (const old of held.slice(0, -1)) this.#byToken.delete(old);
    this.#tokens.set(client, [...held.slice(-1), hash]);
    this.#byToken.set(hash, client);
    return token;
  }

  /** The client has the newest token: older ones die. */
  tokenConfirmed(client: Client): void {
    const held = this.#tokens.get(client);
    if (!held || held.length < 2) return;
    for (const old of held.slice(0, -1)) this.#byToken.delete(old);
    this.#tokens.set(client, held.slice(-1));
  }

  send(to: Address, message: ServerMessageInput): void {
    this.find(to)?.send(message);
  }

  drop(to: Address, code: number, reason: string): void {
    const client = this.find(to);
    if (!client) return;
    this.#forget(client);
    client.wire?.close(code, reason);
    client.wire = undefined;
  }

  cut(to: Address, code: number, reason: string): void {
    const client = this.find(to);
    client?.wire?.close(code, reason);
    if (client) client.wire = undefined;
  }

  #forget(client: Client): void {
    const { role, id } = client.address;
    this.#byId[role].delete(id);
    for (const token of this.#tokens.get(client) ?? []) this.#byToken.delete(token);
    this.#tokens.delete(client);
    const { subject } = client.token ?? {};
    if (subject === undefined) return;
    const kin = this.#bySubject.get(subject);
    kin?.delete(client);
    if (kin?.size === 0) this.#bySubject.delete(subject);
  }
}
