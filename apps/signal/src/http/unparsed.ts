/**
 * What no route ever sees: bytes that are no HTTP, requests that do not arrive whole, addresses that cannot be read. They
 * are refused as everything else is, with a code.
 * @module
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { P2c2gError } from '@p2c2g/protocol';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { problemOf, sendProblem } from './problem.ts';

/** Node's names for what its parser refuses; all else is malformed. */
const STATUS: Readonly<Record<string, number>> = Object.freeze({
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
});

/** Answers on the bare socket, and lets go of it. */
export function refuseUnparsed({ code }: { readonly code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS[code ?? ''] ?? 400;
  const words = STATUS_CODES[status] ?? '';
  const error = new P2c2gError(status === 431 ? 'P2C2G_TOO_LARGE' : 'P2C2G_MALFORMED', words);
  const body = JSON.stringify({ ...problemOf(error), status });
  const head = [
    `HTTP/1.1 ${status} ${words}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** An address with half an escape, say. */
export function refuseUnrouted(error: FastifyError, _: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply, new P2c2gError('P2C2G_MALFORMED', error.message.slice(0, MOST_DETAIL_CHARS)));
}

const MOST_DETAIL_CHARS = 200;
