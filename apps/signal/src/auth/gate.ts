/**
 * Who may come in: keys, invites and tokens become identities here, and nowhere else.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { P2c2gError } from '@p2c2g/protocol';
import { KeyedBuckets } from '../net/keyed-buckets.ts';
import type { Database } from '../store/database.ts';
import { KeyStore, type StoredKey } from '../store/key-store.ts';
import { asText, type CredentialKind, newCredential, readCredential } from './credential.ts';
import { type Grants, type Identity, mayDo, type Scope } from './grants.ts';
import { fitsHash, hashSecret } from './secret-hash.ts';
import { type Token, Tokens } from './tokens.ts';

export interface GateOptions {
  readonly database: Database;
  /** Whether anyone may connect without a word. */
  readonly open: boolean;
  readonly tokenLifeMs: number;
  /** Signs tokens; empty makes one and keeps it in the database. */
  readonly jwtSecret: string;
  readonly failuresPerMinute: number;
  readonly now: () => number;
}

export interface NewKey {
  readonly kind: CredentialKind;
  readonly name: string;
  readonly grants: Grants;
  readonly scopes: readonly Scope[];
  readonly expiresMs: number | null;
  /** For invites. */
  readonly uses: number | null;
}

const SIGNING_SECRET_BYTES = 32;
const SECONDS_PER_MINUTE = 60;

export class Gate {
  readonly open: boolean;
  readonly keys: KeyStore;
  readonly tokens: Tokens;
  readonly #now: () => number;
  readonly #failures: KeyedBuckets;

  private constructor(options: GateOptions, keys: KeyStore, secret: string) {
    this.open = options.open;
    this.keys = keys;
    this.#now = options.now;
    const perMinute = options.failuresPerMinute;
    this.#failures = new KeyedBuckets(perMinute / SECONDS_PER_MINUTE, perMinute, options.now);
    this.tokens = new Tokens(new TextEncoder().encode(secret), options.tokenLifeMs, options.now);
  }

  static async make(options: GateOptions): Promise<Gate> {
    const keys = new KeyStore(options.database.db);
    const random = () => randomBytes(SIGNING_SECRET_BYTES).toString('base64url');
    return new Gate(options, keys, options.jwtSecret || (await keys.secret('jwt', random)));
  }

  /** @returns the credential as text: it cannot be read again */
  create(wanted: NewKey): Promise<{ id: string; text: string }> {
    return createKey(this.keys, wanted, this.#now());
  }

  /** The very first key, of a coordinator that nobody could administer otherwise. */
  async bootstrap(): Promise<string | undefined> {
    const usable = (await this.keys.list()).filter((key) => this.#reasonAgainst(key) === undefined);
    if (usable.some(({ scopes }) => scopes.includes('admin'))) return undefined;
    const grants: Grants = { roles: ['helper', 'gamer'], pools: [], max_sessions: 10, region: null };
    const first: NewKey = {
      kind: 'key',
      name: 'first admin',
      grants,
      scopes: ['admin'],
      expiresMs: null,
      uses: null,
    };
    return (await this.create(first)).text;
  }

  /**
   * Takes a token as it is, and a key or an invite for a new token.
   * @param address whose failures count together
   * @throws P2C2G_UNAUTHORIZED, P2C2G_TOKEN_EXPIRED, P2C2G_REVOKED, P2C2G_TOO_MANY_MESSAGES after many failures
   */
  admit(text: string, address: string): Promise<{ token: Token; fresh: string | undefined }> {
    return this.#counting(address, () => this.#admit(text));
  }

  async #admit(text: string): Promise<{ token: Token; fresh: string | undefined }> {
    if (!readCredential(text)) {
      const token = await this.tokens.verify(text);
      await this.#requireGood(token);
      return { token, fresh: undefined };
    }
    const identity = await this.#identify(text);
    if (!mayDo(identity, 'connect')) throw new P2c2gError('P2C2G_FORBIDDEN', 'this key has no scope connect');
    const { text: fresh, ...token } = await this.tokens.issue(identity);
    return { token, fresh };
  }

  /** A token for the time after the one that is held. @throws P2C2G_REVOKED */
  async refresh(token: Token): Promise<{ token: Token; fresh: string }> {
    await this.#requireGood(token);
    const { text: fresh, ...next } = await this.tokens.issue(token);
    return { token: next, fresh };
  }

  /** Whose key or invite that is; an invite is used up by it. */
  async #identify(text: string): Promise<Identity> {
    const credential = readCredential(text);
    const stored = credential && (await this.keys.find(credential.id));
    // The kind is checked too: an invite's text must not pass as a key's.
    if (!stored || stored.kind !== credential.kind || !(await fitsHash(credential.secret, stored.hash)))
      throw new P2c2gError('P2C2G_UNAUTHORIZED');
    const reason = this.#reasonAgainst(stored);
    if (reason) throw new P2c2gError(reason);
    if (stored.kind === 'invite' && !(await this.keys.takeUse(stored.id)))
      throw new P2c2gError('P2C2G_UNAUTHORIZED', 'The invite was used as often as it may be.');
    return { subject: `${stored.kind}:${stored.id}`, grants: stored.grants, scopes: stored.scopes };
  }

