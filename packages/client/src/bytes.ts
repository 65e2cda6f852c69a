/**
 * Bytes inside JSON: base64, without what only Node or only browsers have.
 * @module
 */
import { P2c2gError } from '@p2c2g/protocol';

/** Arguments of one call are limited. */
const CHUNK = 8192;

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** @throws P2C2G_BAD_TASK */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    throw new P2c2gError('P2C2G_BAD_TASK', 'data is not base64');
  }
}
