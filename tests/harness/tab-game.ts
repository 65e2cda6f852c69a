/**
 * A web page that a test shares as if it were a game: moves, stands, or repaints the same picture.
 * @module
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the page's `mode` may be set to. */
export type GameMode = 'moving' | 'standing' | 'repainting';

export interface TabGame {
  readonly url: string;
  close(): void;
}

/** Serves it on a port of its own, so that it is another origin, as a real game is. */
export async function serveTabGame(title: string): Promise<TabGame> {
  const page = `<!doctype html><title>${title}</title><style>body{margin:0}canvas{width:100vw;height:100vh;display:block}</style>
<canvas width=640 height=360></canvas><script>
const context = document.querySelector('canvas').getContext('2d');
let n = 0;
var mode = 'moving';
setInterval(() => {
  if (mode === 'standing') return;
  if (mode === 'moving') n += 4;
  context.fillStyle = '#306050';
  context.fillRect(0, 0, 640, 360);
  context.fillStyle = '#fff';
  context.fillRect(n % 640, 100, 40, 120);
}, 33);
</script>`;
  const server = createServer((_, reply) => reply.setHeader('content-type', 'text/html').end(page));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.close(),
  };
}
