import { testImage } from '../picture.ts';
import type { Ready, Spec } from '../spec.ts';
import { global, loadScript, rivalDevice, rivalUrl } from './script.ts';

type WebSr = new (options: {
  canvas: HTMLCanvasElement;
  weights: unknown;
  network_name: string;
  gpu: GPUDevice;
}) => { render(source: ImageBitmap): Promise<void> };

/** Weights of the convolutions that one low-resolution pixel goes through, alpha left out. */
const MACS_PER_PX: Readonly<Record<string, number>> = { 'cnn-2x-s': 972, 'cnn-2x-m': 2508, 'cnn-2x-l': 8472 };

export async function startWebsr(spec: Spec): Promise<Ready> {
  await loadScript('websr/websr.js');
  const gpu = await rivalDevice();
  const weights = await (await fetch(rivalUrl(`websr/${spec.method}-rl.json`))).json();
  const canvas = document.createElement('canvas');
  const WebSR = global<WebSr>('WebSR');
  const websr = new WebSR({ canvas, weights, gpu, network_name: `anime4k/${spec.method}` });
  const source = await createImageBitmap(testImage(spec));
  return {
    algorithm: spec.method,
    macs: (MACS_PER_PX[spec.method] ?? 0) * spec.width * spec.height,
    frame: async () => {
      await websr.render(source);
      await gpu.queue.onSubmittedWorkDone();
    },
  };
}
