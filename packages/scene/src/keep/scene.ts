/**
 * `keep`: first person through a castle at dusk.
 * @module
 */
import { Camera, Path } from '../engine/camera.ts';
import { DOME_RADIUS } from '../engine/dome.ts';
import { MeshBuilder } from '../engine/mesh.ts';
import { angleTurns, cosTurns, hash01, sinTurns } from '../engine/numbers.ts';
import { Raster } from '../engine/raster.ts';
import { addSprite, haloTexture } from '../engine/sprites.ts';
import { View } from '../engine/view.ts';
import type { Scene } from '../types.ts';
import { flameTexture } from './flame.ts';
import { drawHud } from './hud.ts';
import { buildLevel, makeMaterials } from './level.ts';
import { lamps } from './map.ts';
import { addTorches } from './props.ts';
import { SUN_HEIGHT, sky, sunTexture } from './sky.ts';
import { Sword } from './sword.ts';
import { wayPoints } from './way.ts';

const LOOP_MS = 64_000;
const EMBERS = 90;

export function createKeep(seed: number): Scene {
  const raster = new Raster();
  const view = new View(raster);
  const camera = new Camera();
  const ahead = new Float64Array(2);
  const here = new Float64Array(2);
  const path = new Path(wayPoints(), 2);
  const materials = makeMaterials(seed);
  const level = buildLevel(seed, materials);
  const fires = lamps();
  const torches = new MeshBuilder();
  addTorches(torches, materials, fires);
  const sticks = torches.bake((_p, _n, out) => {
    out.r = 0.9;
    out.g = 0.65;
    out.b = 0.45;
  });
  const dome = sky(seed);
  const sun = sunTexture();
  const flame = flameTexture(seed);
  const halo = haloTexture();
  const sword = new Sword(seed, materials);
  const skyCamera = new Camera();

  return {
    name: 'keep',
    seed,
    render(timeMs, width, height, rgba) {
      const t = timeMs / LOOP_MS;
      const s = timeMs / 1000;
      path.at(t, here);
      path.at(t + 0.022, ahead);
      camera.x = here[0]!;
      camera.z = here[1]!;
      camera.y = 1.55 + 0.045 * sinTurns(s * 1.6);
      const yaw = angleTurns(ahead[0]! - here[0]!, ahead[1]! - here[1]!) + 0.035 * sinTurns(s * 0.11);
      camera.aim(yaw, 0.012 + 0.018 * sinTurns(s * 0.083), 0.004 * sinTurns(s * 0.8));
      for (let g = 0; g < view.lamps.length; g++) {
        view.lamps[g] = 0.95 + 0.13 * sinTurns(s * 2.3 + g * 0.31) + 0.1 * sinTurns(s * 5.1 + g * 0.7);
      }
      view.fogStart = 6;
      view.fogEnd = 70;
      view.fogMax = 0.85;
      raster.fogR = 112;
      raster.fogG = 88;
      raster.fogB = 96;
      view.begin(width, height);
      view.draw(level, camera);
      view.draw(sticks, camera);
      view.fogMax = 0;
      skyCamera.basis.set(camera.basis);
      view.draw(dome, skyCamera);
      // A little nearer than the dome it stands on.
      const sunX = -0.8 * DOME_RADIUS * cosTurns(SUN_HEIGHT / 4);
      const sunY = 0.8 * DOME_RADIUS * sinTurns(SUN_HEIGHT / 4);
      const disc = 0.055 * DOME_RADIUS;
      addSprite(raster, skyCamera, view.zoom, sun, sunX, sunY, 0, disc, disc, 1, 1, 1);
      for (let i = 0; i < fires.length; i++) {
        const f = fires[i]!;
        const flare = view.lamps[f.group]!;
        const frame = Math.floor(s * 11 + i * 1.7) & 3;
        addSprite(
          raster,
          camera,
          view.zoom,
          flame[frame]!,
          f.x,
          f.y + 0.16,
          f.z,
          0.16,
          0.3 * flare,
          1,
          1,
          1,
          0.05,
        );
        const glow = 0.34 * flare;
        addSprite(
          raster,
          camera,
          view.zoom,
          halo,
          f.x,
          f.y + 0.1,
          f.z,
          1.1,
          1.1,
          glow,
          glow * 0.6,
          glow * 0.26,
          0.3,
        );
      }
      for (let i = 0; i < EMBERS; i++) {
        const life = (s * (0.09 + 0.08 * hash01(i, 0, 0, seed)) + hash01(i, 1, 0, seed)) % 1;
        const x = camera.x + ((((hash01(i, 2, 0, seed) * 16 - camera.x + s * 0.5) % 16) + 16) % 16) - 8;
        const z = camera.z + ((((hash01(i, 3, 0, seed) * 16 - camera.z + s * 0.2) % 16) + 16) % 16) - 8;
        const y = life * 3.6 + 0.2 * sinTurns(s * 0.4 + i * 0.17);
        const k = 4 * life * (1 - life) * (0.6 + 0.4 * sinTurns(s * 3 + i * 0.37));
        addSprite(raster, camera, view.zoom, halo, x, y, z, 0.04, 0.04, k * 1.6, k * 0.9, k * 0.3);
      }
      sword.draw(view, s);
      drawHud(raster, camera, yaw, s);
      rgba.set(raster.bytes);
    },
  };
}
