/**
 * `/ws`: the WebSocket that everything said to the coordinator comes through.
 * @module
 */
import fastifyWebsocket from '@fastify/websocket';
import { CloseCode, MAX_MESSAGE_BYTES } from '@p2c2g/protocol';
import type { FastifyInstance } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import type { Config } from '../config-schema.ts';
import { Connection } from './connection.ts';
import type { Hub } from './hub.ts';
import { originAllowed } from './origin.ts';

/** What is a little too long gets a coded answer and 4413; what is far too long is cut off unread, with 1009. */
const MOST_PAYLOAD_BYTES = 4 * MAX_MESSAGE_BYTES;

export async function serveSockets(app: FastifyInstance, hub: Hub, { coordinator }: Config): Promise<void> {
  const options = { maxPayload: MOST_PAYLOAD_BYTES, perMessageDeflate: false };
  await app.register(fastifyWebsocket, { options });
  const open = new Set<WebSocket>();
  app.get('/ws', { websocket: true }, (socket, request) => {
    socket.on('error', (error) => hub.log.debug({ err: error }, 'socket error'));
    const { origin, host } = request.headers;
    if (!originAllowed(origin, host, coordinator.allowed_origins))
      return socket.close(CloseCode.forbiddenOrigin, 'origin not allowed');
    if (open.size >= coordinator.max_connections)
      return socket.close(CloseCode.overloaded, 'too many connections');
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    join(socket, new Connection(socket, hub));
  });
  const pings = setInterval(() => {
    for (const socket of open) socket.ping();
  }, coordinator.heartbeat_interval_ms);
  app.addHook('onClose', async () => clearInterval(pings));
}

function join(socket: WebSocket, connection: Connection): void {
  socket.on('message', (data: RawData, isBinary: boolean) =>
    connection.received(isBinary ? undefined : String(data)),
  );
  socket.on('pong', () => connection.ponged());
  socket.on('close', () => connection.ended());
}
