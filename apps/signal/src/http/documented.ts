/**
 * A route's entry in the API's description, from the same schemas that check its requests. Fastify itself checks nothing:
 * that would be a second opinion.
 * @module
 */
import { toJsonSchema } from '@valibot/to-json-schema';
import type { FastifySchema, RouteShorthandOptions } from 'fastify';
import type { GenericSchema } from 'valibot';
import type { Scope } from '../auth/grants.ts';

export type Tag = 'health' | 'state' | 'tasks' | 'ledger' | 'keys' | 'ice';

export interface RouteInfo {
  readonly tag: Tag;
  readonly summary: string;
  /** What a key must be allowed, where keys are asked for; everybody may when it is left out. */
  readonly scope?: Scope;
  readonly query?: GenericSchema;
  readonly params?: GenericSchema;
  readonly body?: GenericSchema;
}

export function documented({ tag, summary, scope, query, params, body }: RouteInfo): RouteShorthandOptions {
  const schema = {
    tags: [tag],
    summary,
    ...(scope ? { description: `Scope: ${scope}`, security: [{ key: [] }] } : {}),
    ...(query ? { querystring: jsonSchemaOf(query) } : {}),
    ...(params ? { params: jsonSchemaOf(params) } : {}),
    ...(body ? { body: jsonSchemaOf(body) } : {}),
  };
  return { schema: schema as FastifySchema };
}

/** Of what is sent, before anything is made of it. */
function jsonSchemaOf(schema: GenericSchema): object {
  const { $schema: _, ...json } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' });
  return json;
}
