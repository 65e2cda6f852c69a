/** Our engines, and ONNX Runtime Web with our networks but without our engines' work. */
import { type Contender, contender, type Spec } from './spec.ts';
import { startOurs } from './start-ours.ts';
import { startPlainOrt } from './start-plain-ort.ts';

const ours = contender((spec: Spec) => (spec.engine === 'p2c2g' ? startOurs(spec) : startPlainOrt(spec)));

self.onmessage = async ({ data }: MessageEvent<{ name: keyof Contender; args: [never, never] }>) => {
  try {
    self.postMessage({ value: await ours[data.name](...data.args) });
  } catch (cause) {
    self.postMessage({ error: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause) });
  }
};
