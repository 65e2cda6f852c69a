/**
 * Bicubic, as shown, and the full-size rendering, one beside the other, as PNG.
 * @module
 */
import { PNG } from 'pngjs';
import type { ProbeReport } from '../../apps/web/src/stream/gamer/probe-types.ts';

/** Pixels between two pictures. */
const GUTTER_PX = 4;

export function sideBySide({
  width,
  height,
  bicubic,
  shown,
  reference,
}: NonNullable<ProbeReport['example']>): Buffer {
  const pictures = [bicubic, shown, reference];
  const png = new PNG({ width: width * 3 + GUTTER_PX * 2, height });
  png.data.fill(255);
  pictures.forEach((rgba, index) => {
    const left = index * (width + GUTTER_PX);
    // What crosses from a page is a plain object of numbers, or an array: either way it is indexed from 0.
    const bytes = Uint8Array.from({ ...rgba, length: width * height * 4 });
    for (let y = 0; y < height; y += 1) {
      png.data.set(bytes.subarray(y * width * 4, (y + 1) * width * 4), (y * png.width + left) * 4);
    }
  });
  return PNG.sync.write(png);
}
