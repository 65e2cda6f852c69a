/** Drawn 2D games: backdrops that scroll apart, platforms, many figures and items, all from pictures of a size of their own, scaled to the screen's. */
import { type Art, hud, type Look, Overlay } from '../look.ts';
import { translation } from '../matrix.ts';
import { type Color, Mesh, WHITE } from '../mesh.ts';
import type { Random } from '../random.ts';
import type { Batch, Filter, Renderer } from '../renderer.ts';
import { noise, SURFACES, surface } from '../textures.ts';

type Shade = Filter | 'bilinear-only';

interface Thing {
  readonly batch: Batch;
  readonly x: number;
  readonly y: number;
  readonly phase: number;
  /** How far it wanders, in lines. */
  readonly reach: number;
}

/** A blob of smooth gradients and a dark outline, as vector artists draw; stands in where no art is given. */
function drawn(random: Random, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const c = canvas.getContext('2d')!;
  const hue = random.between(0, 360);
  const parts = random.whole(2, 6);
  c.lineWidth = random.between(1, 4);
  c.lineJoin = 'round';
  for (let i = 0; i < parts; i++) {
    const [x, y] = [random.between(0.3, 0.7) * width, random.between(0.3, 0.7) * height];
    const r = random.between(0.12, 0.3) * Math.min(width, height);
    const fill = c.createRadialGradient(x - r / 3, y - r / 3, r / 8, x, y, r * 1.3);
    fill.addColorStop(0, `hsl(${hue + i * 25} 80% ${random.between(60, 90)}%)`);
    fill.addColorStop(1, `hsl(${hue + i * 25} 70% ${random.between(15, 50)}%)`);
    c.fillStyle = fill;
    c.strokeStyle = `hsl(${hue} 50% 8%)`;
    c.beginPath();
    if (random.chance(0.6)) c.ellipse(x, y, r, r * random.between(0.5, 1.2), random.between(0, 3), 0, 7);
    else c.roundRect(x - r, y - r / 2, 2 * r, r * random.between(0.6, 1.5), r / 3);
    c.fill();
    c.stroke();
  }
  return canvas;
}

function standing(
  renderer: Renderer,
  picture: TexImageSource,
  size: readonly [number, number],
  shade: Shade,
): Batch {
  const [w, h] = size;
  const mesh = new Mesh().quad([0, 0, 0], [w, 0, 0], [w, h, 0], [0, h, 0], 1, 1, [WHITE]);
  return renderer.batch(renderer.texture(picture, shade), mesh, 'alpha');
}

/** Pictures as wide as the screen or wider, set beside each other without end. */
function backdrop(
  renderer: Renderer,
  random: Random,
  art: Art,
  lines: number,
  shade: Shade,
  depth: number,
): Batch {
  const picture = art.backdrops.length && random.chance(0.8) ? random.pick(art.backdrops) : sky(random);
  const height = depth === 0 ? lines : lines * random.between(0.3, 0.9);
  const width = (picture.width / picture.height) * height;
  const mesh = new Mesh();
  const tint = 1 - 0.15 * random.next();
  for (let x = 0; x < 8 * lines; x += width)
    mesh.quad(
      [x, lines - height, 0],
      [x + width, lines - height, 0],
      [x + width, lines, 0],
      [x, lines, 0],
      1,
      1,
      [[tint, tint, tint, 1]],
    );
  return renderer.batch(renderer.texture(picture, shade), mesh, 'alpha');
}

function sky(random: Random): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [512, 256];
  const c = canvas.getContext('2d')!;
  const fill = c.createLinearGradient(0, 0, 0, 256);
  const hue = random.between(150, 330);
  fill.addColorStop(0, `hsl(${hue} 70% ${random.between(10, 60)}%)`);
  fill.addColorStop(1, `hsl(${hue + random.between(-60, 60)} 70% ${random.between(40, 90)}%)`);
  c.fillStyle = fill;
  c.fillRect(0, 0, 512, 256);
  const ridge = noise(random, 4, 4);
  for (let layer = 0; layer < random.whole(0, 4); layer++) {
    c.fillStyle = `hsl(${hue + 30 * layer} 40% ${50 - 12 * layer}%)`;
    for (let x = 0; x < 512; x++) c.fillRect(x, 120 + 30 * layer + 70 * ridge(x / 512, layer * 0.21), 1, 256);
  }
  return canvas;
}

