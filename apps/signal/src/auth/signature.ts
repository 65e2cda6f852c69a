/**
 * Signatures of tokens: JWS in its compact form (RFC 7515) with HS256, the only algorithm that is taken.
 * Checked at once: a hash of so few bytes takes a few microseconds, and handing it to a thread many times that.
 * @module
 */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';

/** Header, payload, and 256 bits of signature. */
const SHAPE = /^([\w-]+)\.([\w-]+)\.([\w-]{43})$/;
/** What a header calls critical would have to be understood, and nothing of the kind is. */
const header = v.object({ alg: v.literal('HS256'), crit: v.optional(v.never()) });

/** @returns what was signed with this secret; undefined when it was not, or is no such thing */
export function signedPayload(text: string, secret: KeyObject): unknown {
  const [, head, payload, signature] = SHAPE.exec(text) ?? [];
  if (head === undefined || payload === undefined || signature === undefined) return undefined;
  const ours = createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url');
  // As text: two ways to write the same bytes would make two tokens of one.
  if (!timingSafeEqual(Buffer.from(ours), Buffer.from(signature))) return undefined;
  return v.is(header, decoded(head)) ? decoded(payload) : undefined;
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}
