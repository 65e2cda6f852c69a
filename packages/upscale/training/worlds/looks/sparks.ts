/** Particles and glow: shots, explosions and smoke added over a dark place. */
import { anyFilter, daylight, hud, type Look, look3d, Overlay, wanderer } from '../look.ts';
import { type Matrix, multiply, translation, type Vec3 } from '../matrix.ts';
import { Mesh } from '../mesh.ts';
import { glow, noise, painted, SURFACES, surface } from '../textures.ts';

export const sparks: Look = (renderer, random, art) => {
  const filter = anyFilter(random);
  const hills = noise(random, 6, 4);
  const height = (x: number, z: number) => 6 * hills(x / 90 + 0.5, z / 90 + 0.5) - 3;
  const ground = renderer.batch(
    renderer.texture(surface(random.pick(SURFACES), random), filter),
    new Mesh().ground(45, 48, height, random.between(0.2, 0.7), () => [1, 1, 1, 1]),
  );
  const rocks = new Mesh();
  for (let i = 0; i < 60; i++) {
    const [x, z, r] = [random.between(-40, 40), random.between(-40, 40), random.between(0.3, 2)];
    rocks.turned(
      [x, height(x, z) - 0.3, z],
      [
        [r, 0],
        [r * 1.2, r * 0.6],
        [r * 0.6, r * 1.3],
        [0.01, r * 1.5],
      ],
      7,
      0.5,
    );
  }
  const stones = renderer.batch(renderer.texture(surface('stone', random), filter), rocks);
  const unit = new Mesh().quad([-0.5, 0.5, 0], [0.5, 0.5, 0], [0.5, -0.5, 0], [-0.5, -0.5, 0]);
  const ball = renderer.batch(renderer.texture(glow(), 'trilinear'), unit, 'add');
  const puffs = noise(random, 5, 4);
  const smoke = renderer.batch(
    renderer.texture(
      painted(64, (x, y) => [0.6, 0.6, 0.6, Math.max(0, 1 - Math.hypot(x - 0.5, y - 0.5) * 2) * puffs(x, y)]),
      'trilinear',
    ),
    unit,
    'alpha',
  );
  const dot = renderer.batch(
    renderer.texture(
      painted(4, () => [1, 1, 1, 1]),
      'nearest',
    ),
    unit,
    'add',
  );
  const bursts = Array.from({ length: 9 }, () => ({
    at: [random.between(-14, 14), random.between(0, 4), random.between(-14, 14)] as Vec3,
    color: [random.between(0.3, 1), random.between(0.2, 1), random.between(0.1, 1)] as Vec3,
    every: random.between(900, 2600),
    bits: Array.from(
      { length: 26 },
      () =>
        [
          random.between(-3, 3),
          random.between(0, 5),
          random.between(-3, 3),
          random.between(0.03, 0.5),
        ] as const,
    ),
  }));
  const day = daylight(random);
  const light = {
    ...day,
    sunColor: day.sunColor.map((c) => c * 0.5) as unknown as Vec3,
    sky: [0.12, 0.12, 0.2] as Vec3,
    fogColor: [0.05, 0.05, 0.1] as Vec3,
  };
  const camera = wanderer(random, [0, 2.2, 0], 16, height);
  const fov = random.between(0.8, 1.4);
  const overlay = new Overlay(renderer, random);
  const paint = hud(random, art);
  return {
    draw: (timeMs, width, height_) => {
      const at = camera(timeMs);
      renderer.begin(look3d(at, fov, width, height_), at.eye, light, light.fogColor);
      renderer.draw(ground);
      renderer.draw(stones);
      for (const { at: from, color, every, bits } of bursts) {
        const age = (timeMs % every) / every;
        for (const [dx, dy, dz, size] of bits) {
          const place: Vec3 = [from[0] + dx * age, from[1] + dy * age - 4 * age * age, from[2] + dz * age];
          const facing = multiply(translation(place), turned(at.yaw, size * (1 + age)));
          const batch = size < 0.12 ? dot : size > 0.4 ? smoke : ball;
          renderer.draw(batch, facing, { lit: 0, paint: [...color, 1 - age] });
        }
        renderer.draw(ball, multiply(translation(from), turned(at.yaw, 5 * (1 - age))), {
          lit: 0,
          paint: [...color, 0.7 * (1 - age)],
        });
      }
      overlay.draw(width, height_, (c, wide) => paint(c, wide, timeMs));
    },
  };
};

/** Turned to face a camera of this yaw, and scaled. */
function turned(yaw: number, size: number): Matrix {
  const [s, c] = [Math.sin(yaw) * size, Math.cos(yaw) * size];
  return new Float32Array([c, 0, s, 0, 0, size, 0, 0, -s, 0, c, 0, 0, 0, 0, 1]);
}
