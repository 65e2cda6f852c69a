/**
 * What floats over the view: compass, bars, words, map.
 * @module
 */
import type { Camera } from '../engine/camera.ts';
import { blend, drawText, fillRect } from '../engine/font.ts';
import { sinTurns } from '../engine/numbers.ts';
import type { Raster } from '../engine/raster.ts';
import { cellOver, isRoofed, isSolid } from './map.ts';

const POINTS = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'];
const NUMBERS = Array.from({ length: 200 }, (_, i) => String(i));
const WHITE = 0xe8f2f8;
const GOLD = 0x58b8e8;

/** All lengths are parts of the height (`h` = 1/180 of it, a pixel of the smallest size). */
export function drawHud(raster: Raster, camera: Camera, yaw: number, s: number): void {
  const { width, height } = raster;
  const h = height / 180;
  compass(raster, yaw, width / 2, 4 * h, h);
  const hp = 87 + Math.floor(6 * sinTurns(s * 0.05));
  bar(raster, 8 * h, height - 15 * h, 58 * h, 5 * h, hp / 100, 0x3838d8, h);
  bar(raster, 8 * h, height - 8 * h, 46 * h, 3 * h, 0.55 + 0.4 * sinTurns(s * 0.09), 0xd8a040, h);
  drawText(raster, NUMBERS[hp]!, 69 * h, height - 17.5 * h, 10 * h, WHITE);
  drawText(raster, 'EMBER KEEP', 8 * h, 6 * h, 9 * h, GOLD, 0.95);
  drawText(raster, 'FIND THE LAST LANTERN', 8 * h, 15.5 * h, 6.5 * h, WHITE, 0.85);
  minimap(raster, camera, yaw, width - 24 * h, 24 * h, 19 * h);
  cross(raster, width / 2, height / 2, h);
}

function compass(raster: Raster, yaw: number, x: number, y: number, h: number): void {
  fillRect(raster, x - 50 * h, y, 100 * h, 9 * h, 0x18100c, 0.5);
  for (let k = 0; k < 32; k++) {
    let d = k / 32 - yaw;
    d -= Math.round(d);
    if (d < -0.185 || d > 0.185) continue;
    const px = x + d * 260 * h;
    const name = k % 4 === 0 ? POINTS[k / 4]! : '';
    if (name)
      drawText(raster, name, px - name.length * 2.6 * h, y + 1 * h, 7 * h, k === 0 ? GOLD : WHITE, 0.95);
    else fillRect(raster, px - 0.5 * h, y + 3 * h, h, 3 * h, WHITE, 0.6);
  }
  fillRect(raster, x - 0.5 * h, y + 8 * h, h, 3 * h, GOLD);
}

function bar(
  raster: Raster,
  x: number,
  y: number,
  w: number,
  t: number,
  part: number,
  rgb: number,
  h: number,
): void {
  fillRect(raster, x - h, y - h, w + 2 * h, t + 2 * h, 0x0c0c10, 0.7);
  fillRect(raster, x, y, w * part, t, rgb, 0.9);
  fillRect(raster, x, y, w * part, h, 0xffffff, 0.35);
}

function cross(raster: Raster, x: number, y: number, h: number): void {
  for (const side of [-1, 1]) {
    fillRect(raster, x + (side < 0 ? -5 : 2) * h, y - 0.5 * h, 3 * h, h, WHITE, 0.8);
    fillRect(raster, x - 0.5 * h, y + (side < 0 ? -5 : 2) * h, h, 3 * h, WHITE, 0.8);
  }
}

/** A round map that turns with the viewer. */
function minimap(raster: Raster, camera: Camera, yaw: number, cx: number, cy: number, radius: number): void {
  const { width, height, color } = raster;
  const sin = sinTurns(yaw);
  const cos = sinTurns(yaw + 0.25);
  const scale = 11 / radius; // world units per pixel
  const y0 = Math.max(0, Math.ceil(cy - radius));
  const y1 = Math.min(height, Math.ceil(cy + radius));
  for (let y = y0; y < y1; y++) {
    for (let x = Math.max(0, Math.ceil(cx - radius)); x < Math.min(width, Math.ceil(cx + radius)); x++) {
      const dx = x + 0.5 - cx;
      const dy = cy - y - 0.5;
      const d = dx * dx + dy * dy;
      if (d > radius * radius) continue;
      const i = y * width + x;
      if (d > radius * radius * 0.87) {
        blend(color, i, GOLD, 0.8);
        continue;
      }
      const r = dx * scale;
      const f = dy * scale;
      const c = cellOver(camera.x + r * cos + f * sin, camera.z - r * sin + f * cos);
      const arrow = dy > -radius * 0.14 && dy < radius * 0.26 && Math.abs(dx) < (radius * 0.26 - dy) * 0.5;
      if (arrow) blend(color, i, WHITE, 1);
      else if (isSolid(c)) blend(color, i, 0xa8b0b8, 0.8);
      else blend(color, i, isRoofed(c) ? 0x303848 : ',tb'.includes(c) ? 0x284830 : 0x383838, 0.75);
    }
  }
}
