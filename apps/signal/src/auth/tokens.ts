/**
 * Tokens: short-lived, signed, and bound to the first client that shows one, so that a copy is worth nothing.
 * @module
 */
import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import { P2c2gError } from '@p2c2g/protocol';
import jwt from 'jsonwebtoken';
import * as v from 'valibot';
import { grants, type Identity, SCOPES } from './grants.ts';

const ISSUER = 'p2c2g';
const AUDIENCE = 'p2c2g-signal';
const ALGORITHM = 'HS256';

const claims = v.object({
  sub: v.pipe(v.string(), v.regex(/^key:[0-9a-f]{12}$/)),
  jti: v.pipe(v.string(), v.maxLength(64)),
  exp: v.number(),
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

  issue({ subject, grants, scopes }: Identity): Token & { readonly text: string } {
    const tokenId = randomUUID();
    const iat = Math.floor(this.#now() / 1000);
    const exp = iat + Math.round(this.#lifeMs / 1000);
    const claims = { grants, scopes, sub: subject, jti: tokenId, iss: ISSUER, aud: AUDIENCE, iat, exp };
    const text = jwt.sign(claims, this.#secret, { algorithm: ALGORITHM });
    return { subject, grants, scopes, tokenId, expiresMs: exp * 1000, text };
  }

  /**
   * Checked at once: a hash of so few bytes takes a few microseconds, and handing it to a thread many times that.
   * @throws P2C2G_UNAUTHORIZED, P2C2G_TOKEN_EXPIRED
   */
  verify(text: string): Token {
    try {
      const payload = jwt.verify(text, this.#secret, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        clockTimestamp: Math.floor(this.#now() / 1000),
      });
      const { sub, jti, exp, grants, scopes } = v.parse(claims, payload);
      return { subject: sub, tokenId: jti, expiresMs: exp * 1000, grants, scopes };
    } catch (error) {
      const expired = error instanceof jwt.TokenExpiredError;
      throw new P2c2gError(expired ? 'P2C2G_TOKEN_EXPIRED' : 'P2C2G_UNAUTHORIZED');
    }
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
