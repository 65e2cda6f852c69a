import { RGB_MODELS } from '@p2c2g/upscale/rgb/models.ts';
import { testImage } from '../picture.ts';
import type { Ready, Spec } from '../spec.ts';
import { global, loadScript, rivalUrl } from './script.ts';

interface Tensor {
  data(): Promise<ArrayLike<number>>;
  dispose(): void;
}
interface Tf {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  getBackend(): string;
  browser: { fromPixels(image: ImageData): Tensor };
}
interface TfWasm {
  setWasmPaths(prefix: string): void;
  setThreadsCount(count: number): void;
}
type Upscaler = new (options: {
  model: object;
}) => {
  upscale(image: Tensor, options: { output: 'tensor' }): Promise<Tensor>;
};

/** Tensor in and tensor out, whole picture: without the detour over base64 that pictures take by default. */
export async function startUpscaler(spec: Spec): Promise<Ready> {
  await loadScript('tfjs/tf.min.js');
  if (spec.backend === 'wasm') await loadWasmBackend(spec.threads);
  const tf = global<Tf>('tf');
  await tf.setBackend(spec.backend);
  await tf.ready();
  if (tf.getBackend() !== spec.backend) throw new Error(`tfjs took ${tf.getBackend()} instead`);
  for (const script of ['esrgan-slim/default.js', 'upscaler/upscaler.min.js', 'esrgan-slim/x2.js']) {
    await loadScript(script);
  }
  const model = { ...global<object>('ESRGANSlim2x'), path: rivalUrl('esrgan-slim/x2/model.json') };
  const upscaler = new (global<Upscaler>('Upscaler'))({ model });
  const image = tf.browser.fromPixels(testImage(spec));
  return {
    algorithm: `esrgan-slim/tfjs-${tf.getBackend()}`,
    macs: RGB_MODELS['esrgan-slim'].macsPerPx * spec.width * spec.height,
    frame: async () => {
      const out = await upscaler.upscale(image, { output: 'tensor' });
      await out.data();
      out.dispose();
    },
  };
}

async function loadWasmBackend(threads: number): Promise<void> {
  await loadScript('tfjs/tf-backend-wasm.min.js');
  const wasm = global<{ wasm: TfWasm }>('tf').wasm;
  wasm.setThreadsCount(threads);
  wasm.setWasmPaths(rivalUrl('tfjs/'));
}
