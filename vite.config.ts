import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const web = resolve(import.meta.dirname, 'apps/web');

/** Threads in WebAssembly need `crossOriginIsolated`, which needs these two headers on every response. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  root: web,
  publicDir: resolve(web, 'public'),
  build: {
    outDir: resolve(web, 'dist'),
    emptyOutDir: true,
    target: 'esnext',
    assetsInlineLimit: 0,
    rolldownOptions: {
      // How long a build takes on a busy machine is nothing to warn of.
      checks: { pluginTimings: false },
      input: {
        home: resolve(web, 'index.html'),
        play: resolve(web, 'play.html'),
        help: resolve(web, 'help.html'),
        docs: resolve(web, 'docs.html'),
      },
    },
  },
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  server: { host: '127.0.0.1', headers: isolation },
  preview: { host: '127.0.0.1', headers: isolation },
  test: {
    root: import.meta.dirname,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'packages/**/*.test.ts',
            'apps/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          // For what hangs: no test of ours asks how quick a machine is.
          testTimeout: 240_000,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/**/*.test.ts'],
          // For what hangs. What is waited for in a test has a limit of its own, and says what did not come.
          testTimeout: 420_000,
          hookTimeout: 420_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
