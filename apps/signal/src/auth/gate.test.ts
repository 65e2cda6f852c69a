import jwt from 'jsonwebtoken';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gamerAt, helperAt } from '../core/ports.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { Door } from './door.ts';
import { Gate, type NewKey } from './gate.ts';
import type { Grants } from './grants.ts';
import { isOpen } from './mode.ts';

const SECRET = 'a secret of at least thirty-two characters';
const MINUTE = 60_000;
const granted: Grants = { roles: ['gamer'], pools: ['friends'], max_sessions: 1, region: 'eu' };
const key: NewKey = {
  kind: 'key',
  name: 'k',
  grants: granted,
  scopes: ['connect'],
  expiresMs: null,
  uses: null,
};

let database: Database;
let gate: Gate;
let nowMs: number;
beforeEach(async () => {
  nowMs = 1_800_000_000_000;
  database = await openDatabase({ type: 'memory' });
  gate = await Gate.make({
    database,
    open: false,
    tokenLifeMs: 10 * MINUTE,
    jwtSecret: SECRET,
    failuresPerMinute: () => 20,
    now: () => nowMs,
  });
});
afterEach(() => database.close());
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'ok',
    (error: { code?: string }) => error.code,
  );

describe('a key', () => {
  it('becomes a token with its grants, and is nowhere in the database', async () => {
    const { text, id } = await gate.create(key);
    const { token, fresh } = await gate.admit(text, '192.0.2.1');
    expect(token).toMatchObject({ subject: `key:${id}`, grants: granted, expiresMs: nowMs + 10 * MINUTE });
    expect((await gate.admit(fresh!, '192.0.2.1')).token).toMatchObject({
      subject: `key:${id}`,
      grants: granted,
    });
    const rows = JSON.stringify(await database.db.selectFrom('api_keys').selectAll().execute());
    expect(rows).toContain(id);
    expect(rows).not.toContain(text.slice(-32));
  });

  it('is refused when it is wrong, another kind, expired, revoked, or not for connecting', async () => {
    const { text, id } = await gate.create(key);
    const last = text.endsWith('A') ? 'B' : 'A';
    expect(await codeOf(gate.admit(text.slice(0, -1) + last, '192.0.2.1'))).toBe('P2C2G_UNAUTHORIZED');
    expect(await codeOf(gate.admit(text.replace('_key_', '_invite_'), '192.0.2.1'))).toBe(
      'P2C2G_UNAUTHORIZED',
    );
    expect(await codeOf(gate.admit(text.replace(id, '0123456789ab'), '192.0.2.1'))).toBe(
      'P2C2G_UNAUTHORIZED',
    );
    const ending = await gate.create({ ...key, expiresMs: nowMs + 5 });
    nowMs += 5;
    expect(await codeOf(gate.admit(ending.text, '192.0.2.1'))).toBe('P2C2G_TOKEN_EXPIRED');
    await gate.keys.revoke(id, nowMs);
    expect(await codeOf(gate.admit(text, '192.0.2.1'))).toBe('P2C2G_REVOKED');
    const reader = await gate.create({ ...key, scopes: ['read'] });
    expect(await codeOf(gate.admit(reader.text, '192.0.2.1'))).toBe('P2C2G_FORBIDDEN');
  });

  it('does over HTTP what its scopes say and no more, however it is sent', async () => {
    const reader = await gate.create({ ...key, scopes: ['read', 'connect'] });
    const admin = await gate.create({ ...key, scopes: ['admin'] });
    const bearer = `Bearer ${reader.text}`;
    expect(await codeOf(gate.requireScope(bearer, 'read', '192.0.2.1'))).toBe('ok');
    expect(await codeOf(gate.requireScope(bearer, 'ledger', '192.0.2.1'))).toBe('P2C2G_FORBIDDEN');
    expect(await codeOf(gate.requireScope(bearer, 'admin', '192.0.2.1'))).toBe('P2C2G_FORBIDDEN');
    expect(await codeOf(gate.requireScope(`Bearer ${admin.text}`, 'ledger', '192.0.2.1'))).toBe('ok');
    const { fresh } = await gate.admit(reader.text, '192.0.2.1');
    expect(await codeOf(gate.requireScope(`Bearer ${fresh}`, 'read', '192.0.2.1'))).toBe('ok');
    expect(await codeOf(gate.requireScope(`Bearer ${fresh}`, 'invite', '192.0.2.1'))).toBe('P2C2G_FORBIDDEN');
    for (const header of [undefined, '', reader.text, 'Bearer x', `Basic ${reader.text}`])
      expect(await codeOf(gate.requireScope(header, 'read', '192.0.2.1'))).toBe('P2C2G_UNAUTHORIZED');
  });

  it('for administering is made once, by the first start', async () => {
    const first = await gate.bootstrap();
    expect(await codeOf(gate.requireScope(`Bearer ${first}`, 'admin', '192.0.2.1'))).toBe('ok');
    expect(await gate.bootstrap()).toBeUndefined();
    const [made] = await gate.keys.list();
    await gate.keys.revoke(made!.id, nowMs);
    expect(await gate.bootstrap()).toBeDefined();
  });
});

