/**
 * The luma networks' model cards, from what the benchmarks measured:
 *
 *   tsx cards.ts --quality QUALITY.json [--speed SPEED.json] --recipe recipe.json
 *
 * QUALITY.json and SPEED.json are rows of `npm run bench:quality` and `npm run bench:upscale`. recipe.json says how each network was trained.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

interface QualityRow {
  set: string;
  degradation: string;
  method: string;
  psnrY: number;
  ssim: number;
  gmsd: number;
  flicker?: number;
  n: number;
}
interface SpeedRow {
  engine: string;
  kind?: string;
  method: string;
  width: number;
  height: number;
  threads: number;
  p50Ms: number;
  backend: string;
}
interface Model {
  scale: number;
  channels: number;
  layers: number;
  haloPx: number;
  params: number;
  macsPerPx: number;
}
interface Recipe {
  data: string;
  keptOut: string;
  machine: string;
  networks: Record<string, { steps: number; words: string; limits: string }>;
}

const CLASSICAL = ['bilinear', 'bicubic', 'lanczos3', 'spatial'];
const MODELS = join(import.meta.dirname, '../models');

const { values } = parseArgs({
  options: { quality: { type: 'string' }, speed: { type: 'string' }, recipe: { type: 'string' } },
});
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const models = read<Record<string, Model>>(join(MODELS, 'models.json'));
const quality = read<QualityRow[]>(values.quality!);
const speed = values.speed ? read<SpeedRow[]>(values.speed) : [];
const recipe = read<Recipe>(values.recipe!);

for (const [name, model] of Object.entries(models))
  writeFileSync(join(MODELS, `${name}.md`), card(name, model));

function card(name: string, model: Model): string {
  const { networks, data, keptOut, machine } = recipe;
  const trained = networks[name]!;
  return `${[
    `# ${name}`,
    `Luma x${model.scale} for decoded game video. Files: \`${name}-u8.onnx\` (uint8 in and out, WASM), \`${name}-f32.onnx\` (float in and out, WebGPU; the same weights). MIT.`,
    [
      `- **Shape**: ${shape(model)}`,
      `- **Input** \`[1, 1, h + ${2 * model.haloPx}, w + ${2 * model.haloPx}]\`, limited-range luma 0..255, h and w even, ${model.haloPx} pixels of real or edge-repeated neighbours on every side (the halo). **Output** \`[1, 1, ${model.scale}h, ${model.scale}w]\`; the float graph's is to be clamped to 0..255 and truncated (the rounding half is in its bias).`,
      `- **Size**: ${thousands(model.params)} parameters, ${thousands(model.macsPerPx)} multiply-adds per low-resolution pixel.`,
      `- **Trained**: ${trained.words} ${thousands(trained.steps)} steps. ${data}`,
      `- **Kept out**: ${keptOut}`,
    ].join('\n'),
    ...(model.scale === 2 ? [qualityTable(name)] : []),
    ...speedTable(name, machine),
    `**Limits**: ${trained.limits}`,
  ].join('\n\n')}\n`;
}

function shape({ channels, layers, scale }: Model): string {
  const phases = (2 * scale) ** 2;
  const body = layers ? `${layers} x Conv 3x3 ${channels}→${channels}; ` : '';
  return `Conv 4x4 stride 2, 1→${channels}; ${body}Conv 3x3 ${channels}→${phases}; beside them Conv 6x6 stride 2, 1→${phases}, started as bicubic; DepthToSpace ${2 * scale} (CRD). ReLU between, no biases, all convolutions \`valid\`.`;
}

/** Rows of x2 sets: bicubic, the best classical filter in PSNR, this network. */
function qualityTable(name: string): string {
  const short = name.slice(name.lastIndexOf('-') + 1);
  const keys = [...new Set(quality.map(({ set, degradation }) => `${set} | ${degradation}`))];
  const rows = keys.flatMap((key) => {
    const [set, degradation] = key.split(' | ');
    const of = (method: string) =>
      quality.find((row) => row.set === set && row.degradation === degradation && row.method === method);
    const own = of(short);
    const bicubic = of('bicubic');
    const best = CLASSICAL.map(of).reduce((a, b) => (b && (!a || b.psnrY > a.psnrY) ? b : a), undefined);
    if (!own || !bicubic || !best) return [];
    return [
      `| ${key} | ${figures(bicubic)} | ${best.method} ${figures(best)} | **${figures(own)}** | ${own.n} |`,
    ];
  });
  return [
    '| set | degradation | bicubic | best classical filter | this network | frames |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'PSNR-Y dB / SSIM / GMSD (and flicker, for clips), means of frames; `npm run bench:quality`.',
  ].join('\n');
}

function figures({ psnrY, ssim, gmsd, flicker }: QualityRow): string {
  const parts = [psnrY.toFixed(2), ssim.toFixed(3), gmsd.toFixed(4)];
  return [...parts, ...(flicker === undefined || flicker === null ? [] : [flicker.toFixed(2)])].join(' / ');
}

function speedTable(name: string, machine: string): string[] {
  const rows = speed.filter(({ method }) => name === `luma-x2-${method}`);
  if (rows.length === 0) return [];
  const lines = rows.map(
    ({ engine, kind, backend, width, height, threads, p50Ms }) =>
      `| ${engine} | ${kind ?? backend} | ${width}x${height} | ${threads} | ${p50Ms.toFixed(1)} |`,
  );
  return [
    [
      '| engine | backend | input | threads | ms a frame (median) |',
      '| --- | --- | --- | --- | --- |',
      ...lines,
      '',
      `${machine}; \`npm run bench:upscale\`.`,
    ].join('\n'),
  ];
}

function thousands(value: number): string {
  return value.toLocaleString('en-GB');
}
