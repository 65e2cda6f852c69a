/**
 * What no client should ever send, made from chance and from valid messages that are bent.
 * @module
 */
import { CLIENT_SAMPLES } from '@p2c2g/protocol/samples.ts';

export type Random = () => number;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One message as it goes on the wire. */
export type Payload = string | Buffer;

/** Values that programs forget to think of. */
const ODD: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  -1e-308,
  Number.MAX_SAFE_INTEGER,
  0.1,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '../../etc/passwd',
  "'; drop table leases; --",
  '%{jndi:ldap://x}',
  '%s%n%x',
  'x'.repeat(5_000),
  'x'.repeat(70_000),
  [],
  {},
  [[[[[[[[]]]]]]]],
];
const ODD_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'length',
  'then',
  'msg_type',
  'v',
  'id',
  'seq',
  'ack',
];
const DEEP = 3_000;
const MOST_QUERY_CHARS = 500;
const MOST_RANDOM_BYTES = 300;
const MOST_BENDS = 3;

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const whole = (random: Random, below: number): number => Math.floor(random() * below);
const isRecord = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy: what is bent later must stay odd here. */
const odd = (random: Random): Json => structuredClone(pick(random, ODD)) as Json;

type Maker = (random: Random) => Payload;

const MAKERS: Readonly<Record<string, Maker>> = {
  'bent sample': (random) => JSON.stringify(bent(random, sample(random))),
  'sample out of order': (random) => JSON.stringify(sample(random)),
  'random bytes': (random) => Buffer.from(randomBytes(random)),
  'random text': (random) => Buffer.from(randomBytes(random)).toString('latin1'),
  'cut short': (random) => {
    const text = JSON.stringify(sample(random));
    return text.slice(0, whole(random, text.length));
  },
  'flipped characters': (random) => flipped(random, JSON.stringify(sample(random))),
  'odd value': (random) => JSON.stringify(odd(random)),
  'unknown type': (random) => JSON.stringify({ msg_type: odd(random), ...{ v: odd(random) } }),
  'very deep': (random) => `${'['.repeat(DEEP)}${random()}${']'.repeat(DEEP)}`,
  'polluting keys': (random) =>
    `{"__proto__":{"msg_type":"heartbeat"},"constructor":{"prototype":{"x":1}},"msg_type":"${pick(random, ['bye', 'heartbeat', '__proto__'])}"}`,
};

/** The kinds of messages that are made, for a report. */
export const KINDS = Object.keys(MAKERS);

export function makePayload(random: Random): { readonly kind: string; readonly payload: Payload } {
  const kind = pick(random, KINDS);
  return { kind, payload: MAKERS[kind]!(random) };
}

const sample = (random: Random): Json => structuredClone(pick(random, CLIENT_SAMPLES)) as unknown as Json;

/** A valid message with up to a few fields left out, replaced or added, at any depth. */
function bent(random: Random, message: Json): Json {
  for (let n = whole(random, MOST_BENDS) + 1; n > 0; n -= 1) bendOnce(random, message);
  return message;
}

function bendOnce(random: Random, value: Json): void {
  if (!isRecord(value)) return;
  const key = pick(random, [...Object.keys(value), pick(random, ODD_KEYS)]);
  // Its own fields alone: what every object inherits must not be bent here.
  const inner = Object.hasOwn(value, key) ? value[key] : undefined;
  const roll = random();
  if (inner !== undefined && isRecord(inner) && roll < 0.5) bendOnce(random, inner);
  else if (roll < 0.6) delete value[key];
  else
    Object.defineProperty(value, key, {
      value: odd(random),
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

const randomBytes = (random: Random): number[] =>
  Array.from({ length: whole(random, MOST_RANDOM_BYTES) }, () => whole(random, 256));

function flipped(random: Random, text: string): string {
  const at = whole(random, text.length);
  return text.slice(0, at) + String.fromCharCode(whole(random, 0xffff)) + text.slice(at + 1);
}

const METHODS = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE'];
const PATHS = [
  '/',
  '/api/stats',
  '/api/tasks',
  '/api/tasks/x',
  '/api/keys',
  '/api/invites',
  '/api/ledger',
  '/api/ledger/balances',
  '/api/ledger/deposits',
  '/api/estimate',
  '/api/ice',
  '/api/sessions',
  '/api/helpers',
  '/api/journal/x',
  '/api/openapi.json',
  '/metrics',
  '/readyz',
  '/ws',
  '/..%2f..%2fetc/passwd',
  '/%00',
  '/%',
  '/api/tasks/%ff',
];

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Payload | undefined;
}

export function makeRequest(random: Random): FuzzRequest {
  const method = pick(random, METHODS);
  const query =
    random() < 0.5
      ? `?${pick(random, ['timeout_ms', 'from', 'to', 'limit', 'width', 'fps'])}=${oddQuery(random)}`
      : '';
  const body =
    method === 'GET' || method === 'HEAD' || random() < 0.3 ? undefined : makePayload(random).payload;
  const headers: Record<string, string> = {};
  if (random() < 0.7)
    headers['content-type'] = pick(random, [
      'application/json',
      'text/plain',
      'application/xml',
      'x',
      'application/json; charset=x',
    ]);
  if (random() < 0.4)
    headers.authorization = pick(random, [
      'Bearer x',
      `Bearer ${'x'.repeat(40)}`,
      `Bearer p2c2g_key_000000000000_${'a'.repeat(32)}`,
      'Basic eDp4',
      '',
    ]);
  if (random() < 0.2) headers.origin = pick(random, ['null', 'https://evil.example', 'x']);
  if (random() < 0.1) headers['x-forwarded-for'] = pick(random, ['1.2.3.4', 'x', '::1']);
  if (random() < 0.1) headers.host = pick(random, ['x y', '[::1', "';", 'evil.example']);
  return { method, path: pick(random, PATHS) + query, headers, body };
}

const oddQuery = (random: Random): string =>
  encodeURIComponent(
    (JSON.stringify(odd(random)) ?? '').slice(0, MOST_QUERY_CHARS).replace(/[\ud800-\udfff]/g, ''),
  );
