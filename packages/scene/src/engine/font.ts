/**
 * A vector typeface of our own, baked once into a fine atlas of coverage, so that text has real extra detail at larger
 * sizes and the same shape at every size.
 * @module
 */
import type { Raster } from './raster.ts';

/**
 * Strokes on a grid 0…4 wide, 0…6 high (y down), as digit pairs; a space lifts the pen.
 * "0046" reads: from (0,0) to (4,6).
 */
const STROKES: Record<string, string> = {
  A: '0602204246 0444',
  B: '030030414233 03334445360603',
  C: '4130100105163645',
  D: '0030414536060000',
  E: '40000646 0333',
  F: '400006 0333',
  G: '41301001051636454323',
  H: '0006 4046 0343',
  I: '1030 2026 1636',
  J: '4045361605',
  K: '0006 4003 0346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  O: '103041453616050110',
  P: '06003041423303',
  Q: '103041453616050110 2446',
  R: '06003041423303 2346',
  S: '413010010213334445361605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016233640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '00400646',
  '0': '103041453616050110 1531',
  '1': '112026 1636',
  '2': '01103041420646',
  '3': '0040234445361605',
  '4': '36300444',
  '5': '400002324345361605',
  '6': '30100105163645433303',
  '7': '004026',
  '8': '103041423313020110 1304051636454433',
  '9': '0516364541301001021343',
  '.': '2526',
  ',': '2516',
  ':': '2122 2425',
  '-': '1333',
  '+': '1333 2224',
  '/': '0640',
  '%': '0640 0001 4546',
  '!': '2024 2626',
  "'": '2021',
  '(': '30111536',
  ')': '10313516',
  '<': '400346',
  '>': '004306',
  '=': '0242 0444',
  '*': '2125 0244 0442',
  '°': '1030321210',
};

/** Atlas cell: 6x8 units of 8 texels, the glyph's grid starting one unit in. */
const CELL_W = 48;
const CELL_H = 64;
const UNIT = 8;
/** Half the pen's width in grid units. */
const PEN = 0.42;
/** Advance and line height of text, as parts of its height. */
export const ADVANCE = 0.75;

interface Level {
  readonly w: number;
  readonly h: number;
  readonly data: Uint8Array;
}

function distance(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const len = dx * dx + dy * dy;
  const t = len === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / len));
  const ex = px - ax - t * dx;
  const ey = py - ay - t * dy;
  return Math.sqrt(ex * ex + ey * ey);
}

function bakeGlyph(strokes: string): Level[] {
  const data = new Uint8Array(CELL_W * CELL_H);
  for (let y = 0; y < CELL_H; y++) {
    for (let x = 0; x < CELL_W; x++) {
      const px = (x + 0.5) / UNIT - 1;
      const py = (y + 0.5) / UNIT - 1;
      let d = 99;
      for (const run of strokes.split(' ')) {
        for (let k = 0; k + 3 < run.length; k += 2) {
          d = Math.min(d, distance(px, py, +run[k]!, +run[k + 1]!, +run[k + 2]!, +run[k + 3]!));
        }
      }
      data[y * CELL_W + x] = Math.max(0, Math.min(1, (PEN - d) * UNIT + 0.5)) * 255;
    }
  }
  const levels: Level[] = [{ w: CELL_W, h: CELL_H, data }];
  for (let l = 1; l < 4; l++) {
    const from = levels[l - 1]!;
    const to = { w: from.w / 2, h: from.h / 2, data: new Uint8Array((from.w * from.h) / 4) };
    for (let y = 0; y < to.h; y++) {
      for (let x = 0; x < to.w; x++) {
        const i = 2 * y * from.w + 2 * x;
        const f = from.data;
        to.data[y * to.w + x] = (f[i]! + f[i + 1]! + f[i + from.w]! + f[i + from.w + 1]! + 2) >> 2;
      }
    }
    levels.push(to);
  }
  return levels;
}

const glyphs = new Map<number, Level[]>();
for (const [char, strokes] of Object.entries(STROKES)) glyphs.set(char.charCodeAt(0), bakeGlyph(strokes));

