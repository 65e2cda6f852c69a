import { createHash, randomBytes } from 'node:crypto';
import type { Names } from './core/ports.ts';

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Names that nobody can guess. Secrets have 192 bits, so a plain hash protects them at rest. */
export const realNames: Names = Object.freeze({
  leaseId: () => `l-${random(12)}`,
  sessionId: () => `s-${random(12)}`,
  secret: () => random(24),
  hash: (secret: string) => createHash('sha256').update(secret).digest('base64url'),
});
