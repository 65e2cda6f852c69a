/**
 * What the shipped networks and the classical filters are worth on prepared frames (see `prepare.py`), as a table.
 *
 *   tsx evaluate.ts SET.npz [--frames 12] [--degradations 0,2,4]
 *
 * Degradation 0 is clean; 1 and up are the bit rates of prepare.py.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import {
  bicubic,
  bilinear,
  createEngine,
  createI420,
  gmsd,
  lanczos3,
  MODELS,
  psnr,
  type Size,
  spatial,
  ssim,
} from '../src/index.ts';
import { nodeAssets } from '../src/node-assets.ts';
import { readNpz } from './npz.ts';

type Method = (plane: Uint8Array, from: Size, to: Size) => Uint8Array | Promise<Uint8Array>;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    frames: { type: 'string', default: '12' },
    degradations: { type: 'string', default: '0,1,2,3,4' },
  },
});

const methods: Record<string, Method> = { bilinear, bicubic, lanczos3, spatial };
const networks = new Map(Object.values(MODELS).map((m) => [m.name, m]));
for (const model of networks.values()) {
  const engine = createEngine('wasm', model, {
    assets: nodeAssets(),
    threads: 1,
    now: () => performance.now(),
  });
  await engine.load();
  methods[model.name] = async (y, from, to) => (await engine.upscale({ ...createI420(from), y }, to)).frame.y;
}

for (const path of positionals) {
  const set = readNpz(path);
  const count = [...set.keys()].filter((k) => k.startsWith('hr')).length;
  const wanted = Math.min(count, Number(values.frames));
  const picks = Array.from({ length: wanted }, (_, i) => Math.floor((i * count) / wanted));
  for (const degradation of values.degradations.split(',').map(Number)) {
    for (const [name, method] of Object.entries(methods)) {
      const sums = [0, 0, 0];
      for (const pick of picks) {
        const low = set.get(`lr${pick}`)!;
        const high = set.get(`hr${pick}`)!.data;
        const [, height, width] = low.shape as [number, number, number];
        const plane = low.data.slice(degradation * width * height, (degradation + 1) * width * height);
        const to = { width: width * 2, height: height * 2 };
        const out = await method(plane, { width, height }, to);
        [psnr, ssim, gmsd].forEach((metric, i) => {
          sums[i] = sums[i]! + metric(out, high, to) / picks.length;
        });
      }
      const [p, s, g] = sums as [number, number, number];
      const cells = [basename(path, '.npz'), degradation, name, p.toFixed(2), s.toFixed(3), g.toFixed(4)];
      process.stdout.write(`| ${cells.join(' | ')} |\n`);
    }
  }
}
process.exit(0);
