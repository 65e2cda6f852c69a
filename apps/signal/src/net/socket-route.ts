/**
 * `/ws`: the WebSocket that everything said to the coordinator comes through.
 * @module
 */
import type { Writable } from 'node:stream';
import fastifyWebsocket from '@fastify/websocket';
import { CloseCode, encodeMessage, MAX_MESSAGE_BYTES, P2c2gError } from '@p2c2g/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import type { LiveConfig } from '../config/live.ts';
import { Admission } from './admission.ts';
import { Connection, type SocketLike } from './connection.ts';
import { errorMessage } from './error-message.ts';
import type { Hub } from './hub.ts';
import { originAllowed } from './origin.ts';
import { pingInTurn } from './pings.ts';

/** What is a little too long gets a coded answer and 4413; what is far too long is cut off unread, with 1009. */
const MOST_PAYLOAD_BYTES = 4 * MAX_MESSAGE_BYTES;

const LEAST_REFUSAL = 400;

/** Time to read why, and to answer the close. */
const TURNED_AWAY_GRACE_MS = 1_000;

export async function serveSockets(app: FastifyInstance, hub: Hub, live: LiveConfig): Promise<void> {
  const { coordinator } = live.current;
  const options = { maxPayload: MOST_PAYLOAD_BYTES, perMessageDeflate: false };
  await app.register(fastifyWebsocket, { options });
  const admission = new Admission(live, hub.now);
  const open = new Map<WebSocket, Connection>();
  const handler = () => {
    throw new P2c2gError('P2C2G_NOT_FOUND', 'This is for WebSockets alone.');
  };
  const wsHandler = (socket: WebSocket, request: FastifyRequest) => {
    socket.on('error', (error) => hub.log.debug({ err: error }, 'socket error'));
    const { origin, host } = request.headers;
    if (!originAllowed(origin, host, coordinator.allowed_origins))
      return socket.close(CloseCode.forbiddenOrigin, 'origin not allowed');
    try {
      socket.on('close', admission.enter(request.ip));
    } catch (error) {
      return turnAway(socket, hub, error);
    }
    const connection = new Connection(overStream(socket, request.raw.socket), hub, request.ip);
    open.set(socket, connection);
    hub.sockets = open.size;
    socket.on('close', () => {
      open.delete(socket);
      hub.sockets = open.size;
    });
    join(socket, connection);
  };
  app.route({ method: 'GET', url: '/ws', handler, wsHandler });
  // Nothing else lets go of a socket that asked to be upgraded and was refused.
  app.addHook('onResponse', async (request, reply) => {
    if (request.headers.upgrade && reply.statusCode >= LEAST_REFUSAL) request.raw.socket.destroySoon();
  });
  const stopPings = pingInTurn(open, coordinator.heartbeat_interval_ms);
  app.addHook('onClose', async () => stopPings());
}

/** The connection's frames go straight to the stream; everything else about it is the WebSocket's. */
const overStream = (socket: WebSocket, stream: Writable): SocketLike => ({
  get bufferedAmount() {
    return socket.bufferedAmount;
  },
  get readyState() {
    return socket.readyState;
  },
  write: (frame) => stream.write(frame),
  gather: () => stream.cork(),
  release: () => stream.uncork(),
  close: (code, reason) => socket.close(code, reason),
  terminate: () => socket.terminate(),
});

/** Says why and when to come again, and closes. @throws what is no refusal */
function turnAway(socket: WebSocket, hub: Hub, error: unknown): void {
  if (!(error instanceof P2c2gError)) throw error;
  hub.metrics.refused(error.code);
  const full = error.code === 'P2C2G_OVERLOADED';
  socket.send(encodeMessage(errorMessage(error)));
  socket.close(full ? CloseCode.overloaded : CloseCode.tooManyMessages, error.code);
  setTimeout(() => socket.terminate(), TURNED_AWAY_GRACE_MS).unref();
}

function join(socket: WebSocket, connection: Connection): void {
  socket.on('message', (data: RawData, isBinary: boolean) =>
    connection.received(isBinary ? undefined : String(data), (data as Buffer).length),
  );
  socket.on('pong', () => connection.ponged());
  socket.on('close', () => connection.ended());
}