  /** @throws P2C2G_UNAUTHORIZED without a key, P2C2G_FORBIDDEN with one that may not do that */
  async requireScope(authorization: string | undefined, scope: Scope, address: string): Promise<Identity> {
    const text = bearerOf(authorization);
    const isKey = readCredential(text)?.kind === 'key';
    const look = () => (isKey ? this.#identify(text) : this.#fromToken(text));
    const identity = await this.#counting(address, look);
    if (!mayDo(identity, scope)) throw new P2c2gError('P2C2G_FORBIDDEN', `It takes the scope ${scope}.`);
    return identity;
  }

  /** Which of these subjects must go: their key or invite was revoked. */
  async revoked(subjects: readonly string[]): Promise<Set<string>> {
    const gone = await this.keys.revokedOf([...new Set(subjects.map(idOf))]);
    return new Set(subjects.filter((subject) => gone.has(idOf(subject))));
  }

  /** Hashing costs, and guessing must not pay: who failed too often is not looked at for a while. */
  async #counting<T>(address: string, look: () => Promise<T>): Promise<T> {
    const waitMs = this.#failures.waitMs(address);
    if (waitMs > 0) throw new P2c2gError('P2C2G_TOO_MANY_MESSAGES', 'Too many wrong keys or tokens.', waitMs);
    try {
      return await look();
    } catch (error) {
      if (error instanceof P2c2gError && error.code !== 'P2C2G_FORBIDDEN') this.#failures.take(address);
      throw error;
    }
  }

  async #fromToken(text: string): Promise<Identity> {
    const token = await this.tokens.verify(text);
    await this.#requireGood(token);
    return token;
  }

  async #requireGood({ subject }: Identity): Promise<void> {
    if ((await this.revoked([subject])).size > 0) throw new P2c2gError('P2C2G_REVOKED');
  }

  #reasonAgainst({ revokedMs, expiresMs }: StoredKey): 'P2C2G_REVOKED' | 'P2C2G_TOKEN_EXPIRED' | undefined {
    if (revokedMs !== null) return 'P2C2G_REVOKED';
    return expiresMs !== null && expiresMs <= this.#now() ? 'P2C2G_TOKEN_EXPIRED' : undefined;
  }
}

/** @throws P2C2G_UNAUTHORIZED when the header holds none */
export function bearerOf(authorization: string | undefined): string {
  const [, text] = /^Bearer (\S{16,2048})$/.exec(authorization ?? '') ?? [];
  if (text === undefined) throw new P2c2gError('P2C2G_UNAUTHORIZED', 'Send it as Authorization: Bearer.');
  return text;
}

const idOf = (subject: string): string => subject.slice(subject.indexOf(':') + 1);

export async function createKey(
  keys: KeyStore,
  { uses, ...wanted }: NewKey,
  nowMs: number,
): Promise<{ id: string; text: string }> {
  const credential = newCredential(wanted.kind);
  const hash = await hashSecret(credential.secret);
  const kept = { ...wanted, id: credential.id, hash, createdMs: nowMs, revokedMs: null, usesLeft: uses };
  await keys.add(kept);
  return { id: credential.id, text: asText(credential) };
}
