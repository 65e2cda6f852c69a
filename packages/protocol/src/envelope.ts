/**
 * What stands around every signaling message, and how text off a socket becomes a typed message or a typed error.
 * One schema serves both ends.
 * @module
 */
import * as v from 'valibot';
import {
  CLIENT_MESSAGES,
  type ClientMessage,
  type ClientMessageInput,
  clientMessage,
} from './client-messages.ts';
import { P2c2gError } from './errors.ts';
import { count, id } from './fields.ts';
import { MAX_MESSAGE_BYTES, PROTOCOL_VERSION } from './limits.ts';
import { type LinkMessage, linkMessage } from './link-messages.ts';
import {
  SERVER_MESSAGES,
  type ServerMessage,
  type ServerMessageInput,
  serverMessage,
} from './server-messages.ts';

const envelope = v.object({
  /** Protocol version; a message without one is taken as version 1, as the contract's plain messages are. */
  v: v.optional(v.pipe(v.number(), v.integer()), PROTOCOL_VERSION),
  /** The sender's name for this message, so that an answer can point at it. */
  id: v.optional(id),
  /** The id of the message that this one answers. */
  re: v.optional(id),
  /** Place in the sender's reliable stream, from 1; absent on messages that need no replay. */
  seq: v.optional(count),
  /** The last seq of the other side that has been processed. */
  ack: v.optional(count),
});
export type Envelope = v.InferOutput<typeof envelope>;

/** A message with its envelope, as it is after validation. */
export type Enveloped<M> = { readonly envelope: Envelope; readonly message: M };

type Parsed<M> =
  | { readonly ok: true; readonly value: Enveloped<M> }
  | { readonly ok: false; readonly error: P2c2gError; readonly re?: string };

/** Schemas by `msg_type`: finding one costs no walk through all. */
const CLIENT_SCHEMAS: ReadonlyMap<string, v.GenericSchema<unknown, ClientMessage>> = new Map(
  CLIENT_MESSAGES.map((schema) => [schema.entries.msg_type.literal, schema]),
);
const SERVER_SCHEMAS: ReadonlyMap<string, v.GenericSchema<unknown, ServerMessage>> = new Map(
  SERVER_MESSAGES.map((schema) => [schema.entries.msg_type.literal, schema]),
);

/**
 * Reads what a client sent. Never throws.
 * @param raw text of one WebSocket message
 */
export function parseClientMessage(raw: string): Parsed<ClientMessage> {
  const parsed = parse(raw, CLIENT_SCHEMAS, clientMessage);
  if (parsed.ok || parsed.type === undefined || CLIENT_SCHEMAS.has(parsed.type)) return parsed;
  return {
    ok: false,
    error: new P2c2gError('P2C2G_UNKNOWN_MESSAGE', `msg_type "${parsed.type.slice(0, 40)}"`),
    ...(parsed.re ? { re: parsed.re } : {}),
  };
}

/** Reads what the coordinator sent. Never throws. */
export function parseServerMessage(raw: string): Parsed<ServerMessage> {
  return parse(raw, SERVER_SCHEMAS, serverMessage);
}

/** Reads a control message off a link. Never throws. */
export function parseLinkMessage(
  raw: unknown,
): { ok: true; message: LinkMessage } | { ok: false; error: P2c2gError } {
  if (typeof raw !== 'string' || raw.length > MAX_MESSAGE_BYTES)
    return { ok: false, error: new P2c2gError('P2C2G_MALFORMED', 'not text, or too long') };
  const json = readJson(raw);
  if (!json.ok) return json;
  const result = v.safeParse(linkMessage, json.value);
  return result.success
    ? { ok: true, message: result.output }
    : { ok: false, error: malformed(result.issues) };
}

/** Writes a message for the wire. The caller vouches for the shape through the types. */
export function encodeMessage(
  message: ClientMessageInput | ServerMessageInput,
  envelopeFields: Partial<Envelope> = {},
): string {
  return inEnvelope(encodeBody(message), envelopeFields);
}

/** A message without its envelope: what to keep of one that may have to be sent again. */
export const encodeBody = (message: ClientMessageInput | ServerMessageInput): string =>
  JSON.stringify(message);

/** @param body as `encodeBody` gave it */
export function inEnvelope(body: string, { id, re, seq, ack }: Partial<Envelope> = {}): string {
  const head = JSON.stringify({ v: PROTOCOL_VERSION, id, re, seq, ack });
  return `${head.slice(0, -1)},${body.slice(1)}`;
}

type Failed = {
  readonly ok: false;
  readonly error: P2c2gError;
  readonly re?: string;
  readonly type?: string;
};

/** @param any what says of a message of no known type what is wrong with it */
function parse<M>(
  raw: string,
  schemas: ReadonlyMap<string, v.GenericSchema<unknown, M>>,
  any: v.GenericSchema<unknown, M>,
): { ok: true; value: Enveloped<M> } | Failed {
  if (raw.length > MAX_MESSAGE_BYTES)
    return { ok: false, error: new P2c2gError('P2C2G_TOO_LARGE', `${raw.length} characters`) };
  const json = readJson(raw);
  if (!json.ok) return json;
  const outer = v.safeParse(envelope, json.value);
  if (!outer.success) return { ok: false, error: malformed(outer.issues) };
  const re = outer.output.id === undefined ? {} : { re: outer.output.id };
  if (outer.output.v !== PROTOCOL_VERSION)
    return {
      ok: false,
      error: new P2c2gError('P2C2G_VERSION', `got ${outer.output.v}, speak ${PROTOCOL_VERSION}`),
      ...re,
    };
  const type = (json.value as { msg_type?: unknown }).msg_type;
  const inner = v.safeParse((typeof type === 'string' && schemas.get(type)) || any, json.value);
  if (inner.success) return { ok: true, value: { envelope: outer.output, message: inner.output } };
  return { ok: false, error: malformed(inner.issues), ...re, ...(typeof type === 'string' ? { type } : {}) };
}

function readJson(raw: string): { ok: true; value: unknown } | { ok: false; error: P2c2gError } {
  try {
    return { ok: true, value: JSON.parse(raw) };
  } catch {
    return { ok: false, error: new P2c2gError('P2C2G_MALFORMED', 'not JSON') };
  }
}

/** Names the first thing wrong, by its path; one is enough to mend a client, and it bounds the answer. */
function malformed(issues: readonly v.BaseIssue<unknown>[]): P2c2gError {
  const issue = issues[0];
  const path = issue ? (v.getDotPath(issue) ?? 'message') : 'message';
  return new P2c2gError(
    'P2C2G_MALFORMED',
    `${path.slice(0, 80)}: ${issue?.message.slice(0, 200) ?? 'invalid'}`,
  );
}
