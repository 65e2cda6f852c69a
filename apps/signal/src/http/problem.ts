/**
 * Refusals over HTTP, as RFC 9457 problem details with the codes of the protocol.
 * @module
 */
import { ERRORS, type ErrorCode, P2c2gError } from '@p2c2g/protocol';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import * as v from 'valibot';
import { StoreError } from '../store/store-error.ts';

/** Codes that HTTP has its own number for; the others follow from whose fault they are. */
const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  P2C2G_UNAUTHORIZED: 401,
  P2C2G_TOKEN_EXPIRED: 401,
  P2C2G_REVOKED: 401,
  P2C2G_TOKEN_REPLAYED: 401,
  P2C2G_FORBIDDEN: 403,
  P2C2G_NO_PAYLOADS: 403,
  P2C2G_CONFLICT: 409,
  P2C2G_TOO_LARGE: 413,
  P2C2G_TOO_MANY_MESSAGES: 429,
  P2C2G_TOO_MANY_CONNECTIONS: 429,
  P2C2G_NO_CREDIT: 402,
  P2C2G_OVERLOADED: 503,
  P2C2G_SHUTTING_DOWN: 503,
  P2C2G_QUEUE_FULL: 503,
  P2C2G_NOT_FOUND: 404,
};

export interface Problem {
  /** Where the code is explained. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
}

export function problemOf(error: P2c2gError): Problem {
  const status = STATUS[error.code] ?? (error.fault === 'coordinator' ? 500 : 400);
  const { what } = ERRORS[error.code];
  return { type: '/docs?page=protocol', title: what, status, detail: error.message, code: error.code };
}

export function sendProblem(reply: FastifyReply, error: P2c2gError): FastifyReply {
  const problem = problemOf(error);
  if (error.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
  return reply.code(problem.status).type('application/problem+json').send(problem);
}

/** Every error of every route passes here, and so does a path that does not exist. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = knownError(error);
    if (known.code === 'P2C2G_INTERNAL') request.log.error({ err: error }, 'a request could not be handled');
    return sendProblem(reply, known);
  });
  app.setNotFoundHandler((_, reply) => sendProblem(reply, new P2c2gError('P2C2G_NOT_FOUND')));
}

function knownError(error: FastifyError): P2c2gError {
  if (error instanceof P2c2gError) return error;
  if (error instanceof StoreError)
    return new P2c2gError('P2C2G_OVERLOADED', `The database: ${error.code}.`, DATABASE_RETRY_MS);
  if (error.statusCode === 413) return new P2c2gError('P2C2G_TOO_LARGE');
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new P2c2gError('P2C2G_MALFORMED', error.message.slice(0, 200));
  return new P2c2gError('P2C2G_INTERNAL');
}

const DATABASE_RETRY_MS = 5_000;

/** @throws P2C2G_MALFORMED, with the field and what is wrong with it */
export function validated<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input ?? {});
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new P2c2gError('P2C2G_MALFORMED', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
}
