/** A land of cubes: small pixel textures on blocks, trees, water. */
import { daylight, hud, type Look, look3d, Overlay, wanderer } from '../look.ts';
import { type Color, Mesh } from '../mesh.ts';
import type { Filter } from '../renderer.ts';
import { noise, type Surface, surface } from '../textures.ts';

export const blocks: Look = (renderer, random, art) => {
  const filter: Filter = random.pick(['nearest', 'nearest-mip', 'nearest-mip', 'trilinear']);
  const hills = noise(random, 5, 3);
  const level = (x: number, z: number) => Math.floor(9 * hills(x / 64 + 0.5, z / 64 + 0.5));
  const kinds: Surface[] = ['grass', 'stone', 'bark', 'grass', 'cobble'];
  const meshes = kinds.map(() => new Mesh());
  const half = 26;
  const shade = (x: number, y: number, z: number): Color => {
    const s = 0.75 + 0.25 * Math.abs(Math.sin(x * 12.9 + y * 4.1 + z * 78.2));
    return [s, s, s, 1];
  };
  for (let x = -half; x < half; x++)
    for (let z = -half; z < half; z++) {
      const y = level(x, z);
      const low = Math.min(level(x + 1, z), level(x - 1, z), level(x, z + 1), level(x, z - 1), y);
      meshes[0]!.box([x, y - 1, z], [x + 1, y, z + 1], 1, shade(x, y, z));
      if (low < y - 1) meshes[1]!.box([x, low - 1, z], [x + 1, y - 1, z + 1], 1, shade(z, y, x));
      if (!random.chance(0.02)) continue;
      meshes[2]!.box([x, y, z], [x + 1, y + 4, z + 1], 1, shade(x, y, z));
      meshes[3]!.box([x - 1, y + 3, z - 1], [x + 2, y + 6, z + 2], 1, shade(x, y, z));
      if (random.chance(0.4)) meshes[4]!.box([x + 3, y, z], [x + 5, y + 3, z + 2], 1, shade(x, y, z));
    }
  const side = random.pick([16, 16, 32]);
  const solid = meshes.map((mesh, k) =>
    renderer.batch(renderer.texture(surface(kinds[k]!, random, side), filter), mesh),
  );
  const water = renderer.batch(
    renderer.texture(surface('cloth', random, side), filter),
    new Mesh().quad([-half, 2.7, -half], [half, 2.7, -half], [half, 2.7, half], [-half, 2.7, half], 52, 52, [
      [0.4, 0.6, 1, 0.7],
    ]),
    'alpha',
  );
  const light = daylight(random);
  const camera = wanderer(random, [0, random.pick([2, 3, 8]), 0], 15, (x, z) =>
    Math.max(3, level(Math.floor(x), Math.floor(z))),
  );
  // Steps of the ground would throw the eye up and down: it glides.
  const glide = (timeMs: number) => {
    const heights = Array.from({ length: 9 }, (_, k) => camera(timeMs + (k - 4) * 250).eye[1]);
    const at = camera(timeMs);
    return { ...at, eye: [at.eye[0], Math.max(...heights), at.eye[2]] as const };
  };
  const fov = random.between(0.9, 1.4);
  const overlay = new Overlay(renderer, random);
  const paint = hud(random, art);
  return {
    draw: (timeMs, width, height) => {
      const at = glide(Math.floor(timeMs / 4000) * 4000);
      const turning = camera(timeMs);
      const eye = { ...turning, eye: at.eye };
      renderer.begin(look3d(eye, fov, width, height), eye.eye, light, light.fogColor);
      for (const batch of solid) renderer.draw(batch);
      renderer.draw(water, undefined, { slide: [timeMs / 9000, 0] });
      overlay.draw(width, height, (c, wide) => paint(c, wide, timeMs));
    },
  };
};