/** Ground and platforms of square tiles. */
function ground(renderer: Renderer, random: Random, art: Art, lines: number, shade: Shade): Batch {
  const drawnTile = art.surfaces.length && random.chance(0.4) ? random.pick(art.surfaces) : undefined;
  const picture = drawnTile ?? surface(random.pick(SURFACES), random, 64);
  const side = random.pick([16, 32, 32, 48, 64]);
  const mesh = new Mesh();
  const tile = (x: number, y: number, color: Color) =>
    mesh.quad([x, y, 0], [x + side, y, 0], [x + side, y + side, 0], [x, y + side, 0], 1, 1, [color]);
  for (let x = 0, top = 0.8; x < 8 * lines; x += side) {
    if (random.chance(0.25)) top = random.between(0.6, 0.95);
    const from = Math.round((top * lines) / side) * side;
    for (let y = from; y < lines; y += side) tile(x, y, y === from ? WHITE : [0.75, 0.75, 0.8, 1]);
    if (random.chance(0.12)) tile(x, Math.round((random.between(0.2, 0.6) * lines) / side) * side, WHITE);
  }
  return renderer.batch(renderer.texture(picture, shade), mesh, 'solid');
}

function things(renderer: Renderer, random: Random, art: Art, lines: number, shade: Shade): Thing[] {
  const zoom = random.pick([1, 1, 1, 1.5, 2, random.between(0.6, 2.5)]);
  return Array.from({ length: random.whole(25, 70) }, () => {
    const from = random.chance(0.5) ? art.items : art.actors;
    const picture =
      from.length && random.chance(0.75)
        ? random.pick(from)
        : drawn(random, random.whole(24, 140), random.whole(24, 140));
    const mirrored = random.chance(0.3) ? -1 : 1;
    const size = [mirrored * picture.width * zoom, picture.height * zoom] as const;
    return {
      batch: standing(renderer, picture, size, shade),
      x: random.between(0, 6 * lines),
      y: random.between(0.1, 0.85) * lines,
      phase: random.between(0, 6),
      reach: random.chance(0.5) ? random.between(0, 60) : 0,
    };
  });
}

export const stage: Look = (renderer, random, art) => {
  // The height of the picture in the art's own pixels.
  const lines = random.pick([240, 360, 480, 480, 540, 600, 720, 1080]);
  const shade: Shade = random.pick([
    'bilinear-only',
    'bilinear-only',
    'bilinear-only',
    'trilinear',
    'nearest',
  ]);
  const layers = Array.from({ length: random.whole(1, 3) }, (_, depth) => ({
    batch: backdrop(renderer, random, art, lines, shade, depth),
    share: 0.15 + 0.25 * depth,
  }));
  const floor = ground(renderer, random, art, lines, shade);
  const figures = things(renderer, random, art, lines, shade);
  const speed = random.between(10, 240);
  const whole = random.chance(0.3);
  const overlay = new Overlay(renderer, random);
  const paint = hud(random, art);
  const dark = [0.05, 0.06, 0.1] as const;
  const light = {
    sun: [0, 1, 0],
    sunColor: dark,
    sky: dark,
    fogColor: dark,
    fog: 0,
    steps: 0,
    gloss: 0,
  } as const;
  const still = { lit: 0, depth: false };
  return {
    draw: (timeMs, width, height) => {
      const wide = (lines * width) / height;
      const view = new Float32Array([2 / wide, 0, 0, 0, 0, -2 / lines, 0, 0, 0, 0, -1, 0, -1, 1, 0, 1]);
      renderer.begin(view, [0, 0, 0], light, dark);
      const moved = (x: number) => (whole ? Math.round(x) : x);
      const scroll = ((speed * timeMs) / 1000) % (4 * lines);
      for (const { batch, share } of layers)
        renderer.draw(batch, translation([-moved(scroll * share), 0, 0]), still);
      renderer.draw(floor, translation([-moved(scroll), 0, 0]), still);
      for (const { batch, x, y, phase, reach } of figures) {
        const swing = reach * Math.sin(timeMs / 700 + phase);
        renderer.draw(
          batch,
          translation([moved(x - scroll + swing), moved(y - Math.abs(swing) / 2), 0]),
          still,
        );
      }
      overlay.draw(width, height, (c, w) => paint(c, w, timeMs));
    },
  };
};
