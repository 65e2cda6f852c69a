/**
 * Protocol Buffers' wire format, read field by field and never past an end: a hostile file can only end in an error.
 *
 * ```
 *   message = (tag value)*      tag = field << 3 | wire type      wire types: 0 varint, 1 eight bytes, 2 length + bytes, 5 four bytes
 * ```
 *
 * @module
 */
import { UpscaleError } from '../errors.ts';

export const WIRE_VARINT = 0;
const WIRE_EIGHT = 1;
export const WIRE_BYTES = 2;
export const WIRE_FOUR = 5;

/** A 64-bit number takes ten groups of seven bits. */
const LONGEST_VARINT = 10;

/** The error for every file that is broken, or uses what we do not read. */
export function badModel(detail: string): UpscaleError {
  return new UpscaleError('P2C2G_UPSCALE_MODEL', detail);
}

export interface Field {
  readonly number: number;
  readonly wire: number;
  /** The value of wire types 0 (signed, as `int64` has it); NaN otherwise. */
  readonly int: number;
  /** The value of wire types 1, 2 and 5; empty otherwise. */
  readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** All fields of a message, in file order. Throws `P2C2G_UPSCALE_MODEL`. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const tag = varint(message, cursor);
    const number = Math.floor(tag / 8);
    const wire = tag & 7;
    if (number < 1 || number > 0x1fffffff) throw badModel(`field number ${number}`);
    if (wire === WIRE_VARINT) {
      yield { number, wire, int: varint(message, cursor), bytes: NOTHING };
    } else {
      yield { number, wire, int: Number.NaN, bytes: take(message, cursor, lengthOf(message, cursor, wire)) };
    }
  }
}

/** The numbers of a `repeated int64` field: one, or many packed into bytes. */
export function intsOf(field: Field): number[] {
  if (field.wire === WIRE_VARINT) return [field.int];
  if (field.wire !== WIRE_BYTES) throw badModel('whole numbers in another wire type');
  const cursor = { at: 0 };
  const values: number[] = [];
  while (cursor.at < field.bytes.length) values.push(varint(field.bytes, cursor));
  return values;
}

/** Little-endian floats. Copies, since the bytes in a file are not aligned. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  if (bytes.length % 4 !== 0) throw badModel(`${bytes.length} bytes of floats`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function lengthOf(message: Uint8Array, cursor: { at: number }, wire: number): number {
  if (wire === WIRE_BYTES) return varint(message, cursor);
  if (wire === WIRE_FOUR) return 4;
  if (wire === WIRE_EIGHT) return 8;
  throw badModel(`wire type ${wire}`);
}

function take(message: Uint8Array, cursor: { at: number }, length: number): Uint8Array {
  const end = cursor.at + length;
  if (!(length >= 0 && end <= message.length)) throw badModel('the file ends inside a field');
  const bytes = message.subarray(cursor.at, end);
  cursor.at = end;
  return bytes;
}

/** As a signed 64-bit number; beyond 2^53 it loses low bits, and everything that reads it has a limit far below. */
function varint(message: Uint8Array, cursor: { at: number }): number {
  let value = 0n;
  for (let group = 0; group < LONGEST_VARINT; group++) {
    const byte = message[cursor.at++];
    if (byte === undefined) throw badModel('the file ends inside a number');
    value |= BigInt(byte & 127) << BigInt(7 * group);
    if (byte < 128) return Number(BigInt.asIntN(64, value));
  }
  throw badModel('a number without end');
}
