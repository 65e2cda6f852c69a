/**
 * Headers on every answer. Isolation (COOP, COEP, CORP) gives pages threads for WebAssembly; the policy lets a page run
 * our own scripts and nothing else.
 * @module
 */
import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

/** A Host header is a client's word: only what can be a host goes into the policy. */
const HOST = /^[\w.-]{1,253}(:\d{1,5})?$|^\[[0-9a-fA-F:]{2,45}\](:\d{1,5})?$/;

export function contentSecurityPolicy(host: string | undefined): string {
  const sockets = host && HOST.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    `connect-src 'self'${sockets}`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const METHODS = ['GET', 'HEAD', 'POST', 'DELETE'];

/** @param allowedOrigins pages of these may use the API and read its answers; others may not */
export async function addSecurityHeaders(
  app: FastifyInstance,
  allowedOrigins: readonly string[],
): Promise<void> {
  await app.register(fastifyHelmet, {
    // It depends on the request's host: below.
    contentSecurityPolicy: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: { policy: 'require-corp' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  if (allowedOrigins.length > 0)
    await app.register(fastifyCors, { origin: [...allowedOrigins], methods: METHODS });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', contentSecurityPolicy(request.headers.host));
  });
}
