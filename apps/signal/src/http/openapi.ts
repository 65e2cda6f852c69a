/**
 * The API's description: OpenAPI for programs at `/api/openapi.json`, and a page for people at `/api/reference`, without
 * a script and without anything from elsewhere.
 * @module
 */
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { referencePage, STYLE } from './reference-page.ts';

const VERSION = '0.1.0';
const TAGS = [
  { name: 'health', description: 'For whoever watches over the process.' },
  { name: 'state', description: 'Who is here, and how sessions go.' },
  { name: 'tasks', description: 'Frames upscaled one by one, for programs without WebRTC.' },
  { name: 'ledger', description: 'Prices, accounts, earnings. Amounts are whole micro-credits.' },
  { name: 'keys', description: 'Keys, invites and tokens.' },
  { name: 'ice', description: 'STUN and TURN.' },
];

/** To be called before the routes are added. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  app.setValidatorCompiler(() => () => true);
  await app.register(fastifySwagger, {
    hideUntagged: true,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'P2C2G coordinator',
        version: VERSION,
        description:
          'Refusals are problem details (RFC 9457) with a code of the protocol. In open mode only keys, invites and the movement of credits ask for a key.',
      },
      tags: TAGS,
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    },
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
  app.get('/api/reference', { schema: { hide: true } }, (_, reply) =>
    reply.type('text/html; charset=utf-8').send(referencePage(app.swagger())),
  );
  app.get('/api/reference.css', { schema: { hide: true } }, (_, reply) =>
    reply.type('text/css; charset=utf-8').send(STYLE),
  );
}
