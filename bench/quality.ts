/**
 * What every way of upscaling is worth on other people's frames.
 *
 * `npm run bench:quality -- --data DIR [--data DIR...] [--json FILE] [--sheet OUT.png] [--methods a,b] [--degradations clean,h264-1500k]`
 *
 * A folder holds pairs `NNN-lr.webp` / `NNN-hr.webp` (or .png) and clips `lr.mkv` / `hr.mkv` (or .mp4, .webm, .y4m; also `NAME-lr.mkv` /
 * `NAME-hr.mkv`, also in subfolders). The full-size half is 2, 3 or 4 times the other; what one shows beyond the other is cropped at the right
 * and bottom, and odd sides lose a pixel. Every method is given the same decoded frame and answers at the full size.
 *
 * - **Luma** is limited-range Y: of stills BT.709, rounded as the demo's own capture rounds it; of clips as ffmpeg decodes them.
 *   PSNR-Y, SSIM and GMSD are taken on each frame, over the whole frame, and averaged. Flicker is measured between successive
 *   frames of clips.
 * - **Networks** run on the product's WASM engine, the x2, x3 or x4 one as the ratio asks.
 * - **`h264-1500k`**: a stream of 1.5 Mbit/s at 640x360 and 30 fps, as many bits a pixel at other sizes; libx264 baseline, veryfast, zerolatency, one
 *   key frame at the start, a buffer of a quarter of a second. `vp8-` and `vp9-` are libvpx in its realtime mode, likewise.
 * - A **clip** is streamed whole, at 30 fps whatever its own rate. `--clip-frames` of it are measured, in runs of 8 spread over it.
 * - A **still** is the last of 24 frames of a camera move made from it (it turns by 7.3 and 1.45 px a frame and steps back by 0.6 %), streamed as
 *   a clip of its own: it is coded as a difference to frames that it resembles, when the rate has settled.
 *
 * The same data give the same figures on every run of one machine; another ffmpeg may encode otherwise.
 * @module
 */
import { PlainProblem, runMain } from '../scripts/lib/say.mjs';
import { writeRows } from './lib/args.ts';
import { progress } from './lib/progress.ts';
import { ensureFfmpeg } from './quality/ffmpeg.ts';
import { findMaterial, type Material } from './quality/material.ts';
import type { Method } from './quality/methods.ts';
import { type Options, readOptions } from './quality/options.ts';
import { Sheet, type SheetRow } from './quality/sheet.ts';
import { roughCount, type Step, stepsOf } from './quality/steps.ts';
import { qualityTable } from './quality/table.ts';
import { type QualityRow, Tally } from './quality/tally.ts';

await runMain(async () => {
  const options = readOptions(process.argv.slice(2));
  const materials = options.folders.flatMap(findMaterial);
  refuseTwins(materials);
  ensureFfmpeg();
  const rows = await measure(materials, options);
  console.log(qualityTable(rows));
  await writeRows(options.json, rows);
  // The runtime's threads would keep the process.
  process.exit(0);
});

async function measure(materials: readonly Material[], options: Options): Promise<QualityRow[]> {
  const { degradations, methods, limits } = options;
  const frames = materials.reduce((sum, material) => sum + roughCount(material, limits), 0);
  const bar = progress(frames * degradations.length * methods.length);
  const sheet = options.sheet === undefined ? undefined : new Sheet(options.sheet);
  const rows: QualityRow[] = [];
  for (const material of materials) {
    for (const degradation of degradations) {
      const tally = new Tally(material.set, degradation.name);
      const picks = sheet?.picks(roughCount(material, limits), materials.length * degradations.length);
      let index = 0;
      for await (const step of stepsOf(material, degradation, limits)) {
        const shown = picks?.has(index)
          ? sheet?.row(`${material.set} ${degradation.name}`, step.high)
          : undefined;
        for (const method of methods) {
          await judge(method, step, tally, shown);
          bar.step(`${material.set} ${degradation.name} ${method.name}`);
        }
        shown?.add('reference', step.high);
        index += 1;
      }
      rows.push(...tally.rows());
    }
  }
  bar.done();
  await sheet?.write();
  for (const method of methods) await method.dispose();
  return rows;
}

async function judge(
  method: Method,
  { low, high, follows }: Step,
  tally: Tally,
  shown?: SheetRow,
): Promise<void> {
  const size = { width: high.width, height: high.height };
  const picture = await method.upscale(low, size);
  tally.add(method.name, picture.y, high.y, size, follows);
  shown?.add(method.name, picture);
}

/** Rows are told apart by their set's name. */
function refuseTwins(materials: readonly Material[]): void {
  const seen = new Set<string>();
  for (const { kind, set } of materials) {
    if (seen.has(set))
      throw new PlainProblem(`two sets are called ${set} (the second are ${kind}): rename a folder`);
    seen.add(set);
  }
}
