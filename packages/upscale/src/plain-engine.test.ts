import { describe, expect, test } from 'vitest';
import { chooseEngine } from './choose.ts';
import { bicubic } from './filters.ts';
import { createI420 } from './frame.ts';
import { nodeAssets } from './node-assets.ts';
import { PlainEngine } from './plain-engine.ts';
import { spatial } from './spatial.ts';

const input = { width: 33, height: 19 };
const target = { width: 66, height: 38 };

function frame() {
  const made = createI420(input);
  for (const plane of [made.y, made.u, made.v]) {
    for (let i = 0; i < plane.length; i++) plane[i] = (i * 89) % 251;
  }
  return made;
}

describe.each([
  ['bicubic', bicubic],
  ['spatial', spatial],
] as const)('%s', (filter, plain) => {
  test('is the plain filter on luma, and tells its stages', async () => {
    let clock = 0;
    const engine = new PlainEngine(filter, () => clock++);
    await engine.load();
    await engine.warmUp(input, target);
    const result = await engine.upscale(frame(), target);
    expect(result.frame.y).toEqual(plain(frame().y, input, target));
    expect(result.frame.u.length).toBe(33 * 19);
    expect(result).toMatchObject({
      algorithm: `${filter}/plain`,
      stagesMs: { luma: 1, chroma: 1, resample: 0, total: 2 },
    });
  });

  test('a region has the pixels of the whole', async () => {
    const engine = new PlainEngine(filter, () => 0);
    const whole = (await engine.upscale(frame(), target)).frame;
    const region = { x: 20, y: 12, width: 46, height: 10 };
    const part = (await engine.upscale(frame(), target, { region })).frame;
    for (let row = 0; row < region.height; row++) {
      const at = (region.y + row) * target.width + region.x;
      expect(part.y.slice(row * 46, (row + 1) * 46)).toEqual(whole.y.slice(at, at + 46));
    }
    const chromaRow = whole.v.slice(6 * 33 + 10, 6 * 33 + 33);
    expect(part.v.slice(0, 23)).toEqual(chromaRow);
  });

  test('refuses what is not usable, and everything once disposed', async () => {
    const engine = new PlainEngine(filter, () => 0);
    const odd = { x: 1, y: 0, width: 2, height: 2 };
    await expect(engine.upscale(frame(), target, { region: odd })).rejects.toMatchObject({
      code: 'P2C2G_UPSCALE_BAD_REGION',
    });
    await engine.dispose();
    await expect(engine.upscale(frame(), target)).rejects.toMatchObject({ code: 'P2C2G_UPSCALE_DISPOSED' });
    await expect(engine.load()).rejects.toMatchObject({ code: 'P2C2G_UPSCALE_DISPOSED' });
  });
});

test('a picture that is not to become larger gets no network', async () => {
  const assets = { ...nodeAssets(), readBytes: () => Promise.reject(new Error('nothing is to be read')) };
  const { engine } = await chooseEngine({
    quality: 'quality',
    input,
    target: { width: 33, height: 10 },
    assets,
  });
  const { frame: out, algorithm } = await engine.upscale(frame(), { width: 33, height: 10 });
  expect(algorithm).toBe('bicubic/plain');
  expect(out.y.length).toBe(330);
});
