/** Ours works in a worker, as in the product: this hands calls to it. */
import type { Contender } from './spec.ts';

declare global {
  interface Window {
    contender: Contender;
  }
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

function call<T>(name: keyof Contender, args: unknown[]): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ value?: T; error?: string }>) =>
      data.error === undefined ? resolve(data.value as T) : reject(new Error(data.error));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ name, args });
  });
}

window.contender = {
  prepare: (spec) => call('prepare', [spec]),
  frames: (most, budgetMs) => call('frames', [most, budgetMs]),
};
