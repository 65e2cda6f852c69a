/**
 * Decides on a registration by its token: the role, how many at once, and whose the name is. In open mode everybody
 * passes, and nobody owns a name.
 * @module
 */
import { P2c2gError } from '@p2c2g/protocol';
import type { Address } from '../core/ports.ts';
import type { Gate } from './gate.ts';
import type { Token } from './tokens.ts';

/** Another client of the same key. */
export interface Kin {
  /** Undefined while its socket is lost. */
  readonly wire: object | undefined;
}

export class Door {
  readonly #gate: Gate;
  readonly #owners: Map<string, string>;
  readonly #onOwned: (name: string, subject: string) => void;
  readonly #now: () => number;

  /**
   * @param owners whose which name is, from earlier days
   * @param onOwned a name has found its owner
   */
  constructor(
    gate: Gate,
    owners: Map<string, string>,
    onOwned: (name: string, subject: string) => void,
    now: () => number,
  ) {
    this.#gate = gate;
    this.#owners = owners;
    this.#onOwned = onOwned;
    this.#now = now;
  }

  /**
   * @param kin the other clients of the same key
   * @throws P2C2G_UNAUTHORIZED, P2C2G_TOKEN_EXPIRED, P2C2G_TOKEN_REPLAYED, P2C2G_FORBIDDEN, P2C2G_ID_TAKEN
   */
  pass(address: Address, token: Token | undefined, kin: readonly Kin[]): void {
    if (this.#gate.open) return;
    if (!token) throw new P2c2gError('P2C2G_UNAUTHORIZED');
    if (token.expiresMs <= this.#now()) throw new P2c2gError('P2C2G_TOKEN_EXPIRED');
    const { roles, max_sessions } = token.grants;
    if (!roles.includes(address.role))
      throw new P2c2gError('P2C2G_FORBIDDEN', `This token is not for a ${address.role}.`);
    const name = `${address.role}:${address.id}`;
    const connected = kin.filter(({ wire }) => wire !== undefined);
    if (connected.length >= max_sessions)
      throw new P2c2gError('P2C2G_FORBIDDEN', `Only ${max_sessions} at once with this key.`);
    const owner = this.#owners.get(name);
    if (owner !== undefined && owner !== token.subject)
      throw new P2c2gError('P2C2G_ID_TAKEN', `${address.id} belongs to another.`);
    this.#gate.tokens.bind(token, name);
    if (owner !== undefined) return;
    this.#owners.set(name, token.subject);
    this.#onOwned(name, token.subject);
  }
}
