import { createI420, type I420Frame, type Size } from '@p2c2g/upscale';

/** The frame that everyone upscales: ramps, edges and noise, always the same. */
export function testFrame(size: Size): I420Frame {
  const frame = createI420(size);
  let state = 1;
  for (let y = 0, i = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      frame.y[i] = 40 + ((x + 2 * y) & 63) + (((x >> 4) ^ (y >> 4)) & 1) * 80 + (state >>> 28);
    }
  }
  return frame;
}

/** The same in grey, for those who take colours. */
export function testImage(size: Size): ImageData {
  const { y } = testFrame(size);
  const image = new ImageData(size.width, size.height);
  for (let i = 0; i < y.length; i++) image.data.set([y[i]!, y[i]!, y[i]!, 255], 4 * i);
  return image;
}
