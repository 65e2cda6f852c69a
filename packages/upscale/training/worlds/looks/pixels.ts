/** Pixel art: tiles and sprites magnified without a filter, layers that scroll apart. */
import { type Art, hud, type Look, Overlay } from '../look.ts';
import { translation } from '../matrix.ts';
import { type Color, Mesh, WHITE } from '../mesh.ts';
import type { Random } from '../random.ts';
import type { Batch, Filter, Renderer } from '../renderer.ts';
import { noise } from '../textures.ts';

/** `count` tiles of `side` pixels beside each other, each a few colours in a pattern with some symmetry. */
function sheet(random: Random, side: number, count: number, holes: boolean): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = side * count;
  canvas.height = side;
  const c = canvas.getContext('2d')!;
  for (let tile = 0; tile < count; tile++) {
    const hue = random.between(0, 360);
    const colors = Array.from(
      { length: 5 },
      (_, k) => `hsl(${hue + random.between(-40, 40)} ${random.between(20, 80)}% ${12 + k * 17}%)`,
    );
    const mirrored = random.chance(0.6);
    const field = noise(random, random.pick([2, 3, 4]), 2);
    const speckle = random.between(0, 0.15);
    for (let y = 0; y < side; y++)
      for (let x = 0; x < (mirrored ? side / 2 : side); x++) {
        const [u, v] = [x / side, y / side];
        // A figure fills its middle and leaves the rest of its tile see-through.
        if (holes && Math.hypot(u - 0.5, v - 0.5) > 0.25 + 0.3 * field(u, v)) continue;
        const step = Math.floor(field(u, v) * 7 - 1) + (random.chance(speckle) ? 1 : 0);
        c.fillStyle = colors[Math.min(4, Math.max(0, step))]!;
        c.fillRect(tile * side + x, y, 1, 1);
        if (mirrored) c.fillRect(tile * side + side - 1 - x, y, 1, 1);
      }
  }
  return canvas;
}

interface Layer {
  readonly batch: Batch;
  readonly speed: number;
}

function tiles(renderer: Renderer, random: Random, filter: Filter, depth: number): Layer {
  const count = 8;
  const mesh = new Mesh();
  const ground = Array.from({ length: 64 }, (_, x) =>
    Math.floor(5 + 2.5 * Math.sin(x * 0.4 + depth) + random.between(-1, 1)),
  );
  const shade = 1 - depth * 0.22;
  const tint: Color = [shade, shade, shade, 1];
  for (let x = 0; x < 64; x++)
    for (let y = 0; y < 14; y++) {
      const solid = y >= 14 - ground[x]! + depth || (y > 3 && random.chance(0.04));
      if (!solid && depth < 2) continue;
      const from = [random.whole(0, count - 1) / count, 0];
      mesh.quad([x, y, 0], [x + 1, y, 0], [x + 1, y + 1, 0], [x, y + 1, 0], 1 / count, 1, [tint], from);
    }
  return {
    batch: renderer.batch(renderer.texture(sheet(random, 16, count, false), filter), mesh, 'cutout'),
    speed: 1 / (1 + depth),
  };
}

export const pixels: Look = (renderer, random, art) => {
  const filter: Filter = random.chance(0.85) ? 'nearest' : 'bilinear';
  const layers = [2, 1, 0].map((depth) => tiles(renderer, random, filter, depth));
  const figures = Array.from({ length: 14 }, () => ({
    ...figure(renderer, random, filter, art),
    x: random.between(0, 30),
    y: random.between(1, 9),
    phase: random.between(0, 6),
  }));
  const rows = random.pick([9, 11.25, 12.4, 14]);
  const speed = random.between(0.5, 5);
  // Old games move by whole pixels of their art, newer ones by any amount.
  const whole = random.chance(0.4);
  const sky = [random.between(0, 0.7), random.between(0, 0.8), random.between(0.1, 0.9)] as const;
  const light = {
    sun: [0, 1, 0],
    sunColor: [1, 1, 1],
    sky,
    fogColor: sky,
    fog: 0,
    steps: 0,
    gloss: 0,
  } as const;
  const overlay = new Overlay(renderer, random);
  const paint = hud(random, art);
  return {
    draw: (timeMs, width, height) => {
      const wide = (rows * width) / height;
      const view = new Float32Array([2 / wide, 0, 0, 0, 0, -2 / rows, 0, 0, 0, 0, -1, 0, -1, 1, 0, 1]);
      renderer.begin(view, [0, 0, 0], light, sky);
      const moved = (x: number) => (whole ? Math.round(x * 16) / 16 : x);
      for (const { batch, speed: share } of layers)
        renderer.draw(batch, translation([-moved((speed * share * timeMs) / 1000), rows - 14, 0]), {
          lit: 0,
          depth: false,
        });
      for (const { batch, x, y, phase } of figures)
        renderer.draw(
          batch,
          translation([
            moved(x + Math.sin(timeMs / 900 + phase) * 2),
            moved(y + Math.abs(Math.sin(timeMs / 400 + phase))),
            0,
          ]),
          { lit: 0, depth: false },
        );
      overlay.draw(width, height, (c, w) => paint(c, w, timeMs));
    },
  };
};

function figure(renderer: Renderer, random: Random, filter: Filter, art: Art): { batch: Batch } {
  const drawn = art.sprites.length && random.chance(0.5) ? random.pick(art.sprites) : undefined;
  const size = drawn ? 32 : 16;
  const [w, h] = drawn ? [drawn.width / size, drawn.height / size] : [1, 1];
  const mesh = new Mesh().quad([0, 0, 0], [w, 0, 0], [w, h, 0], [0, h, 0], 1, 1, [WHITE]);
  return {
    batch: renderer.batch(renderer.texture(drawn ?? sheet(random, 16, 1, true), filter), mesh, 'cutout'),
  };
}
