/** What every look is made of, and what several share. */
import { flat, type Matrix, multiply, perspective, type Vec3, viewFrom } from './matrix.ts';
import { Mesh } from './mesh.ts';
import type { Random } from './random.ts';
import type { Batch, Filter, Light, Renderer } from './renderer.ts';

export interface World {
  /** Draws the world as it is at this moment; the same at every size but for what the size itself does to a picture. */
  draw(timeMs: number, width: number, height: number): void;
}

/** Textures and sprites drawn by people, where there are any. */
export interface Art {
  readonly surfaces: readonly ImageBitmap[];
  readonly sprites: readonly ImageBitmap[];
  /** From drawn 2D games: wide scenery, figures, and small things such as weapons and coins. */
  readonly backdrops: readonly ImageBitmap[];
  readonly actors: readonly ImageBitmap[];
  readonly items: readonly ImageBitmap[];
}

export type Look = (renderer: Renderer, random: Random, art: Art) => World;

export interface Camera {
  readonly eye: Vec3;
  readonly yaw: number;
  readonly pitch: number;
  readonly roll?: number;
}

/** A camera that wanders about `home`, looks around and sways, at a walk or a run. */
export function wanderer(
  random: Random,
  home: Vec3,
  reach: number,
  height: (x: number, z: number) => number,
): (timeMs: number) => Camera {
  const speed = random.between(0.15, 1.1);
  const [phase, turn, start] = [random.between(0, 9), random.between(-0.9, 0.9), random.between(0, 6.3)];
  const tilt = random.between(-0.35, 0.15);
  return (timeMs) => {
    const t = (timeMs / 1000) * speed;
    const x = home[0] + reach * Math.sin(t * 0.31 + phase);
    const z = home[2] + reach * Math.cos(t * 0.27 + phase * 1.7);
    const bob = 0.04 * Math.sin(t * 9);
    return {
      eye: [x, height(x, z) + home[1] + bob, z],
      yaw: start + turn * t + 0.4 * Math.sin(t * 0.7),
      pitch: tilt + 0.12 * Math.sin(t * 0.9 + 1),
      roll: 0.01 * Math.sin(t * 4),
    };
  };
}

export function look3d(camera: Camera, fov: number, width: number, height: number): Matrix {
  return multiply(
    perspective(fov, width / height, 0.08, 400),
    viewFrom(camera.eye, camera.yaw, camera.pitch, camera.roll),
  );
}

/** The light of a place: from noon to dusk, clear or in mist. */
export function daylight(random: Random): Light {
  const angle = random.between(0, 6.3);
  const high = random.between(0.3, 1.2);
  const dim = random.between(0.2, 1.1);
  const warm = random.between(0, 0.35);
  const ambient = dim * random.between(0.3, 0.6);
  const mist = random.between(0.4, 0.85) * dim;
  return {
    sun: [Math.cos(angle) * Math.cos(high), Math.sin(high), Math.sin(angle) * Math.cos(high)],
    sunColor: [dim * (0.7 + warm), dim * 0.7, dim * (0.7 - warm)],
    sky: [ambient * 0.9, ambient, ambient * 1.15],
    fogColor: [mist, mist * 1.02, mist * 1.08],
    fog: random.chance(0.5) ? random.between(0.002, 0.03) : 0,
    steps: 0,
    gloss: random.chance(0.4) ? random.between(0, 0.6) : 0,
  };
}

/** Filters in the shares games use them. */
export function anyFilter(random: Random): Filter {
  return random.pick(['trilinear', 'trilinear', 'bilinear', 'anisotropic', 'anisotropic', 'nearest-mip']);
}

/**
 * Text, bars and icons over a game; `paint` draws in units of 1/180 of the height. Some games lay them out for the picture's own size, many
 * draw them from textures of a size of their own, filtered (seldom with smaller versions to choose from) or not.
 */
export class Overlay {
  readonly #renderer: Renderer;
  readonly #lines: number | undefined;
  readonly #filter: Filter | 'bilinear-only';
  readonly #canvas = document.createElement('canvas');
  readonly #quad: Mesh = new Mesh().quad([0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]);

  constructor(renderer: Renderer, random: Random) {
    this.#renderer = renderer;
    this.#lines = random.chance(0.3) ? undefined : random.pick([240, 360, 480, 480, 600, 720, 768, 1080]);
    this.#filter = this.#lines
      ? random.pick(['bilinear-only', 'bilinear-only', 'trilinear', 'nearest'])
      : 'nearest';
  }

