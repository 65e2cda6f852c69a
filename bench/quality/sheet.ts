/**
 * A contact sheet: the same small place of some frames by every method and as it should be, magnified, with labels.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { drawText } from '@p2c2g/scene/engine/font.ts';
import { Raster } from '@p2c2g/scene/engine/raster.ts';
import type { I420Frame, Size } from '@p2c2g/upscale';
import { PNG } from 'pngjs';
import { PlainProblem } from '../../scripts/lib/say.mjs';
import { convertPicture } from './ffmpeg.ts';
import { cropRect, toRgb } from './picture.ts';
import { busiestPlace, type Place } from './place.ts';

/** What is cut out of the full-size picture, and how often each of its pixels is repeated. */
const CUT: Size = { width: 80, height: 60 };
const MAGNIFY = 3;
const CELL: Size = { width: CUT.width * MAGNIFY, height: CUT.height * MAGNIFY };
const GAP_PX = 4;
const LABEL_PX = 16;
/** Letters' height; nine letters then fit where `realesr-animevideov3` has to. */
const TEXT_PX = 14;
const PAPER = 0xff202020;
const INK = 0xffffff;
/** Rows over all sets and degradations, but at least one for each. */
const ROWS = 6;
/** A picture in a repository should not weigh more. */
const LIMIT_BYTES = 500_000;

export interface SheetRow {
  /** A whole picture, of which the row's place is kept. */
  add(label: string, picture: I420Frame): void;
}

interface Row {
  readonly title: string;
  readonly place: Place;
  readonly cells: { label: string; rgb: Buffer }[];
}

export class Sheet {
  readonly #path: string;
  readonly #rows: Row[] = [];

  /** @throws PlainProblem unless the path ends in .png or .webp */
  constructor(path: string) {
    this.#path = path;
    if (!['.png', '.webp'].includes(extname(path))) throw new PlainProblem(`--sheet ${path}: .png or .webp`);
  }

  /** Which of `count` frames of one set and degradation, of `groups` in all, are shown. */
  picks(count: number, groups: number): Set<number> {
    const rows = Math.max(1, Math.floor(ROWS / groups));
    return new Set(Array.from({ length: rows }, (_, i) => Math.floor(((i + 0.5) * count) / rows)));
  }

  row(title: string, reference: I420Frame): SheetRow {
    const seen = this.#rows.filter((row) => row.title === title).map((row) => row.place);
    const place = busiestPlace(reference, CUT, seen);
    const row: Row = { title, place, cells: [] };
    this.#rows.push(row);
    return {
      add: (label, picture) => row.cells.push({ label, rgb: toRgb(cropRect(picture, place, CUT)) }),
    };
  }

  /** Rows that would make the file too large are left out, from the last on. */
  async write(): Promise<void> {
    let bytes = await this.#encode(this.#rows.length);
    for (let count = this.#rows.length - 1; count > 0 && bytes.length > LIMIT_BYTES; count--) {
      bytes = await this.#encode(count);
    }
    await writeFile(this.#path, bytes);
  }

  async #encode(count: number): Promise<Buffer> {
    const { width, height, bytes } = draw(this.#rows.slice(0, count));
    const png = new PNG({ width, height });
    png.data.set(bytes);
    const lossless = PNG.sync.write(png, { colorType: 2 });
    if (extname(this.#path) === '.png') return lossless;
    return convertPicture(lossless, ['-c:v', 'libwebp', '-quality', '90', '-f', 'image2pipe']);
  }
}

function draw(rows: readonly Row[]): Raster {
  const columns = Math.max(1, ...rows.map(({ cells }) => cells.length));
  const raster = new Raster();
  const rowPx = LABEL_PX + CELL.height + GAP_PX;
  raster.begin(columns * (CELL.width + GAP_PX) + GAP_PX, GAP_PX + rows.length * (rowPx + LABEL_PX));
  raster.color.fill(PAPER);
  for (const [index, { title, cells }] of rows.entries()) {
    const top = GAP_PX + index * (rowPx + LABEL_PX);
    drawText(raster, title.toUpperCase(), GAP_PX, top, TEXT_PX, INK);
    for (const [column, { label, rgb }] of cells.entries()) {
      const left = GAP_PX + column * (CELL.width + GAP_PX);
      drawText(raster, label.toUpperCase(), left, top + LABEL_PX, TEXT_PX, INK, 0.8);
      magnify(rgb, raster, left, top + 2 * LABEL_PX);
    }
  }
  return raster;
}

function magnify(rgb: Buffer, raster: Raster, left: number, top: number): void {
  for (let y = 0; y < CELL.height; y++) {
    for (let x = 0; x < CELL.width; x++) {
      const from = 3 * (Math.floor(y / MAGNIFY) * CUT.width + Math.floor(x / MAGNIFY));
      const [r, g, b] = [rgb[from]!, rgb[from + 1]!, rgb[from + 2]!];
      raster.color[(top + y) * raster.width + left + x] = (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
    }
  }
}
