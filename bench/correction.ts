/**
 * What it is worth to bring helpers' pictures back towards the small frame that the gamer holds.
 *
 * `npm run bench:correction -- --data DIR [--data DIR...] [--network balanced] [--rates 100,50,20] [--strengths 4,8,12] [--json FILE]`
 *
 * Folders are those of `bench:quality`. Every frame goes the product's whole way: coded small (H.264), upscaled, coded large, decoded. `--rates` are
 * percent of the bit rates that a stream of these sizes has on a good line, `--strengths` sixteenths of the difference that are put back; without
 * them it is what the product takes at that rate. `at home` is bicubic on the gamer's own uncoded frame: what a helper's picture has to be better
 * than. Clips are measured at every fourth frame, stills as the last of a camera move.
 * @module
 */
import { parseArgs } from 'node:util';
import { BackProjection, type I420Frame, type Size } from '@p2c2g/upscale';
import { defaultBitrateBps } from '../apps/web/src/codecs/support.ts';
import { correctionStrength } from '../apps/web/src/stream/gamer/result-corrector.ts';
import { PlainProblem, runMain } from '../scripts/lib/say.mjs';
import { writeRows } from './lib/args.ts';
import { streamed } from './quality/codec.ts';
import { ensureFfmpeg, readClip } from './quality/ffmpeg.ts';
import { type Files, findMaterial, type Material } from './quality/material.ts';
import { createMethod, type Method } from './quality/methods.ts';
import { panTo } from './quality/pan.ts';
import { readStill } from './quality/picture.ts';
import { cropFrame, fitShape } from './quality/shape.ts';
import { qualityTable } from './quality/table.ts';
import { Tally } from './quality/tally.ts';

const FPS = 30;
const CLIP_STEP = 4;
/** Of a clip; enough for the encoders' rates to settle. */
const CLIP_FRAMES = 32;

/** Successive small frames, and the full-size ones that some of them are compared with. */
interface Take {
  readonly lows: readonly I420Frame[];
  readonly highs: ReadonlyMap<number, I420Frame>;
}

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', multiple: true },
      network: { type: 'string', default: 'balanced' },
      rates: { type: 'string', default: '100,50,20' },
      strengths: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const folders = values.data ?? [];
  if (folders.length === 0) throw new PlainProblem('--data is missing: folders as for bench:quality');
  ensureFfmpeg();
  const network = createMethod(values.network);
  const home = createMethod('bicubic');
  const sixteenths = values.strengths?.split(',').map(Number);
  const rows = [];
  for (const rate of values.rates.split(',').map(Number)) {
    const strengths = sixteenths?.map((share) => share / 16) ?? [correctionStrength(rate / 100)];
    for (const [set, materials] of bySet(folders.flatMap(findMaterial))) {
      const tally = new Tally(set, `${rate} %`);
      for (const material of materials) {
        for await (const take of takesOf(material))
          await judge(take, rate / 100, network, home, strengths, tally);
      }
      rows.push(...tally.rows());
    }
  }
  console.log(qualityTable(rows));
  await writeRows(values.json, rows);
  // The engine's threads would keep the process.
  process.exit(0);
});

/** Clips of one folder are one set. */
function bySet(materials: readonly Material[]): Map<string, Material[]> {
  const sets = new Map<string, Material[]>();
  for (const material of materials) {
    const set = material.set.split('/')[0]!;
    sets.set(set, [...(sets.get(set) ?? []), material]);
  }
  return sets;
}

async function* takesOf(material: Material): AsyncGenerator<Take> {
  if (material.kind === 'clip') yield clipTake(material.clip);
  else for (const [index, files] of material.pairs.entries()) yield stillTake(files, index);
}

async function clipTake(files: Files): Promise<Take> {
  const [lows, highs] = [await first(files.low), await first(files.high)];
  const shape = fitShape(lows[0]!, highs[0]!, files.low);
  return {
    lows: lows.slice(0, highs.length).map((low) => cropFrame(low, shape.low)),
    highs: new Map(
      highs.flatMap((high, index): [number, I420Frame][] =>
        index % CLIP_STEP === CLIP_STEP - 1 ? [[index, cropFrame(high, shape.high)]] : [],
      ),
    ),
  };
}

async function first(path: string): Promise<I420Frame[]> {
  const frames: I420Frame[] = [];
  for await (const frame of readClip(path)) if (frames.push(frame) === CLIP_FRAMES) break;
  return frames;
}

async function stillTake(files: Files, index: number): Promise<Take> {
  const [low, high] = [await readStill(files.low), await readStill(files.high)];
  const shape = fitShape(low, high, files.low);
  const lows = [...panTo(cropFrame(low, shape.low), index)];
  return { lows, highs: new Map([[lows.length - 1, cropFrame(high, shape.high)]]) };
}

async function judge(
  { lows, highs }: Take,
  share: number,
  network: Method,
  home: Method,
  strengths: readonly number[],
  tally: Tally,
): Promise<void> {
  const [small, large] = [lows[0]!, highs.values().next().value!] as const;
  const bps = (size: Size) => Math.round(defaultBitrateBps(size, FPS) * share);
  const upscaled = upscaleAll(streamed(lows, 'h264', bps(small)), large, network);
  const projection = new BackProjection(small, large);
  let index = 0;
  for await (const picture of streamed(upscaled, 'h264', bps(large))) {
    const low = lows[index]!;
    const high = highs.get(index);
    index += 1;
    if (!high) continue;
    tally.add('at home', (await home.upscale(low, large)).y, high.y, large, false);
    tally.add(network.name, picture.y, high.y, large, false);
    for (const strength of strengths) {
      const corrected = { ...picture, y: picture.y.slice(), u: picture.u.slice(), v: picture.v.slice() };
      projection.run(low, corrected, strength);
      tally.add(`${network.name} + ${strength.toFixed(2)}`, corrected.y, high.y, large, false);
    }
  }
}

async function* upscaleAll(
  frames: AsyncIterable<I420Frame>,
  { width, height }: Size,
  network: Method,
): AsyncGenerator<I420Frame> {
  for await (const frame of frames) yield network.upscale(frame, { width, height });
}
