/**
 * A fixture page as a production build, served with the headers that the product has.
 * @module
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';

export interface BuiltPage {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the folder `root` (with its `index.html`) and serves it on a free port of 127.0.0.1. */
export async function servePage(root: string): Promise<BuiltPage> {
  const outDir = await mkdtemp(join(tmpdir(), 'page-'));
  const shared = { root, configFile: false, logLevel: 'error' } as const;
  const options = { outDir, emptyOutDir: true, target: 'esnext', assetsInlineLimit: 0 };
  await build({ ...shared, build: options, worker: { format: 'es' } });
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: {
      host: '127.0.0.1',
      port: 0,
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  });
  return {
    url: server.resolvedUrls!.local[0]!,
    close: async () => {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
