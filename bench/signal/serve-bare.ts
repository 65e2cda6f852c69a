/**
 * The least that could do: fastify and its WebSocket plugin, one map from names to sockets, JSON in and out. No keys, no
 * validation, no metrics, nothing kept for a client that comes back.
 */
import fastifyWebsocket from '@fastify/websocket';
import Fastify from 'fastify';
import type { WebSocket } from 'ws';

const app = Fastify();
await app.register(fastifyWebsocket, { options: { perMessageDeflate: false } });
const sockets = new Map<string, WebSocket>();
app.get('/ws', { websocket: true }, (socket) => {
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as { type: string; id: string; to: string };
    if (message.type === 'register') {
      sockets.set(message.id, socket);
      socket.send(JSON.stringify({ type: 'registered' }));
    } else if (message.type === 'beat') socket.send(JSON.stringify({ type: 'beat' }));
    else sockets.get(message.to)?.send(JSON.stringify(message));
  });
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address() as { port: number };
console.log(JSON.stringify({ url: `http://127.0.0.1:${address.port}` }));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
