/**
 * Whether what has changed in a frame should be sent alone, or the whole frame by a codec that finds it itself.
 *
 * `npm run bench:regions -- [--codec h264,vp9] [--picture FILE] [--frames 120] [--json FILE]`
 *
 * Pictures of 640x360 that stand still but for a part, through the browser's own encoder and decoder: as whole frames, and as a box of one size around
 * what changes, as if finding it cost nothing. Both at the same PSNR of what changes. `--picture` takes another picture than our scene's.
 * @module
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { Page } from 'playwright-core';
import { type CodecFamily, codecString } from '../apps/web/src/codecs/support.ts';
import { servePage } from '../tests/harness/built-page.ts';
import { launchChromium } from '../tests/harness/chromium.ts';
import { writeRows } from './lib/args.ts';
import { readPicture } from './quality/ffmpeg.ts';
import { SIZE } from './regions/clips.ts';
import { atSamePicture, type Level } from './regions/compare.ts';
import type { Order, RegionsPage } from './regions/page/main.ts';

declare global {
  var regionsPage: RegionsPage;
}

const FPS = 60;
/** From the coarsest that one would look at to one that is hardly told from the source. */
const QUANTIZERS: Readonly<Record<string, readonly number[]>> = {
  h264: [38, 32, 26, 20],
  vp9: [50, 40, 28, 16],
};
/** For codecs without quantizers, of what the whole frame has on a good line. */
const RATES_BPS = [8e6, 4e6, 2e6, 1e6, 0.5e6, 0.25e6, 0.12e6];
const WHOLE = { x: 0, y: 0, ...SIZE };

interface Row {
  readonly codec: string;
  readonly clip: string;
  readonly way: 'whole' | 'part';
  readonly box: string;
  readonly psnrDb: number;
  readonly bytes: number;
  readonly encodeMs: number;
  readonly decodeMs: number;
}

const { values } = parseArgs({
  options: {
    codec: { type: 'string', default: 'h264,vp9' },
    picture: { type: 'string' },
    frames: { type: 'string', default: '120' },
    json: { type: 'string' },
  },
});
const page = await servePage(join(import.meta.dirname, 'regions/page'));
const browser = await launchChromium();
try {
  const tab = await browser.newPage();
  await tab.goto(page.url);
  await tab.waitForFunction(() => 'regionsPage' in globalThis);
  const rows: Row[] = [];
  const picture = values.picture ? [...(await pictureAt(values.picture))] : undefined;
  for (const kind of ['figure', 'counter'] as const) {
    const clip = await load(tab, kind, Number(values.frames), picture);
    for (const codec of values.codec.split(',') as CodecFamily[])
      rows.push(...(await compare(tab, clip, codec)));
  }
  await writeRows(values.json, rows);
  print(rows);
} finally {
  await browser.close();
  await page.close();
}

/** The upper left of a picture that is at least as large as ours. */
async function pictureAt(path: string): Promise<Uint8ClampedArray> {
  const { width, rgb } = await readPicture(path);
  const rgba = new Uint8ClampedArray(SIZE.width * SIZE.height * 4).fill(255);
  for (let y = 0; y < SIZE.height; y++)
    for (let x = 0; x < SIZE.width; x++)
      rgba.set(rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3), (y * SIZE.width + x) * 4);
  return rgba;
}

type LoadedClip = ReturnType<RegionsPage['load']>;

function load(
  tab: Page,
  kind: 'figure' | 'counter',
  count: number,
  picture: readonly number[] | undefined,
): Promise<LoadedClip> {
  const asked = { kind, count, picture };
  return tab.evaluate((order) => globalThis.regionsPage.load(order.kind, order.count, order.picture), asked);
}

async function compare(tab: Page, { name, boxes: judged }: LoadedClip, family: CodecFamily): Promise<Row[]> {
  const codec = codecString(family, SIZE, FPS);
  const order = { ...SIZE, fps: FPS, judged, codec, bitrateBps: RATES_BPS[0]! };
  const whole = await levels(tab, { ...order, boxes: judged.map(() => WHOLE) }, family);
  const part = await levels(tab, { ...order, boxes: judged }, family);
  const same = atSamePicture(whole, part);
  if (!same) throw new Error(`${name}, ${family}: the two ways reach no PSNR in common`);
  const { width, height } = judged[0]!;
  const about = { codec: family, clip: name, psnrDb: same.psnrDb };
  return [
    { ...about, way: 'whole', box: `${SIZE.width}x${SIZE.height}`, ...same.whole },
    { ...about, way: 'part', box: `${width}x${height}`, ...same.part },
  ];
}

async function levels(tab: Page, order: Order, family: CodecFamily): Promise<Level[]> {
  const byQuantizer = await tab.evaluate((asked) => globalThis.regionsPage.takesQuantizer(asked), order);
  const orders = byQuantizer
    ? QUANTIZERS[family]!.map((quantizer) => ({ ...order, quantizer }))
    : RATES_BPS.map((bitrateBps) => ({ ...order, bitrateBps }));
  const measured: Level[] = [];
  for (const each of orders) {
    const level = await tab.evaluate((asked) => globalThis.regionsPage.measure(asked), each);
    if (level) measured.push(level);
  }
  return measured;
}

function print(rows: readonly Row[]): void {
  const table = new Table({
    head: ['codec', 'what changes', 'sent', 'PSNR dB', 'bytes', 'encode ms', 'decode ms'],
  });
  for (const { codec, clip, way, box, psnrDb, bytes, encodeMs, decodeMs } of rows)
    table.push([
      codec,
      clip,
      `${way}, ${box}`,
      psnrDb.toFixed(1),
      bytes.toFixed(0),
      encodeMs.toFixed(2),
      decodeMs.toFixed(2),
    ]);
  console.log(table.toString());
}
