/**
 * Reads `numpy.savez` files of uint8 arrays: a zip without compression around `.npy` members.
 *
 * @module
 */
import { readFileSync } from 'node:fs';

export interface ByteArray {
  shape: number[];
  data: Uint8Array;
}

/** All members by name. Throws on compressed members and on any element type but uint8. */
export function readNpz(path: string): Map<string, ByteArray> {
  const file = readFileSync(path);
  const members = new Map<string, ByteArray>();
  // The central directory knows sizes that savez leaves out of the local headers.
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = file.readUInt16LE(end + 10);
  for (let i = 0, at = file.readUInt32LE(end + 16); i < count; i++) {
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    if (file.readUInt16LE(at + 10) !== 0) throw new TypeError(`${name} is compressed`);
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    members.set(name.replace(/\.npy$/, ''), readNpy(file, start, name));
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return members;
}

function readNpy(file: Buffer, start: number, name: string): ByteArray {
  const body = start + 10 + file.readUInt16LE(start + 8);
  const header = file.toString('latin1', start + 10, body);
  if (!header.includes("'|u1'")) throw new TypeError(`${name} does not hold uint8`);
  const shape = [...header.matchAll(/\d+(?=[,)])/g)].map(Number);
  const length = shape.reduce((p, q) => p * q, 1);
  return { shape, data: new Uint8Array(file.buffer, file.byteOffset + body, length) };
}