describe('an invite', () => {
  it('gives each guest a key of their own, with its grants and its end, which lets them in again', async () => {
    const { text, id } = await gate.create({
      ...key,
      kind: 'invite',
      uses: 2,
      expiresMs: nowMs + 60 * MINUTE,
    });
    const first = await gate.admit(text, '192.0.2.1');
    const second = await gate.admit(text, '192.0.2.1');
    expect(first.token.subject).not.toBe(second.token.subject);
    const back = await gate.admit(first.key!, '192.0.2.1');
    expect(back.token).toMatchObject({ subject: first.token.subject, grants: granted });
    expect(back.key).toBeUndefined();
    await gate.keys.revoke(id, nowMs);
    expect(await codeOf(gate.admit(first.key!, '192.0.2.1'))).toBe('P2C2G_REVOKED');
    expect(await codeOf(gate.refresh(second.token))).toBe('P2C2G_REVOKED');
  });

  it('whose day has come takes the keys of its guests along', async () => {
    const { text } = await gate.create({ ...key, kind: 'invite', uses: 2, expiresMs: nowMs + MINUTE });
    const guest = await gate.admit(text, '192.0.2.1');
    nowMs += MINUTE;
    expect(await codeOf(gate.admit(guest.key!, '192.0.2.1'))).toBe('P2C2G_TOKEN_EXPIRED');
  });
});

it('an invite is good for as many as it says, also when they come at once', async () => {
  const { text } = await gate.create({ ...key, kind: 'invite', uses: 2 });
  const codes = await Promise.all([1, 2, 3, 4].map(() => codeOf(gate.admit(text, '192.0.2.1'))));
  expect(codes.filter((code) => code === 'ok')).toHaveLength(2);
  expect(codes.filter((code) => code === 'P2C2G_UNAUTHORIZED')).toHaveLength(2);
});

describe('a token', () => {
  it('expires, and is refreshed in time; a revoked key refreshes no more', async () => {
    const { text, id } = await gate.create(key);
    const { token, fresh } = await gate.admit(text, '192.0.2.1');
    nowMs += 9 * MINUTE;
    const next = await gate.refresh(token);
    nowMs += 2 * MINUTE;
    expect(await codeOf(gate.admit(fresh!, '192.0.2.1'))).toBe('P2C2G_TOKEN_EXPIRED');
    expect(await codeOf(gate.admit(next.fresh, '192.0.2.1'))).toBe('ok');
    await gate.keys.revoke(id, nowMs);
    expect(await codeOf(gate.refresh(next.token))).toBe('P2C2G_REVOKED');
    expect(await codeOf(gate.admit(next.fresh, '192.0.2.1'))).toBe('P2C2G_REVOKED');
  });

  it('of another signer, another audience, no signature, or with more than was granted is none', async () => {
    const { text } = await gate.create(key);
    const { fresh } = await gate.admit(text, '192.0.2.1');
    const [head, body, signature] = fresh!.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const greedy = encode({ ...claims, scopes: ['admin'] });
    const signed = (secret: string, change: object) =>
      jwt.sign({ ...claims, ...change }, secret, { algorithm: 'HS256' });
    const forged = [
      `${head}.${greedy}.${signature}`,
      `${encode({ alg: 'none' })}.${body}.`,
      `${encode({ alg: 'none' })}.${greedy}.${signature}`,
      signed('another secret of thirty-two characters', {}),
      signed(SECRET, { aud: 'another' }),
      signed(SECRET, { iss: 'another' }),
      signed(SECRET, { sub: 'root' }),
      signed(SECRET, { scopes: ['everything'] }),
      'x'.repeat(40),
    ];
    for (const one of forged)
      expect(await codeOf(gate.admit(one, '192.0.2.1')), one).toBe('P2C2G_UNAUTHORIZED');
  });
});

