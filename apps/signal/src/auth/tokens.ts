/**
 * Tokens: short-lived, signed, and bound to the first client that shows one, so that a copy is worth nothing.
 * @module
 */
import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import { P2c2gError } from '@p2c2g/protocol';
import { SignJWT } from 'jose';
import * as v from 'valibot';
import { grants, type Identity, SCOPES } from './grants.ts';
import { signedPayload } from './signature.ts';

const ISSUER = 'p2c2g';
const AUDIENCE = 'p2c2g-signal';
const ALGORITHM = 'HS256';

const claims = v.object({
  iss: v.literal(ISSUER),
  aud: v.union([v.literal(AUDIENCE), v.pipe(v.array(v.string()), v.includes(AUDIENCE))]),
  sub: v.pipe(v.string(), v.regex(/^key:[0-9a-f]{12}$/)),
  jti: v.pipe(v.string(), v.maxLength(64)),
  exp: v.number(),
  nbf: v.optional(v.number()),
  grants,
  scopes: v.array(v.picklist(SCOPES)),
});

export interface Token extends Identity {
  readonly tokenId: string;
  readonly expiresMs: number;
}

export class Tokens {
  readonly #secret: KeyObject;
  readonly #lifeMs: number;
  readonly #now: () => number;
  /** Token → the client that it is bound to, until it expires. */
  readonly #bound = new Map<string, { readonly client: string; readonly expiresMs: number }>();

  constructor(secret: Uint8Array, lifeMs: number, now: () => number) {
    this.#secret = createSecretKey(secret);
    this.#lifeMs = lifeMs;
    this.#now = now;
  }

  async issue({ subject, grants, scopes }: Identity): Promise<Token & { readonly text: string }> {
    const tokenId = randomUUID();
    const issuedS = Math.floor(this.#now() / 1000);
    const expiresS = issuedS + Math.round(this.#lifeMs / 1000);
    const text = await new SignJWT({ grants, scopes })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(subject)
      .setJti(tokenId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedS)
      .setExpirationTime(expiresS)
      .sign(this.#secret);
    return { subject, grants, scopes, tokenId, expiresMs: expiresS * 1000, text };
  }

  /** @throws P2C2G_UNAUTHORIZED, P2C2G_TOKEN_EXPIRED */
  verify(text: string): Token {
    const read = v.safeParse(claims, signedPayload(text, this.#secret));
    if (!read.success) throw new P2c2gError('P2C2G_UNAUTHORIZED');
    const { sub, jti, exp, nbf = 0, grants, scopes } = read.output;
    const nowS = Math.floor(this.#now() / 1000);
    if (nbf > nowS) throw new P2c2gError('P2C2G_UNAUTHORIZED');
    if (exp <= nowS) throw new P2c2gError('P2C2G_TOKEN_EXPIRED');
    return { subject: sub, tokenId: jti, expiresMs: exp * 1000, grants, scopes };
  }

  /** @throws P2C2G_TOKEN_REPLAYED when another client has shown it before */
  bind({ tokenId, expiresMs }: Pick<Token, 'tokenId' | 'expiresMs'>, client: string): void {
    const known = this.#bound.get(tokenId);
    if (known && known.client !== client) throw new P2c2gError('P2C2G_TOKEN_REPLAYED');
    this.#bound.set(tokenId, { client, expiresMs });
  }

  forgetExpired(): void {
    const nowMs = this.#now();
    for (const [tokenId, { expiresMs }] of this.#bound) if (expiresMs <= nowMs) this.#bound.delete(tokenId);
  }
}
