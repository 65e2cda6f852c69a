/** The page that renders: told what by its driver, it hands back luma planes. */
import type { Art, Look, World } from './look.ts';
import { blocks } from './looks/blocks.ts';
import { city } from './looks/city.ts';
import { halls } from './looks/halls.ts';
import { hills } from './looks/hills.ts';
import { panels } from './looks/panels.ts';
import { pixels } from './looks/pixels.ts';
import { ruins } from './looks/ruins.ts';
import { sparks } from './looks/sparks.ts';
import { stage } from './looks/stage.ts';
import { toon } from './looks/toon.ts';
import { Random } from './random.ts';
import { Renderer } from './renderer.ts';

const LOOKS: Readonly<Record<string, Look>> = {
  ruins,
  halls,
  hills,
  toon,
  pixels,
  panels,
  sparks,
  city,
  blocks,
  stage,
};

export interface ClipOrder {
  readonly look: string;
  readonly seed: number;
  readonly atMs: readonly number[];
  readonly width: number;
  readonly height: number;
  /** 1 as games draw; 2 draws at twice the size and halves: anti-aliased. */
  readonly samples: number;
}

const canvas = document.querySelector('canvas')!;
let loaded: Promise<Art> | undefined;
let current: { key: string; world: World; renderer: Renderer } | undefined;

async function art(): Promise<Art> {
  const names: string[] = await (await fetch('/art/index.json')).json().catch(() => []);
  const open = async (name: string) => createImageBitmap(await (await fetch(`/art/${name}`)).blob());
  const of = (kind: string) => Promise.all(names.filter((name) => name.startsWith(kind)).map(open));
  return {
    surfaces: await of('surface'),
    sprites: await of('sprite'),
    backdrops: await of('backdrop'),
    actors: await of('actor'),
    items: await of('item'),
  };
}

async function renderClip(order: ClipOrder, file: string): Promise<void> {
  loaded ??= art();
  const ready = await loaded;
  const key = `${order.look} ${order.seed}`;
  const renderer = current?.renderer ?? new Renderer(canvas);
  if (current?.key !== key)
    current = {
      key,
      renderer,
      world: LOOKS[order.look]!(renderer, new Random(order.seed * 7919 + 13), ready),
    };
  const { width, height, samples } = order;
  const planes = new Uint8Array(width * height * order.atMs.length);
  order.atMs.forEach((timeMs, i) => {
    planes.set(
      luma(draw(renderer, current!.world, timeMs, width * samples, height * samples), width, height, samples),
      i * width * height,
    );
  });
  await fetch(`/save/${file}`, { method: 'POST', body: planes });
}

function draw(renderer: Renderer, world: World, timeMs: number, width: number, height: number): Uint8Array {
  canvas.width = width;
  canvas.height = height;
  const { gl } = renderer;
  gl.viewport(0, 0, width, height);
  world.draw(timeMs, width, height);
  const rgba = new Uint8Array(width * height * 4);
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, rgba);
  return rgba;
}

/** BT.601 limited range, as the pages' own conversion; rows arrive from below. Means of `samples` x `samples` boxes. */
function luma(rgba: Uint8Array, width: number, height: number, samples: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const stride = width * samples * 4;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < samples * samples; k++) {
        const row = height * samples - 1 - (y * samples + Math.floor(k / samples));
        const at = row * stride + (x * samples + (k % samples)) * 4;
        sum += 65.481 * rgba[at]! + 128.553 * rgba[at + 1]! + 24.966 * rgba[at + 2]!;
      }
      out[y * width + x] = Math.round(16 + sum / (255 * samples * samples));
    }
  return out;
}

Object.assign(globalThis, { renderClip, looks: Object.keys(LOOKS) });
