/**
 * The pages of this benchmark, built and served with the headers that threads need.
 * @module
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, preview } from 'vite';

const ROOT = resolve(import.meta.dirname, 'page');
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Served as they are published: where a rival has a file, and under which name its page asks for it. */
const RIVAL_FILES: readonly (readonly [from: string, to: string])[] = [
  ['@tensorflow/tfjs/dist/tf.min.js', 'tfjs/tf.min.js'],
  ['@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js', 'tfjs/tf-backend-wasm.min.js'],
  ...['', '-simd', '-threaded-simd'].map((kind) => {
    const file = `tfjs-backend-wasm${kind}.wasm`;
    return [`@tensorflow/tfjs-backend-wasm/dist/${file}`, `tfjs/${file}`] as const;
  }),
  ['upscaler/dist/browser/umd/upscaler.min.js', 'upscaler/upscaler.min.js'],
  ['@upscalerjs/default-model/dist/umd/index.min.js', 'esrgan-slim/default.js'],
  ['@upscalerjs/esrgan-slim/dist/umd/models/esrgan-slim/src/x2/index.min.js', 'esrgan-slim/x2.js'],
  ['@upscalerjs/esrgan-slim/models/x2', 'esrgan-slim/x2'],
  ['@websr/websr/dist/websr.js', 'websr/websr.js'],
  ...['s', 'm', 'l'].map((size) => {
    const file = `cnn-2x-${size}-rl.json`;
    return [`@websr/websr/weights/anime4k/${file}`, `websr/${file}`] as const;
  }),
  ['anime4k-webgpu/lib/index.js', 'anime4k-webgpu/index.js'],
];

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** @param rivals their `node_modules`, when they are installed */
export async function openSite(rivals: string | undefined): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'bench-upscale-'));
  const shared = { root: ROOT, configFile: false, logLevel: 'error' } as const;
  const input = { index: join(ROOT, 'index.html'), rivals: join(ROOT, 'rivals.html') };
  await build({
    ...shared,
    build: { outDir, emptyOutDir: true, target: 'esnext', assetsInlineLimit: 0, rollupOptions: { input } },
    worker: { format: 'es' },
  });
  if (rivals !== undefined) {
    for (const [from, to] of RIVAL_FILES) {
      await cp(join(rivals, from), join(outDir, 'rivals', to), { recursive: true });
    }
  }
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, headers: ISOLATION },
  });
  return {
    url: server.resolvedUrls!.local[0]!,
    close: async () => {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
