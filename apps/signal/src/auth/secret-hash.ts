/**
 * Secrets at rest, by scrypt (RFC 7914). Ours are random and long, so that a moderate cost is enough; it keeps a stolen
 * database from being tried quickly all the same.
 * @module
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** 16 MiB and some 40 ms of a core, off the event loop. */
const COST: ScryptOptions = Object.freeze({ N: 2 ** 14, r: 8, p: 1 });
const HASH_BYTES = 32;
const SALT_BYTES = 16;

export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(secret, salt);
  return `${salt.toString('base64url')}.${hash.toString('base64url')}`;
}

export async function fitsHash(secret: string, stored: string): Promise<boolean> {
  const [salt = '', hash = ''] = stored.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (hash.length !== HASH_BYTES) return false;
  return timingSafeEqual(await derive(secret, salt as Buffer), hash as Buffer);
}

const derive = (secret: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(secret, salt, HASH_BYTES, COST, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
