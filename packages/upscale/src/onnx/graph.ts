/**
 * The part of ONNX that our networks are written in: one graph of nodes with float and int64 constants.
 * Field numbers are those of `onnx.proto3` (ONNX 1.12, IR version 8).
 *
 * @module
 */
import { badModel, type Field, fieldsOf, floatsOf, intsOf, textOf, WIRE_BYTES, WIRE_FOUR } from './wire.ts';

/** A constant: its shape, and its values as floats or, for `int64`, whole numbers. */
export interface Constant {
  readonly dims: readonly number[];
  readonly floats?: Float32Array;
  readonly ints?: readonly number[];
}

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly ints: ReadonlyMap<string, readonly number[]>;
  readonly texts: ReadonlyMap<string, string>;
  readonly floats: ReadonlyMap<string, number>;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  /** Inputs that are no constants, with their shape; 0 stands for a side that is open. */
  readonly inputs: readonly { name: string; dims: readonly number[] }[];
  readonly outputs: readonly string[];
}

/** Far above what an engine could run in a frame's time. */
const MOST_NODES = 512;
const MOST_VALUES = 4 << 20;
const FLOAT = 1;
const INT64 = 7;

/** Throws `P2C2G_UPSCALE_MODEL` for whatever is no whole ONNX file of this kind. */
export function readOnnx(file: Uint8Array): OnnxGraph {
  for (const field of fieldsOf(file)) {
    if (field.number === 7) return readGraph(message(field));
  }
  throw badModel('no graph');
}

function readGraph(bytes: Uint8Array): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, Constant>();
  const inputs: { name: string; dims: readonly number[] }[] = [];
  const outputs: string[] = [];
  let values = 0;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) {
      if (nodes.push(readNode(message(field))) > MOST_NODES) throw badModel(`over ${MOST_NODES} nodes`);
    } else if (field.number === 5) {
      const { name, constant } = readConstant(message(field));
      values += constant.dims.reduce((a, b) => a * b, 1);
      if (values > MOST_VALUES) throw badModel(`over ${MOST_VALUES} weights`);
      constants.set(name, constant);
    } else if (field.number === 11) {
      inputs.push(readValueInfo(message(field)));
    } else if (field.number === 12) {
      outputs.push(readValueInfo(message(field)).name);
    }
  }
  return { nodes, constants, inputs: inputs.filter(({ name }) => !constants.has(name)), outputs };
}

function readNode(bytes: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const ints = new Map<string, readonly number[]>();
  const texts = new Map<string, string>();
  const floats = new Map<string, number>();
  let op = '';
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) inputs.push(text(field));
    else if (field.number === 2) outputs.push(text(field));
    else if (field.number === 4) op = text(field);
    else if (field.number === 5) readAttribute(message(field), { ints, texts, floats });
  }
  return { op, inputs, outputs, ints, texts, floats };
}

function readAttribute(
  bytes: Uint8Array,
  into: { ints: Map<string, readonly number[]>; texts: Map<string, string>; floats: Map<string, number> },
): void {
  let name = '';
  const ints: number[] = [];
  let words: string | undefined;
  let float: number | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) name = text(field);
    else if (field.number === 2 && field.wire === WIRE_FOUR) float = floatsOf(field.bytes)[0];
    else if (field.number === 3 || field.number === 8) ints.push(...intsOf(field));
    else if (field.number === 4) words = text(field);
  }
  if (ints.length > 0) into.ints.set(name, ints);
  if (words !== undefined) into.texts.set(name, words);
  if (float !== undefined) into.floats.set(name, float);
}

function readConstant(bytes: Uint8Array): { name: string; constant: Constant } {
  let name = '';
  let type = 0;
  let raw: Uint8Array | undefined;
  const dims: number[] = [];
  const ints: number[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) dims.push(...intsOf(field));
    else if (field.number === 2) type = field.int;
    else if (field.number === 4) raw = message(field);
    else if (field.number === 7) ints.push(...intsOf(field));
    else if (field.number === 8) name = text(field);
    else if (field.number === 9) raw = message(field);
    else if (field.number === 13) throw badModel(`${name} lives in another file`);
  }
  if (dims.length > 8 || dims.some((d) => !(d >= 0 && d <= MOST_VALUES)))
    throw badModel(`${name} has no such shape`);
  return { name, constant: valuesOf(name, type, dims, raw, ints) };
}

function valuesOf(
  name: string,
  type: number,
  dims: number[],
  raw: Uint8Array | undefined,
  ints: number[],
): Constant {
  const count = dims.reduce((a, b) => a * b, 1);
  if (type === FLOAT) {
    const floats = floatsOf(raw ?? new Uint8Array(0));
    if (floats.length !== count || !floats.every(Number.isFinite))
      throw badModel(`${name} is not ${count} numbers`);
    return { dims, floats };
  }
  if (type !== INT64) throw badModel(`${name} is of type ${type}`);
  const whole = raw ? longsOf(raw) : ints;
  if (whole.length !== count) throw badModel(`${name} is not ${count} numbers`);
  return { dims, ints: whole };
}

function longsOf(bytes: Uint8Array): number[] {
  if (bytes.length % 8 !== 0) throw badModel(`${bytes.length} bytes of int64`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}

/** `ValueInfoProto { name = 1, type = 2 { tensor_type = 1 { shape = 2 { dim = 1 { dim_value = 1 } } } } }` */
function readValueInfo(bytes: Uint8Array): { name: string; dims: readonly number[] } {
  let name = '';
  let dims: number[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) name = text(field);
    if (field.number !== 2) continue;
    const shape = within(within(message(field), 1), 2);
    dims = [...fieldsOf(shape)].filter((f) => f.number === 1).map((f) => sideOf(message(f)));
  }
  return { name, dims };
}

function sideOf(dim: Uint8Array): number {
  for (const field of fieldsOf(dim)) if (field.number === 1) return field.int;
  return 0;
}

/** The first field of that number in a message, itself a message; empty when it is absent. */
function within(bytes: Uint8Array, number: number): Uint8Array {
  for (const field of fieldsOf(bytes)) if (field.number === number) return message(field);
  return new Uint8Array(0);
}

function message(field: Field): Uint8Array {
  if (field.wire !== WIRE_BYTES) throw badModel(`field ${field.number} is no message`);
  return field.bytes;
}

function text(field: Field): string {
  return textOf(message(field));
}
