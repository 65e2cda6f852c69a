/** Cel shading: flat colours in steps of light, dark outlines, round shapes. */
import { daylight, hud, type Look, look3d, Overlay, wanderer } from '../look.ts';
import { translation } from '../matrix.ts';
import { Mesh } from '../mesh.ts';
import { plain } from '../textures.ts';

export const toon: Look = (renderer, random, art) => {
  const hue = random.between(0, 6.3);
  const color = () => {
    const h = hue + random.between(-1.5, 1.5);
    const v = random.between(0.45, 1);
    return [
      v * (0.6 + 0.4 * Math.cos(h)),
      v * (0.6 + 0.4 * Math.cos(h + 2.1)),
      v * (0.6 + 0.4 * Math.cos(h + 4.2)),
      1,
    ] as const;
  };
  const white = renderer.texture(plain(), 'nearest');
  const ground = new Mesh().ground(
    50,
    24,
    (x, z) => 1.2 * Math.sin(x * 0.17) * Math.cos(z * 0.13),
    1,
    () => color(),
  );
  const shapes = Array.from({ length: 5 }, () => new Mesh());
  for (let i = 0; i < 120; i++) {
    const mesh = shapes[i % 5]!;
    const at = [random.between(-40, 40), random.between(-0.5, 0.6), random.between(-40, 40)] as const;
    const r = random.between(0.4, 2.2);
    const ball = Array.from(
      { length: 9 },
      (_, k) => [r * Math.sin((k / 8) * Math.PI) + 0.001, r - r * Math.cos((k / 8) * Math.PI)] as const,
    );
    if (i % 3 === 0) mesh.turned(at, ball, 18, 1, color());
    else if (i % 3 === 1)
      mesh.turned(
        at,
        [
          [r, 0],
          [r * 0.7, r * 1.5],
          [0.01, r * 3.5],
        ],
        12,
        1,
        color(),
      );
    else mesh.box([at[0], -1, at[2]], [at[0] + r, r * 2, at[2] + r], 1, color());
  }
  const moving = shapes.map((mesh) => ({
    batch: renderer.batch(white, mesh),
    phase: random.between(0, 6),
    lift: random.chance(0.4) ? 0.6 : 0,
  }));
  const floor = renderer.batch(white, ground);
  const light = {
    ...daylight(random),
    steps: random.whole(2, 4),
    gloss: random.chance(0.5) ? 0.5 : 0,
    fog: 0,
  };
  const camera = wanderer(random, [0, 2.4, 0], 16, (x, z) => 1.2 * Math.sin(x * 0.17) * Math.cos(z * 0.13));
  const line = random.between(0.03, 0.12);
  const sky = [random.between(0.4, 0.9), random.between(0.6, 0.95), 1] as const;
  const fov = random.between(0.8, 1.3);
  const overlay = new Overlay(renderer, random);
  const paint = hud(random, art);
  return {
    draw: (timeMs, width, height) => {
      const at = camera(timeMs);
      renderer.begin(look3d(at, fov, width, height), at.eye, light, sky);
      renderer.draw(floor);
      for (const { batch, phase, lift } of moving) {
        const place = translation([0, lift * (1 + Math.sin(timeMs / 700 + phase)), 0]);
        renderer.draw(batch, place);
        renderer.draw(batch, place, { lit: 0, paint: [0.05, 0.04, 0.06, 1], swell: line, inside: true });
      }
      overlay.draw(width, height, (c, wide) => paint(c, wide, timeMs));
    },
  };
};