/** Coverage 0…1 of a character at (u, v) of its 6x8 cell in 0…1: for painting signs into textures. */
export function inkAt(code: number, u: number, v: number): number {
  const g = glyphs.get(code);
  if (!g || u < 0 || v < 0 || u >= 1 || v >= 1) return 0;
  return g[0]!.data[((v * CELL_H) | 0) * CELL_W + ((u * CELL_W) | 0)]! / 255;
}

/**
 * Writes text over the picture.
 * @param x,y top left in pixels, fractions welcome
 * @param size height of a cell in pixels (capitals are 3/4 of it)
 * @param rgb 0xBBGGRR
 * @param alpha 0…1
 */
export function drawText(
  raster: Raster,
  text: string,
  x: number,
  y: number,
  size: number,
  rgb: number,
  alpha = 1,
): void {
  const advance = size * ADVANCE;
  for (let k = 0; k < text.length; k++) {
    const g = glyphs.get(text.charCodeAt(k));
    if (g) drawGlyph(raster, g, x + k * advance, y, size, rgb, alpha);
  }
}

function drawGlyph(
  raster: Raster,
  g: Level[],
  x: number,
  y: number,
  size: number,
  rgb: number,
  alpha: number,
): void {
  // The finest level whose texel is at least 3/4 of a pixel wide.
  let l = 0;
  while (l < 3 && CELL_H >> (l + 1) >= size * 0.8) l++;
  const { w, h, data } = g[l]!;
  const scale = h / size;
  const width = (size * CELL_W) / CELL_H;
  const x0 = Math.max(0, Math.ceil(x - 0.5));
  const x1 = Math.min(raster.width, Math.ceil(x + width - 0.5));
  const y0 = Math.max(0, Math.ceil(y - 0.5));
  const y1 = Math.min(raster.height, Math.ceil(y + size - 0.5));
  const ink = alpha / 255;
  for (let py = y0; py < y1; py++) {
    const v = Math.max(0, (py + 0.5 - y) * scale - 0.5);
    const v0 = Math.min(h - 1, v | 0);
    const v1 = Math.min(h - 1, v0 + 1) * w;
    const fv = v - v0;
    for (let px = x0; px < x1; px++) {
      const u = Math.max(0, (px + 0.5 - x) * scale - 0.5);
      const u0 = Math.min(w - 1, u | 0);
      const u1 = Math.min(w - 1, u0 + 1);
      const fu = u - u0;
      const top = data[v0 * w + u0]! * (1 - fu) + data[v0 * w + u1]! * fu;
      const a = (top * (1 - fv) + (data[v1 + u0]! * (1 - fu) + data[v1 + u1]! * fu) * fv) * ink;
      if (a > 0.01) blend(raster.color, py * raster.width + px, rgb, a);
    }
  }
}

/** Mixes a colour (0xBBGGRR) over one pixel. */
export function blend(color: Uint32Array, i: number, rgb: number, a: number): void {
  const c = color[i]!;
  const r = (c & 255) + ((rgb & 255) - (c & 255)) * a;
  const g = ((c >>> 8) & 255) + (((rgb >>> 8) & 255) - ((c >>> 8) & 255)) * a;
  const b = ((c >>> 16) & 255) + (((rgb >>> 16) & 255) - ((c >>> 16) & 255)) * a;
  color[i] = 0xff000000 | (b << 16) | (g << 8) | r;
}

/** Fills a rectangle (pixels, fractions welcome; a pixel belongs to it when its centre does). */
export function fillRect(
  raster: Raster,
  x: number,
  y: number,
  w: number,
  h: number,
  rgb: number,
  alpha = 1,
): void {
  const x0 = Math.max(0, Math.ceil(x - 0.5));
  const x1 = Math.min(raster.width, Math.ceil(x + w - 0.5));
  const y0 = Math.max(0, Math.ceil(y - 0.5));
  const y1 = Math.min(raster.height, Math.ceil(y + h - 0.5));
  for (let py = y0; py < y1; py++) {
    for (let px = x0, i = py * raster.width + x0; px < x1; px++, i++) blend(raster.color, i, rgb, alpha);
  }
}
