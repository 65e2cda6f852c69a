/**
 * Tokens, keys and invites over HTTP. Secrets travel in the Authorization header and in answers, never in an address.
 * @module
 */
import { P2c2gError } from '@p2c2g/protocol';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Audit } from '../audit.ts';
import { bearerOf, type Gate } from '../auth/gate.ts';
import { type Grants, grants, type Identity, mayDo, scopes } from '../auth/grants.ts';
import type { Bus } from '../bus/bus.ts';
import { USUAL_PRIORITY } from '../core/standing.ts';
import type { StoredKey } from '../store/key-store.ts';
import { documented } from './documented.ts';
import { validated } from './problem.ts';

const DAY_MS = 86_400_000;
const label = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const days = v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650))), null);
const uses = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)), 1);
const newKey = v.strictObject({ name: label, scopes, grants: v.optional(grants, {}), days });
const newInvite = v.strictObject({ name: label, grants: v.optional(grants, {}), days, uses });

export function serveKeys(app: FastifyInstance, gate: Gate, audit: Audit, bus: Bus): void {
  app.post(
    '/api/token',
    documented({
      tag: 'keys',
      summary: 'A token for a key or an invite; for an invite also a key.',
      scope: 'connect',
    }),
    async ({ headers, ip }) => {
      const text = bearerOf(headers.authorization);
      const { token, fresh, key } = await gate.admit(text, ip);
      const { subject, expiresMs, grants } = token;
      return { token: fresh ?? text, subject, expires_ms: expiresMs, ...grants, ...(key ? { key } : {}) };
    },
  );
  app.get(
    '/api/keys',
    documented({ tag: 'keys', summary: 'All keys and invites, without their secrets.', scope: 'admin' }),
    async ({ headers, ip }) => {
      await gate.requireScope(headers.authorization, 'admin', ip);
      return { keys: (await gate.keys.list()).map(shown) };
    },
  );
  app.post(
    '/api/keys',
    documented({
      tag: 'keys',
      summary: 'Makes a key. It is in the answer, and nowhere else.',
      scope: 'admin',
      body: newKey,
    }),
    async ({ headers, ip, body }, reply) => {
      const { subject: by } = await gate.requireScope(headers.authorization, 'admin', ip);
      const { days, ...wanted } = validated(newKey, body);
      const made = await gate.create({ ...wanted, kind: 'key', expiresMs: expiry(days), uses: null });
      audit.note('key_created', { by, address: ip, id: made.id, scopes: wanted.scopes });
      return reply.code(201).send({ id: made.id, key: made.text });
    },
  );
  app.post(
    '/api/invites',
    documented({
      tag: 'keys',
      summary: 'Makes an invite, for no more than one is granted oneself.',
      scope: 'invite',
      body: newInvite,
    }),
    async ({ headers, ip, body }, reply) => {
      const inviter = await gate.requireScope(headers.authorization, 'invite', ip);
      const { days, ...wanted } = validated(newInvite, body);
      requireNoMore(wanted.grants, inviter);
      const made = await gate.create({
        ...wanted,
        kind: 'invite',
        scopes: ['connect'],
        expiresMs: expiry(days),
      });
      audit.note('invite_created', { by: inviter.subject, address: ip, id: made.id });
      return reply.code(201).send({ id: made.id, invite: made.text });
    },
  );
  app.delete<{ Params: { id: string } }>(
    '/api/keys/:id',
    documented({
      tag: 'keys',
      summary: 'Revokes a key, or an invite with the keys of its guests.',
      scope: 'admin',
    }),
    async ({ headers, ip, params }, reply) => {
      const { subject: by } = await gate.requireScope(headers.authorization, 'admin', ip);
      if (!(await gate.keys.revoke(params.id, Date.now())))
        throw new P2c2gError('P2C2G_NOT_FOUND', params.id);
      bus.publish('key-revoked', { id: params.id });
      audit.note('key_revoked', { by, address: ip, id: params.id });
      return reply.code(204).send();
    },
  );
}

const expiry = (days: number | null): number | null => (days === null ? null : Date.now() + days * DAY_MS);

/** Nobody gives away what is not theirs, but an admin. */
function requireNoMore(given: Grants, giver: Identity): void {
  const own = giver.grants;
  const within =
    given.roles.every((role) => own.roles.includes(role)) &&
    given.pools.every((pool) => own.pools.includes(pool)) &&
    given.max_sessions <= own.max_sessions &&
    (given.priority ?? USUAL_PRIORITY) <= (own.priority ?? USUAL_PRIORITY) &&
    (own.region === null || given.region === own.region);
  if (!within && !mayDo(giver, 'admin'))
    throw new P2c2gError('P2C2G_FORBIDDEN', 'An invite may not grant more than its maker has.');
}

const shown = ({ hash: _, ...key }: StoredKey) => key;
