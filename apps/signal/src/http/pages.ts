/**
 * The built pages of `apps/web`, under plain addresses.
 * @module
 */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const PAGES = {
  '/': 'index.html',
  '/play': 'play.html',
  '/help': 'help.html',
  '/docs': 'docs.html',
} as const;
/** Where `vite build` puts them. */
const BUILT_PAGES = resolve(import.meta.dirname, '../../../web/dist');

/** Vite names files by their content (`play-B3x9_aQz.js`): such a name never means anything else. */
const HASHED = /[-.][\w-]{8,}\.\w+$/;
const YEAR_S = 31_536_000;
const ASSETS_FOLDER = /[\\/]assets[\\/]/;

export const isHashed = (path: string): boolean => ASSETS_FOLDER.test(path) && HASHED.test(basename(path));

const TYPES: Readonly<Record<string, string>> = {
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
  '.mjs': 'text/javascript; charset=utf-8',
};

export async function servePages(app: FastifyInstance, webRoot: string): Promise<void> {
  const root = webRoot === '' ? BUILT_PAGES : resolve(webRoot);
  if (!existsSync(root)) return serveNotBuilt(app);
  await app.register(fastifyStatic, {
    root,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', isHashed(path) ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
      const type = TYPES[path.slice(path.lastIndexOf('.'))];
      if (type) reply.header('content-type', type);
    },
  });
  for (const [address, file] of Object.entries(PAGES)) app.get(address, (_, reply) => reply.sendFile(file));
}

function serveNotBuilt(app: FastifyInstance): void {
  const answer = (_: unknown, reply: FastifyReply) =>
    reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('The pages are not built yet: run `npm run build`.\n');
  for (const address of Object.keys(PAGES)) app.get(address, answer);
}
