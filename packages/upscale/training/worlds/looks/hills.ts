/** Open land under a sky: hills of grass and rock, a road, woods, houses, the look of races and strategy games. */
import { anyFilter, daylight, hud, type Look, look3d, Overlay, skyDome, wanderer } from '../look.ts';
import { type Color, Mesh } from '../mesh.ts';
import { cutout, noise, painted, SURFACES, surface } from '../textures.ts';

export const hills: Look = (renderer, random, art) => {
  const filter = anyFilter(random);
  const rise = noise(random, 5, 4);
  const tall = random.between(3, 14);
  const height = (x: number, z: number) => tall * (rise(x / 160 + 0.5, z / 160 + 0.5) - 0.5);
  const tone = (x: number, z: number): Color => {
    const s = 0.6 + 0.6 * rise(z / 40, x / 40);
    return [s, s, s, 1];
  };
  const texels = random.between(0.25, 1.5);
  const land = new Mesh().ground(80, 90, height, texels, tone);
  const [road, bushes, trees, lawn] = [new Mesh(), new Mesh(), new Mesh(), new Mesh()];
  const bend = random.between(0.02, 0.06);
  const middle = (z: number) => 9 * Math.sin(z * bend);
  for (let z = -78; z < 78; z += 2) {
    const [a, b] = [middle(z), middle(z + 2)];
    const lift = (x: number, at: number) => height(x, at) + 0.06;
    road.quad(
      [a - 3, lift(a - 3, z), z],
      [a + 3, lift(a + 3, z), z],
      [b + 3, lift(b + 3, z + 2), z + 2],
      [b - 3, lift(b - 3, z + 2), z + 2],
      2,
      0.7,
    );
  }
  const scatter = (mesh: Mesh, count: number, wide: number, high: number) => {
    for (let i = 0; i < count; i++) {
      const [x, z] = [random.between(-60, 60), random.between(-60, 60)];
      if (Math.abs(x - middle(z)) < 4) continue;
      const s = random.between(0.6, 1.3);
      mesh.crossed([x, height(x, z) - 0.2, z], wide * s, high * s, random.between(0, 3), tone(x * 3, z));
    }
  };
  scatter(trees, 160, 4, 6);
  scatter(bushes, 220, 1.8, 1.3);
  scatter(lawn, 900, 1.1, 0.5);
  const houses = new Mesh();
  const roofs = new Mesh();
  for (let i = 0; i < 22; i++) {
    const [x, z] = [random.between(-50, 50), random.between(-50, 50)];
    if (Math.abs(x - middle(z)) < 9) continue;
    const [w, d, h, y] = [
      random.between(3, 7),
      random.between(3, 7),
      random.between(2.5, 6),
      height(x, z) - 1,
    ];
    houses.box([x, y, z], [x + w, y + h, z + d], texels, tone(x, z));
    const top = y + h + 2;
    roofs.quad(
      [x, top, z + d / 2],
      [x + w, top, z + d / 2],
      [x + w, y + h, z + d],
      [x, y + h, z + d],
      w * texels,
      2,
    );
    roofs.quad([x + w, top, z + d / 2], [x, top, z + d / 2], [x, y + h, z], [x + w, y + h, z], w * texels, 2);
  }
  const drawn = random.chance(0.25) && art.surfaces.length > 0;
  const picture = () =>
    drawn ? random.pick(art.surfaces) : surface(random.pick(SURFACES), random, random.pick([256, 512]));
  const clouds = noise(random, 4, 6);
  const sky = skyDome(
    renderer,
    painted(256, (x, y) => {
      const c = clouds(x, y) ** 2 * 1.6;
      return [0.35 + 0.6 * c, 0.5 + 0.45 * c, 0.8 + 0.2 * c, 1];
    }),
  );
  const batches = [
    renderer.batch(
      renderer.texture(surface(random.pick(['grass', 'grass', 'stone']), random, 512), filter),
      land,
    ),
    renderer.batch(renderer.texture(picture(), filter), road),
    renderer.batch(renderer.texture(picture(), filter), houses),
    renderer.batch(renderer.texture(surface(random.pick(['brick', 'plank', 'tile']), random), filter), roofs),
    renderer.batch(renderer.texture(cutout('leaves', random, 256), filter), trees, 'cutout'),
    renderer.batch(renderer.texture(cutout('leaves', random), filter), bushes, 'cutout'),
    renderer.batch(renderer.texture(cutout('blades', random), filter), lawn, 'cutout'),
  ];
  const light = daylight(random);
  const camera = wanderer(random, [0, random.pick([1.2, 1.8, 4, 14]), 0], 14, height);
  const fov = random.between(0.7, 1.4);
  const overlay = random.chance(0.7) ? new Overlay(renderer, random) : undefined;
  const paint = hud(random, art);
  return {
    draw: (timeMs, width, high) => {
      const at = camera(timeMs);
      renderer.begin(look3d(at, fov, width, high), at.eye, light, light.fogColor);
      renderer.draw(sky, undefined, { lit: 0, paint: [...light.fogColor, 1] });
      for (const batch of batches) renderer.draw(batch);
      overlay?.draw(width, high, (c, wide) => paint(c, wide, timeMs));
    },
  };
};
