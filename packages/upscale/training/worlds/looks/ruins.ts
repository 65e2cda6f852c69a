/** Textured 3D: walls, stairs, pillars, fences and plants, the look of many shooters and adventures. */
import { anyFilter, daylight, hud, type Look, look3d, Overlay, skyDome, wanderer } from '../look.ts';
import { Mesh } from '../mesh.ts';
import { cutout, noise, painted, SURFACES, sign, surface } from '../textures.ts';

export const ruins: Look = (renderer, random, art) => {
  const filter = anyFilter(random);
  const drawn = random.chance(0.4);
  const picture = () =>
    drawn && art.surfaces.length ? random.pick(art.surfaces) : surface(random.pick(SURFACES), random);
  const texture = () => renderer.texture(picture(), filter, random.chance(0.15) ? 1 : 0);
  const texels = random.between(0.3, 1.6);
  const shade = () => {
    const s = random.between(0.35, 1.15);
    return [s, s, s, 1] as const;
  };
  const floor = new Mesh().ground(40, 40, () => 0, texels, shade);
  const [walls, more, boards] = [new Mesh(), new Mesh(), new Mesh()];
  for (let i = 0; i < 46; i++) {
    const [x, z] = [random.between(-34, 34), random.between(-34, 34)];
    const [w, d] = random.chance(0.5) ? [random.between(2, 9), 0.6] : [0.6, random.between(2, 9)];
    (i % 2 ? walls : more).box([x, 0, z], [x + w, random.between(1, 6), z + d], texels, shade());
    if (i % 7 === 0)
      for (let step = 0; step < 7; step++)
        more.box(
          [x + w + step * 0.4, 0, z],
          [x + w + step * 0.4 + 0.4, 2.4 - step * 0.3, z + 2],
          texels,
          shade(),
        );
    if (i % 6 === 0)
      boards.quad([x, 2.8, z - 0.05], [x + 2.4, 2.8, z - 0.05], [x + 2.4, 2.2, z - 0.05], [x, 2.2, z - 0.05]);
  }
  const round = new Mesh();
  for (let i = 0; i < 24; i++) {
    const r = random.between(0.2, 0.6);
    round.turned(
      [random.between(-30, 30), 0, random.between(-30, 30)],
      [
        [r * 1.4, 0],
        [r * 1.4, 0.3],
        [r, 0.4],
        [r * 0.8, 4],
        [r * 1.3, 4.3],
      ],
      14,
      texels,
      shade(),
    );
  }
  const [plants, fences] = [new Mesh(), new Mesh()];
  const tall = random.between(0.4, 1);
  for (let i = 0; i < 420; i++)
    plants.crossed(
      [random.between(-34, 34), 0, random.between(-34, 34)],
      tall * 1.6,
      tall * random.between(0.6, 1.4),
      random.between(0, 3),
      shade(),
    );
  for (let i = 0; i < 16; i++) {
    const [x, z] = [random.between(-30, 30), random.between(-30, 30)];
    fences.quad([x, 1.8, z], [x + 7, 1.8, z + 2], [x + 7, 0, z + 2], [x, 0, z], 4, 1);
  }
  const trees = new Mesh();
  for (let i = 0; i < 30; i++)
    trees.crossed(
      [random.between(-34, 34), 1.2, random.between(-34, 34)],
      4,
      4.5,
      random.between(0, 3),
      shade(),
    );
  const clouds = noise(random, 4, 5);
  const sky = skyDome(
    renderer,
    painted(256, (x, y) => {
      const c = clouds(x, y);
      return [0.4 + 0.5 * c, 0.5 + 0.4 * c, 0.75 + 0.2 * c, 1];
    }),
  );
  const batches = [
    renderer.batch(texture(), floor),
    renderer.batch(texture(), walls),
    renderer.batch(texture(), more),
    renderer.batch(texture(), round),
    renderer.batch(renderer.texture(sign(random), filter), boards),
    renderer.batch(
      renderer.texture(cutout(random.pick(['leaves', 'blades']), random), filter),
      plants,
      'cutout',
    ),
    renderer.batch(
      renderer.texture(cutout(random.pick(['bars', 'mesh', 'lattice']), random), filter),
      fences,
      'cutout',
    ),
    renderer.batch(renderer.texture(cutout('leaves', random), filter), trees, 'cutout'),
  ];
  const light = daylight(random);
  const camera = wanderer(random, [0, 1.6, 0], 14, () => 0);
  const fov = random.between(0.8, 1.5);
  const overlay = random.chance(0.5) ? new Overlay(renderer, random) : undefined;
  const paint = hud(random, art);
  return {
    draw: (timeMs, width, height) => {
      const at = camera(timeMs);
      renderer.begin(look3d(at, fov, width, height), at.eye, light, light.fogColor);
      renderer.draw(sky, undefined, { lit: 0, paint: [...light.fogColor, 1] });
      for (const batch of batches) renderer.draw(batch);
      overlay?.draw(width, height, (c, wide) => paint(c, wide, timeMs));
    },
  };
};
