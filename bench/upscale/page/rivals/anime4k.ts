import { testImage } from '../picture.ts';
import type { Ready, Spec } from '../spec.ts';
import { global, loadScript, rivalDevice } from './script.ts';

interface Pipeline {
  pass(encoder: GPUCommandEncoder): void;
}
type Pipelines = Record<string, new (options: { device: GPUDevice; inputTexture: GPUTexture }) => Pipeline>;

/** Weights of the convolutions that one low-resolution pixel goes through. */
const MACS_PER_PX: Readonly<Record<string, number>> = { CNNx2M: 2508, CNNx2VL: 8472 };

export async function startAnime4k(spec: Spec): Promise<Ready> {
  await loadScript('anime4k-webgpu/index.js');
  const pipelines = global<Pipelines>('anime4k-webgpu');
  const device = await rivalDevice();
  const size = [spec.width, spec.height];
  const inputTexture = device.createTexture({
    size,
    format: 'rgba8unorm',
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT,
  });
  const source = await createImageBitmap(testImage(spec));
  const pipeline = new pipelines[spec.method]!({ device, inputTexture });
  return {
    algorithm: spec.method,
    macs: (MACS_PER_PX[spec.method] ?? 0) * spec.width * spec.height,
    frame: async () => {
      device.queue.copyExternalImageToTexture({ source }, { texture: inputTexture }, size);
      const encoder = device.createCommandEncoder();
      pipeline.pass(encoder);
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
    },
  };
}
