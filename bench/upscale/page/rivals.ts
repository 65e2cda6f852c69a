/** Other projects' upscalers, each as its documentation says, in the page they are made for. */
import { startAnime4k } from './rivals/anime4k.ts';
import { startUpscaler } from './rivals/upscaler.ts';
import { startWebsr } from './rivals/websr.ts';
import { contender, type Ready, type Spec } from './spec.ts';

const STARTS: Partial<Record<Spec['engine'], (spec: Spec) => Promise<Ready>>> = {
  upscaler: startUpscaler,
  '@websr/websr': startWebsr,
  'anime4k-webgpu': startAnime4k,
};

window.contender = contender(async (spec) => {
  const start = STARTS[spec.engine];
  if (start === undefined) throw new TypeError(`${spec.engine} is none of the rivals`);
  return start(spec);
});
