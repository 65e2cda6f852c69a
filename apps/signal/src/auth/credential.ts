/**
 * API keys and invite codes as text: what it is, which one, and its secret. The prefix lets scanners for leaked secrets
 * find them.
 * @module
 */
import { randomBytes } from 'node:crypto';

export type CredentialKind = 'key' | 'invite';
export interface Credential {
  readonly kind: CredentialKind;
  readonly id: string;
  readonly secret: string;
}

const SHAPE = /^p2c2g_(key|invite)_([0-9a-f]{12})_([\w-]{32})$/;
const ID_BYTES = 6;
/** 192 bits. */
const SECRET_BYTES = 24;

export const newCredential = (kind: CredentialKind): Credential => ({
  kind,
  id: randomBytes(ID_BYTES).toString('hex'),
  secret: randomBytes(SECRET_BYTES).toString('base64url'),
});

export const asText = ({ kind, id, secret }: Credential): string => `p2c2g_${kind}_${id}_${secret}`;

export function readCredential(text: string): Credential | undefined {
  const [, kind, id, secret] = SHAPE.exec(text) ?? [];
  return kind && id && secret ? { kind: kind as CredentialKind, id, secret } : undefined;
}
