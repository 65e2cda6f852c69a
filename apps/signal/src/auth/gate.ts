/**
 * Who may come in: keys, invites and tokens become identities here, and nowhere else.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { type ErrorCode, P2c2gError } from '@p2c2g/protocol';
import { KeyedBuckets } from '../net/keyed-buckets.ts';
import type { Database } from '../store/database.ts';
import { KeyStore, type StoredKey } from '../store/key-store.ts';
import { asText, type Credential, type CredentialKind, newCredential, readCredential } from './credential.ts';
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
  readonly failuresPerMinute: () => number;
  /** A key, an invite or a token was not taken. */
  readonly onRefused?: (code: ErrorCode, address: string) => void;
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

export interface Admitted {
  readonly token: Token;
  /** The token's text, when it was made just now. */
  readonly fresh: string | undefined;
  /** The key that was given for an invite: it cannot be read again. */
  readonly key: string | undefined;
}

const SIGNING_SECRET_BYTES = 32;
const SECONDS_PER_MINUTE = 60;

export class Gate {
  readonly open: boolean;
  readonly keys: KeyStore;
  readonly tokens: Tokens;
  readonly #now: () => number;
  readonly #failures: KeyedBuckets;
  readonly #onRefused: GateOptions['onRefused'];

  private constructor(options: GateOptions, keys: KeyStore, secret: string) {
    this.open = options.open;
    this.keys = keys;
    this.#now = options.now;
    const perSecond = () => options.failuresPerMinute() / SECONDS_PER_MINUTE;
    this.#failures = new KeyedBuckets(perSecond, SECONDS_PER_MINUTE, options.now);
    this.#onRefused = options.onRefused;
    this.tokens = new Tokens(new TextEncoder().encode(secret), options.tokenLifeMs, options.now);
  }

  static async make(options: GateOptions): Promise<Gate> {
    const keys = new KeyStore(options.database.db);
    await keys.readAll();
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
   * Takes a token as it is, and a key for a new token. An invite is taken once from each guest, who gets a key for it:
   * so guests are told apart, come back when they like, and can be sent away one by one.
   * @param address whose failures count together
   * @throws P2C2G_UNAUTHORIZED, P2C2G_TOKEN_EXPIRED, P2C2G_REVOKED, P2C2G_TOO_MANY_MESSAGES after many failures
   */
  admit(text: string, address: string): Promise<Admitted> {
    return this.#counting(address, () => this.#admit(text));
  }

  async #admit(text: string): Promise<Admitted> {
    const credential = readCredential(text);
    if (!credential) {
      const token = await this.#fromToken(text);
      return { token, fresh: undefined, key: undefined };
    }
    const stored = await this.#find(credential);
    const guest = stored.kind === 'invite' ? await this.#takeUp(stored) : undefined;
    const identity = guest?.identity ?? identityOf(stored.id, stored);
    if (!mayDo(identity, 'connect')) throw new P2c2gError('P2C2G_FORBIDDEN', 'this key has no scope connect');
    const { text: fresh, ...token } = await this.tokens.issue(identity);
    return { token, fresh, key: guest?.text };
  }

  async #takeUp(invite: StoredKey): Promise<{ identity: Identity; text: string }> {
    if (!(await this.keys.takeUse(invite.id)))
      throw new P2c2gError('P2C2G_UNAUTHORIZED', 'The invite was used as often as it may be.');
    const { name, grants, scopes, expiresMs, id: invitedBy } = invite;
    const wanted = { kind: 'key' as const, name, grants, scopes, expiresMs, uses: null };
    const { id, text } = await createKey(this.keys, wanted, this.#now(), invitedBy);
    return { identity: identityOf(id, invite), text };
  }

  /** A token for the time after the one that is held. @throws P2C2G_REVOKED */
  async refresh(token: Token): Promise<{ token: Token; fresh: string }> {
    await this.#requireGood(token);
    const { text: fresh, ...next } = await this.tokens.issue(token);
    return { token: next, fresh };
  }

  /** The valid key or invite that this is. */
  async #find(credential: Credential): Promise<StoredKey> {
    const stored = await this.keys.find(credential.id);
    // The kind is checked too: an invite's text must not pass as a key's.
    if (!stored || stored.kind !== credential.kind || !(await fitsHash(credential.secret, stored.hash)))
      throw new P2c2gError('P2C2G_UNAUTHORIZED');
    const reason = this.#reasonAgainst(stored);
    if (reason) throw new P2c2gError(reason);
    return stored;
  }

  /** @throws P2C2G_UNAUTHORIZED without a key, P2C2G_FORBIDDEN with one that may not do that */
  async requireScope(authorization: string | undefined, scope: Scope, address: string): Promise<Identity> {
    const text = bearerOf(authorization);
    const credential = readCredential(text);
    const look = async () =>
      credential?.kind === 'key'
        ? identityOf(credential.id, await this.#find(credential))
        : this.#fromToken(text);
    const identity = await this.#counting(address, look);
    if (!mayDo(identity, scope)) throw new P2c2gError('P2C2G_FORBIDDEN', `It takes the scope ${scope}.`);
    return identity;
  }

  /** Whether nothing was heard against its key since that was last read. */
  isKnownGood(subject: string): boolean {
    return this.keys.isKnownGood(idOf(subject));
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
      if (error instanceof P2c2gError) this.#onRefused?.(error.code, address);
      if (error instanceof P2c2gError && error.code !== 'P2C2G_FORBIDDEN') this.#failures.take(address);
      throw error;
    }
  }

  async #fromToken(text: string): Promise<Token> {
    const token = this.tokens.verify(text);
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

const identityOf = (keyId: string, { grants, scopes }: Pick<StoredKey, 'grants' | 'scopes'>): Identity => ({
  subject: `key:${keyId}`,
  grants,
  scopes,
});

const idOf = (subject: string): string => subject.slice(subject.indexOf(':') + 1);

export async function createKey(
  keys: KeyStore,
  { uses, ...wanted }: NewKey,
  nowMs: number,
  invitedBy: string | null = null,
): Promise<{ id: string; text: string }> {
  const credential = newCredential(wanted.kind);
  const hash = await hashSecret(credential.secret);
  const { id } = credential;
  const kept = { ...wanted, id, hash, createdMs: nowMs, revokedMs: null, usesLeft: uses, invitedBy };
  await keys.add(kept);
  return { id, text: asText(credential) };
}
