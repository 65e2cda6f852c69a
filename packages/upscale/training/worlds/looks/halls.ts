/** Halls of the first 3D shooters: hand-drawn walls and floors, figures as flat pictures, nearest or filtered. */
import { hud, type Look, look3d, Overlay, wanderer } from '../look.ts';
import { multiply, translation } from '../matrix.ts';
import { type Color, Mesh } from '../mesh.ts';
import type { Filter } from '../renderer.ts';
import { SURFACES, surface } from '../textures.ts';

export const halls: Look = (renderer, random, art) => {
  const filter: Filter = random.pick(['nearest', 'nearest-mip', 'trilinear', 'anisotropic', 'bilinear']);
  const texture = () =>
    renderer.texture(
      art.surfaces.length ? random.pick(art.surfaces) : surface(random.pick(SURFACES), random, 64),
      filter,
    );
  const texels = random.pick([0.5, 0.75, 1, 1.5]);
  const cells = 12;
  const open = Array.from({ length: cells * cells }, () => random.chance(0.62));
  const isOpen = (i: number, j: number) =>
    i >= 0 && j >= 0 && i < cells && j < cells && (open[j * cells + i]! || (i === 6 && j === 6));
  const kinds = 4;
  const walls = Array.from({ length: kinds }, () => new Mesh());
  const floors = Array.from({ length: kinds }, () => new Mesh());
  for (let i = 0; i < cells; i++)
    for (let j = 0; j < cells; j++) {
      if (!isOpen(i, j)) continue;
      const s = random.between(0.25, 1.05);
      const tint: Color = [s, s, s, 1];
      const [x, z] = [(i - 6.5) * 4, (j - 6.5) * 4];
      const [f, c] = [random.pick([0, 0, 0.4, -0.3]), random.pick([3.2, 3.2, 4.5])];
      const mesh = floors[(i + j) % kinds]!;
      mesh.quad([x, f, z], [x + 4, f, z], [x + 4, f, z + 4], [x, f, z + 4], 4 * texels, 4 * texels, [tint]);
      floors[(i * 3 + j) % kinds]!.quad(
        [x, c, z + 4],
        [x + 4, c, z + 4],
        [x + 4, c, z],
        [x, c, z],
        4 * texels,
        4 * texels,
        [tint],
      );
      const wall = walls[random.whole(0, kinds - 1)]!;
      const side = (ax: number, az: number, bx: number, bz: number) =>
        wall.quad(
          [ax, c + 1, az],
          [bx, c + 1, bz],
          [bx, f - 1, bz],
          [ax, f - 1, az],
          4 * texels,
          6 * texels,
          [tint],
        );
      if (!isOpen(i, j - 1)) side(x, z, x + 4, z);
      if (!isOpen(i, j + 1)) side(x + 4, z + 4, x, z + 4);
      if (!isOpen(i - 1, j)) side(x, z + 4, x, z);
      if (!isOpen(i + 1, j)) side(x + 4, z, x + 4, z + 4);
    }
  const solid = [...walls, ...floors].map((mesh) => renderer.batch(texture(), mesh));
  const figures = Array.from({ length: art.sprites.length ? 22 : 0 }, () => {
    const picture = random.pick(art.sprites);
    const [w, h] = [picture.width / 32, picture.height / 32];
    const mesh = new Mesh().quad([-w / 2, h, 0], [w / 2, h, 0], [w / 2, 0, 0], [-w / 2, 0, 0]);
    return {
      batch: renderer.batch(renderer.texture(picture, filter), mesh, 'cutout'),
      at: [random.between(-20, 20), 0, random.between(-20, 20)] as const,
    };
  });
  const s = random.between(0.5, 1.2);
  const light = {
    sun: [0.2, 0.9, 0.1],
    sunColor: [0.1, 0.1, 0.1],
    sky: [s, s, s],
    fogColor: [0, 0, 0],
    fog: random.between(0, 0.09),
    steps: 0,
    gloss: 0,
  } as const;
  const camera = wanderer(random, [-0.5, random.between(1.1, 1.9), -0.5], 1.2, () => 0);
  const fov = random.between(0.9, 1.4);
  const overlay = new Overlay(renderer, random);
  const paint = hud(random, art);
  return {
    draw: (timeMs, width, height) => {
      const at = { ...camera(timeMs), pitch: 0, roll: 0 };
      renderer.begin(look3d(at, fov, width, height), at.eye, light, [0, 0, 0]);
      for (const batch of solid) renderer.draw(batch);
      const [c, n] = [Math.cos(at.yaw), Math.sin(at.yaw)];
      const facing = new Float32Array([c, 0, n, 0, 0, 1, 0, 0, -n, 0, c, 0, 0, 0, 0, 1]);
      for (const { batch, at: place } of figures)
        renderer.draw(batch, multiply(translation(place), facing), { lit: 0.9 });
      overlay.draw(width, height, (context, wide) => paint(context, wide, timeMs));
    },
  };
};
