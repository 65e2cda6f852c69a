/** A city at night: lit windows, lamps, signs, wet streets. */
import { anyFilter, hud, type Look, look3d, Overlay, wanderer } from '../look.ts';
import { Mesh } from '../mesh.ts';
import type { Random } from '../random.ts';
import { glow, painted, sign, surface } from '../textures.ts';

function facade(random: Random): HTMLCanvasElement {
  const [across, up] = [random.pick([4, 8, 10]), random.pick([6, 8, 16])];
  const lit = random.between(0.15, 0.6);
  const wall = [random.between(0.03, 0.3), random.between(0.03, 0.3), random.between(0.05, 0.3)];
  const lamps = Array.from({ length: across * up }, () =>
    random.chance(lit)
      ? [random.between(0.6, 1), random.between(0.5, 1), random.between(0.2, 1)]
      : [0.04, 0.05, 0.08],
  );
  const frame = random.between(0.12, 0.3);
  return painted(256, (x, y) => {
    const [fx, fy] = [(x * across) % 1, (y * up) % 1];
    const inside = fx > frame && fx < 1 - frame && fy > frame && fy < 1 - frame;
    const color = inside ? lamps[Math.floor(y * up) * across + Math.floor(x * across)]! : wall;
    const bar = inside && Math.abs(fx - 0.5) < 0.04 ? 0.4 : 1;
    return [color[0]! * bar, color[1]! * bar, color[2]! * bar, 1];
  });
}

export const city: Look = (renderer, random, art) => {
  const filter = anyFilter(random);
  const houses = Array.from({ length: 4 }, () => new Mesh());
  const [lamps, signs, posts] = [new Mesh(), new Mesh(), new Mesh()];
  for (let i = -5; i < 5; i++)
    for (let j = -5; j < 5; j++) {
      const [x, z] = [i * 14 + 4, j * 14 + 4];
      const [w, d, h] = [random.between(6, 9), random.between(6, 9), random.between(6, 40)];
      random.pick(houses).box([x, 0, z], [x + w, h, z + d], random.pick([0.1, 0.14, 0.2]));
      const y = random.between(2.5, 5);
      signs.quad([x, y, z - 0.1], [x + 4, y, z - 0.1], [x + 4, y - 1, z - 0.1], [x, y - 1, z - 0.1]);
      signs.quad([x - 0.1, y + 3, z + 4], [x - 0.1, y + 3, z], [x - 0.1, y + 2, z], [x - 0.1, y + 2, z + 4]);
      posts.box([x - 1.5, 0, z - 1.5], [x - 1.4, 4.5, z - 1.4], 0.3);
      lamps.crossed([x - 1.45, 3.4, z - 1.45], 2.2, 2.2, 0.4);
    }
  const street = renderer.batch(
    renderer.texture(surface(random.pick(['stone', 'cobble', 'tile']), random), filter),
    new Mesh().ground(
      75,
      40,
      () => 0,
      0.3,
      () => [0.5, 0.5, 0.55, 1],
    ),
  );
  const walls = houses.map((mesh) => renderer.batch(renderer.texture(facade(random), filter), mesh));
  const boards = renderer.batch(renderer.texture(sign(random), filter), signs);
  const iron = renderer.batch(renderer.texture(surface('rust', random), filter), posts);
  const shine = renderer.batch(renderer.texture(glow(), 'trilinear'), lamps, 'add');
  const night = [random.between(0.01, 0.08), random.between(0.02, 0.08), random.between(0.05, 0.16)] as const;
  const light = {
    sun: [0.4, 0.8, 0.3],
    sunColor: [0.2, 0.22, 0.35],
    sky: [0.3, 0.3, 0.4],
    fogColor: night,
    fog: random.between(0.004, 0.03),
    steps: 0,
    gloss: 0.4,
  } as const;
  const camera = wanderer(random, [0, random.pick([1.7, 1.7, 12]), 0], 20, () => 0);
  const fov = random.between(0.7, 1.3);
  const overlay = new Overlay(renderer, random);
  const paint = hud(random, art);
  return {
    draw: (timeMs, width, height) => {
      const at = camera(timeMs);
      renderer.begin(look3d(at, fov, width, height), at.eye, light, night);
      renderer.draw(street);
      for (const batch of walls) renderer.draw(batch, undefined, { lit: 0.35, paint: [0.9, 0.9, 0.9, 1] });
      renderer.draw(iron);
      renderer.draw(boards, undefined, { lit: 0 });
      renderer.draw(shine, undefined, { lit: 0, paint: [1, 0.85, 0.55, 0.8] });
      overlay.draw(width, height, (c, wide) => paint(c, wide, timeMs));
    },
  };
};