describe('the door', () => {
  const door = (owners = new Map<string, string>()) =>
    new Door(
      gate,
      owners,
      () => {},
      () => nowMs,
    );
  const passing = (act: () => void): unknown => {
    try {
      act();
      return 'ok';
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  const tokenOf = async (wanted: NewKey = key) =>
    (await gate.admit((await gate.create(wanted)).text, '192.0.2.1')).token;

  it('lets nobody in without a token, with an expired one, or in a role that was not granted', async () => {
    const token = await tokenOf();
    expect(passing(() => door().pass(gamerAt('g'), undefined, []))).toBe('P2C2G_UNAUTHORIZED');
    expect(passing(() => door().pass(helperAt('h'), token, []))).toBe('P2C2G_FORBIDDEN');
    expect(passing(() => door().pass(gamerAt('g'), token, []))).toBe('ok');
    nowMs += 10 * MINUTE;
    expect(passing(() => door().pass(gamerAt('g'), token, []))).toBe('P2C2G_TOKEN_EXPIRED');
  });

  it('takes a token from one client only, until it has expired', async () => {
    const token = await tokenOf({ ...key, grants: { ...granted, max_sessions: 5 } });
    const only = door();
    expect(passing(() => only.pass(gamerAt('g'), token, []))).toBe('ok');
    expect(passing(() => only.pass(gamerAt('g'), token, []))).toBe('ok');
    expect(passing(() => only.pass(gamerAt('thief'), token, []))).toBe('P2C2G_TOKEN_REPLAYED');
    gate.tokens.forgetExpired();
    expect(passing(() => only.pass(gamerAt('thief'), token, []))).toBe('P2C2G_TOKEN_REPLAYED');
  });

  it('lets in as many at once as were granted', async () => {
    const token = await tokenOf();
    const next = (await gate.refresh(token)).token;
    const there = [{ wire: {} }];
    expect(passing(() => door().pass(gamerAt('second'), next, there))).toBe('P2C2G_FORBIDDEN');
    expect(passing(() => door().pass(gamerAt('first'), next, []))).toBe('ok');
    const third = (await gate.refresh(token)).token;
    const lost = [{ wire: undefined }];
    expect(passing(() => door().pass(gamerAt('second'), third, lost))).toBe('ok');
  });

  it('keeps a name for whoever had it first', async () => {
    const owners = new Map<string, string>();
    const only = door(owners);
    only.pass(gamerAt('alice'), await tokenOf(), []);
    expect(passing(() => only.pass(gamerAt('alice'), undefined, []))).toBe('P2C2G_UNAUTHORIZED');
    const other = await tokenOf();
    expect(passing(() => only.pass(gamerAt('alice'), other, []))).toBe('P2C2G_ID_TAKEN');
    expect(passing(() => door(owners).pass(gamerAt('bob'), other, []))).toBe('ok');
  });
});

it('is open on this machine alone, unless told otherwise', () => {
  const at = (host: string, mode: 'auto' | 'open' | 'closed' = 'auto') =>
    isOpen({ auth: { mode, token_minutes: 1, jwt_secret: '' }, coordinator: { host } as never });
  for (const host of ['127.0.0.1', '127.8.8.8', '::1', 'localhost']) expect(at(host)).toBe(true);
  for (const host of ['0.0.0.0', '::', '192.168.1.2', 'example.org', '127.evil.example'])
    expect(at(host)).toBe(false);
  expect(at('0.0.0.0', 'open')).toBe(true);
  expect(at('127.0.0.1', 'closed')).toBe(false);
});

it('looks at nothing more from an address that failed too often, and at everything from others', async () => {
  const { text } = await gate.create(key);
  for (let n = 0; n < 20; n += 1) await codeOf(gate.admit(`wrong guess number ${n}`, '203.0.113.9'));
  const refused = await gate.admit(text, '203.0.113.9').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'P2C2G_TOO_MANY_MESSAGES', retryAfterMs: 3000 });
  expect(await codeOf(gate.requireScope(`Bearer ${text}`, 'connect', '203.0.113.9'))).toBe(
    'P2C2G_TOO_MANY_MESSAGES',
  );
  expect(await codeOf(gate.admit(text, '192.0.2.1'))).toBe('ok');
  nowMs += 3000;
  expect(await codeOf(gate.admit(text, '203.0.113.9'))).toBe('ok');
});