  draw(
    width: number,
    height: number,
    paint: (context: CanvasRenderingContext2D, wide: number) => void,
  ): void {
    const renderer = this.#renderer;
    const lines = this.#lines ?? height;
    this.#canvas.width = Math.round((width / height) * lines);
    this.#canvas.height = lines;
    const context = this.#canvas.getContext('2d', { willReadFrequently: true })!;
    context.scale(lines / 180, lines / 180);
    paint(context, (width / height) * 180);
    const texture = renderer.texture(this.#canvas, this.#filter);
    const batch = renderer.batch(texture, this.#quad, 'alpha');
    renderer.view(flat());
    renderer.draw(batch, undefined, { lit: 0, depth: false });
    renderer.gl.deleteTexture(texture);
    renderer.gl.deleteVertexArray(batch.vertices);
  }
}

interface Icon {
  readonly corners: readonly (readonly [x: number, y: number])[];
  readonly color: string;
  readonly open: boolean;
  /** Drawn by people; shown in the figure's place. */
  readonly picture?: ImageBitmap | undefined;
}

/** A figure of straight lines, filled or in outline, or a picture where there are any. */
function icon(random: Random, art: Art): Icon {
  const count = random.whole(3, 11);
  const spiky = random.between(0, 0.6);
  const corners = Array.from({ length: count }, (_, k) => {
    const r = 1 - (k % 2) * spiky - random.between(0, 0.25);
    return [r * Math.cos((k / count) * 6.283), r * Math.sin((k / count) * 6.283)] as const;
  });
  const color = `hsl(${random.between(0, 360)} ${random.between(0, 80)}% ${random.between(45, 95)}%)`;
  const picture = art.items.length && random.chance(0.6) ? random.pick(art.items) : undefined;
  return { corners, color, open: random.chance(0.35), picture };
}

function drawIcon(
  c: CanvasRenderingContext2D,
  { corners, color, open, picture }: Icon,
  x: number,
  y: number,
  size: number,
): void {
  if (picture) {
    const zoom = size / Math.max(picture.width, picture.height);
    const [w, h] = [picture.width * zoom, picture.height * zoom];
    c.drawImage(picture, x - w / 2, y - h / 2, w, h);
    return;
  }
  c.fillStyle = c.strokeStyle = color;
  c.beginPath();
  for (const [dx, dy] of corners) c.lineTo(x + (dx * size) / 2, y + (dy * size) / 2);
  c.closePath();
  if (open) c.stroke();
  else c.fill();
}

/** Crosshair, bars, numbers, icons and lines of text, in one of many layouts. */
export function hud(
  random: Random,
  art: Art,
): (context: CanvasRenderingContext2D, wide: number, timeMs: number) => void {
  const hue = random.between(0, 360);
  const pale = random.chance(0.5);
  const font = `${random.pick(['', 'bold ', '900 '])}SIZEpx ${random.pick(['sans-serif', 'monospace', 'serif'])}`;
  const set = (c: CanvasRenderingContext2D, size: number) => {
    c.font = font.replace('SIZE', String(size));
  };
  const size = random.between(5, 16);
  const spacing = random.chance(0.3) ? random.between(1, 5) : 0;
  const lines = random.whole(0, 4);
  const health = random.whole(1, 200);
  const icons = Array.from({ length: random.whole(0, 9) }, () => icon(random, art));
  const iconSize = random.between(8, 24);
  const chosen = random.whole(0, 8);
  const shadow = random.chance(0.6);
  const centre = random.chance(0.4)
    ? ['You won the round', 'Level complete', 'Wave 7', '2nd place with 31', 'Press fire to begin'][
        random.whole(0, 4)
      ]!
    : '';
  const parts = {
    cross: random.chance(0.6),
    bar: random.chance(0.6),
    numbers: random.chance(0.7),
    map: random.chance(0.3),
  };
  return (c, wide, timeMs) => {
    c.letterSpacing = `${spacing}px`;
    const ink = `hsl(${hue} ${pale ? 5 : 70}% ${pale ? 95 : 75}%)`;
    c.fillStyle = c.strokeStyle = ink;
    c.lineWidth = 1;
    if (parts.cross)
      for (const [w, h] of [
        [7, 1],
        [1, 7],
      ] as const)
        c.fillRect(wide / 2 - w / 2, 90 - h / 2, w, h);
    if (parts.bar) {
      c.strokeRect(6, 168, 60, 6);
      c.fillRect(7, 169, 20 + 18 * Math.sin(timeMs / 900), 4);
    }
    if (shadow) {
      c.shadowColor = 'black';
      c.shadowOffsetX = c.shadowOffsetY = c.canvas.height / 180;
    }
    set(c, size * 1.6);
    if (parts.numbers) c.fillText(`${health + Math.floor(timeMs / 500)}`, wide - 60, 174);
    set(c, size);
    for (let i = 0; i < lines; i++)
      c.fillText(
        `Player ${i + 1} took ${['the flag', 'armour', '25 ammo', 'the lead'][i % 4]}`,
        5,
        12 + i * size * 1.25,
      );
    c.textAlign = 'center';
    set(c, size * 1.4);
    if (centre) c.fillText(centre, wide / 2, 40);
    c.textAlign = 'start';
    const from = wide / 2 - (icons.length * iconSize * 1.2) / 2;
    icons.forEach((each, i) => {
      const x = from + (i + 0.5) * iconSize * 1.2;
      drawIcon(c, each, x, 160, iconSize);
      c.strokeStyle = ink;
      if (i === chosen)
        c.strokeRect(x - iconSize * 0.6, 160 - iconSize * 0.6, iconSize * 1.2, iconSize * 1.2);
    });
    c.strokeStyle = c.fillStyle = ink;
    if (parts.map) {
      c.strokeRect(wide - 46, 5, 40, 40);
      for (let i = 0; i < 9; i++)
        c.fillRect(wide - 42 + ((i * 37) % 33), 9 + ((i * 53 + timeMs / 300) % 33), 2, 2);
    }
  };
}

/** A picture as large as the sky, far away and turning with the head. */
export function skyDome(renderer: Renderer, picture: TexImageSource): Batch {
  const dome = new Mesh().turned(
    [0, -60, 0],
    [
      [200, 0],
      [200, 80],
      [140, 160],
      [0.1, 200],
    ],
    24,
    0.01,
  );
  return renderer.batch(renderer.texture(picture, 'bilinear'), dome);
}
