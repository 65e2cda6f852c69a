/**
 * The racer's head-up display: thin lines, figures, a radar.
 * @module
 */
import { ADVANCE, drawText, fillRect } from '../engine/font.ts';
import { cosTurns, sinTurns } from '../engine/numbers.ts';
import type { Raster } from '../engine/raster.ts';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const CYAN = 0xfff03c;
const PINK = 0xc840ff;
const WHITE = 0xfff4f0;

/** Draws the last `count` digits of a number; builds no string. */
function drawDigits(
  raster: Raster,
  n: number,
  count: number,
  x: number,
  y: number,
  size: number,
  rgb: number,
): void {
  for (let k = count - 1, v = n; k >= 0; k--, v = Math.floor(v / 10)) {
    drawText(raster, DIGITS[v % 10]!, x + k * size * ADVANCE, y, size, rgb);
  }
}

/** All lengths are parts of the height (`h` = 1/180 of it). */
export function drawHud(raster: Raster, s: number, roll: number, speed: number): void {
  const { width, height } = raster;
  const h = height / 180;
  const ms = Math.floor(s * 1000);
  drawText(raster, 'LAP 2/5', 8 * h, 6 * h, 9 * h, CYAN);
  drawText(raster, 'TIME', 8 * h, 17 * h, 6.5 * h, WHITE, 0.8);
  drawDigits(raster, Math.floor(ms / 60000) % 10, 1, 31 * h, 16.5 * h, 7.5 * h, WHITE);
  drawText(raster, ':', 36.2 * h, 16.5 * h, 7.5 * h, WHITE);
  drawDigits(raster, Math.floor(ms / 1000) % 60, 2, 41.4 * h, 16.5 * h, 7.5 * h, WHITE);
  drawText(raster, '.', 52.2 * h, 16.5 * h, 7.5 * h, WHITE);
  drawDigits(raster, Math.floor(ms / 10) % 100, 2, 57.2 * h, 16.5 * h, 7.5 * h, WHITE);
  drawText(raster, 'POS', width - 46 * h, 6 * h, 6.5 * h, WHITE, 0.8);
  drawText(raster, '3', width - 27 * h, 4 * h, 16 * h, PINK);
  drawText(raster, '/12', width - 16.5 * h, 11 * h, 6.5 * h, WHITE, 0.8);
  drawDigits(raster, Math.round(speed), 3, width - 64 * h, height - 24 * h, 17 * h, CYAN);
  drawText(raster, 'KM/H', width - 24 * h, height - 15 * h, 6 * h, WHITE, 0.8);
  for (let k = 0; k < 16; k++) {
    const on = k < 8 + speed / 80 - 3;
    const rgb = k > 11 ? PINK : CYAN;
    fillRect(
      raster,
      width - (63 - k * 3) * h,
      height - (26 + k * 0.6) * h,
      2 * h,
      (1 + k * 0.6) * h,
      rgb,
      on ? 0.95 : 0.25,
    );
  }
  drawText(raster, 'SHIELD', 8 * h, height - 20 * h, 6 * h, WHITE, 0.8);
  for (let k = 0; k < 10; k++) {
    const alpha = k < 7 + 2 * sinTurns(s * 0.07) ? 0.9 : 0.22;
    fillRect(raster, (8 + k * 5) * h, height - 12 * h, 4 * h, 5 * h, k < 3 ? PINK : CYAN, alpha);
  }
  reticle(raster, width / 2, height * 0.43, h, roll);
}

/** Brackets that stay, and a ladder that tilts with the ship. */
function reticle(raster: Raster, x: number, y: number, h: number, roll: number): void {
  for (const i of [-1, 1]) {
    for (const k of [-1, 1]) {
      fillRect(raster, x + (i < 0 ? -13 : 8) * h, y + (k * 9 - 0.5) * h, 5 * h, h, CYAN, 0.8);
      fillRect(raster, x + (i * 13 - 0.5) * h, y + (k < 0 ? -9 : 5) * h, h, 4 * h, CYAN, 0.8);
    }
  }
  fillRect(raster, x - h, y - h, 2 * h, 2 * h, PINK);
  const c = cosTurns(roll);
  const t = sinTurns(roll);
  for (let k = 20; k < 44; k += 1) {
    if (k % 6 > 3) continue;
    for (const i of [-1, 1]) {
      fillRect(raster, x + (i * k * c - 0.6) * h, y + (i * k * t - 0.5) * h, 1.2 * h, h, CYAN, 0.7);
    }
  }
}
