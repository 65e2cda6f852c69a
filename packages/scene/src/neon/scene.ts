/**
 * `neon`: a race through the air lanes of a city at night, seen from behind the ship.
 * @module
 */
import { Camera, Path } from '../engine/camera.ts';
import { dome } from '../engine/dome.ts';
import { angleTurns, hash01, sinTurns } from '../engine/numbers.ts';
import { Raster } from '../engine/raster.ts';
import { addRect, addSprite, haloTexture } from '../engine/sprites.ts';
import { View } from '../engine/view.ts';
import type { Scene } from '../types.ts';
import { buildCity, PITCH } from './city.ts';
import { drawHud } from './hud.ts';
import { playerShip, trafficShip } from './ships.ts';
import { nightSky } from './textures.ts';

const LOOP_MS = 60_000;
const TRAFFIC = 36;
const RAIN = 110;
/** Beyond this halos are too small to be worth their pixels. */
const HALO_REACH = 75;

/** The course: street crossings (in streets) and height, once round; corners are cut by points before and after. */
const COURSE = [
  [2, 3, 5],
  [2, 5, 7],
  [2, 7, 9],
  [2, 8.6, 6],
  [2.4, 9, 5],
  [4, 9, 5],
  [6, 9, 10],
  [7.6, 9, 13],
  [8, 9.4, 12],
  [8, 10.6, 9],
  [8.4, 11, 7],
  [10, 11, 5],
  [11.6, 11, 4.5],
  [12, 10.6, 4.5],
  [12, 9, 7],
  [12, 7, 12],
  [12, 5.4, 15],
  [11.6, 5, 14],
  [10, 5, 10],
  [8.4, 5, 7],
  [8, 4.6, 6],
  [8, 3.4, 5],
  [7.6, 3, 5],
  [6, 3, 7],
  [5.4, 3, 8],
  [5, 2.6, 8],
  [4.6, 2, 7],
  [3.5, 1.7, 6],
  [2.4, 2, 5],
];

export function createNeon(seed: number): Scene {
  const raster = new Raster();
  const view = new View(raster);
  view.lampColor.fill(1);
  const camera = new Camera();
  const own = new Camera();
  const turn = new Camera();
  const lane = new Camera();
  const skyCamera = new Camera();
  const path = new Path(
    COURSE.flatMap(([x, z, y]) => [x! * PITCH, y!, z! * PITCH]),
    3,
  );
  const back = new Float64Array(3);
  const ship = new Float64Array(3);
  const front = new Float64Array(3);
  const city = buildCity(seed);
  const sky = dome(nightSky(seed), 2);
  const racer = playerShip(seed);
  const car = trafficShip();
  const halo = haloTexture();

  /** Traffic flies straight along the streets, right-hand lanes, and starts over at the city's end. */
  function traffic(s: number): void {
    const span = 14 * PITCH;
    for (let i = 0; i < TRAFFIC; i++) {
      const street = Math.floor(hash01(i, 0, 5, seed) * 13) + 1;
      const run = (hash01(i, 1, 5, seed) * span + s * (9 + 8 * hash01(i, 2, 5, seed))) % span;
      const way = i & 3;
      const along = way & 1 ? span - run : run;
      const aside = street * PITCH + (way === 0 || way === 3 ? 2.4 : -2.4);
      const x = way < 2 ? aside : along;
      const z = way < 2 ? along : aside;
      const y = 3 + 9 * hash01(i, 3, 5, seed) + 0.2 * sinTurns(s * 0.4 + i * 0.3);
      if (Math.abs(x - camera.x) + Math.abs(z - camera.z) > 130) continue;
      lane.aim(way === 0 ? 0 : way === 1 ? 0.5 : way === 2 ? 0.25 : 0.75, 0, 0);
      own.relativeTo(camera, lane, x, y, z);
      view.draw(car, own);
      const f = lane.basis;
      addSprite(
        raster,
        camera,
        view.zoom,
        halo,
        x - f[6]! * 1.7,
        y,
        z - f[8]! * 1.7,
        1.3,
        0.8,
        0.7,
        0.08,
        0.14,
        0.4,
      );
      addSprite(
        raster,
        camera,
        view.zoom,
        halo,
        x + f[6]! * 1.7,
        y,
        z + f[8]! * 1.7,
        1.3,
        0.8,
        0.5,
        0.48,
        0.36,
        0.4,
      );
    }
  }

  function halos(): void {
    const m = camera.basis;
    for (let i = 0; i < city.halos.length; i++) {
      const { x, y, z, size, color, group } = city.halos[i]!;
      const depth = m[6]! * (x - camera.x) + m[7]! * (y - camera.y) + m[8]! * (z - camera.z);
      if (depth < 2 || depth > HALO_REACH) continue;
      const k = 0.3 * view.lamps[group]! * Math.min(1, depth / 14) * (1 - depth / HALO_REACH);
      addSprite(
        raster,
        camera,
        view.zoom,
        halo,
        x,
        y,
        z,
        size,
        size,
        color[0]! * k,
        color[1]! * k,
        color[2]! * k,
        1.5,
      );
    }
  }

  function rain(s: number): void {
    const { width, height } = raster;
    for (let i = 0; i < RAIN; i++) {
      const near = 0.4 + 0.6 * hash01(i, 2, 8, seed);
      const fall = (hash01(i, 0, 8, seed) + s * (1.1 + near)) % 1;
      const across = (hash01(i, 1, 8, seed) * 1.2 + fall * 0.05) % 1.2;
      const k = 0.16 * near;
      addRect(
        raster,
        halo,
        (across - 0.1) * width,
        (fall * 1.2 - 0.1) * height,
        0.0045 * near * height,
        0.05 * near * height,
        k,
        k * 1.1,
        k * 1.4,
        1e9,
      );
    }
  }

  return {
    name: 'neon',
    seed,
    render(timeMs, width, height, rgba) {
      const s = timeMs / 1000;
      const t = timeMs / LOOP_MS;
      path.at(t, back);
      path.at(t + 0.0045, ship);
      path.at(t + 0.016, front);
      const yaw = angleTurns(ship[0]! - back[0]!, ship[2]! - back[2]!);
      const heading = angleTurns(front[0]! - ship[0]!, front[2]! - ship[2]!);
      let bend = heading - yaw;
      bend -= Math.round(bend);
      // The chase camera keeps its own distance, whatever the course's speed.
      camera.aim(yaw + bend * 0.35, 0.004 + 0.006 * sinTurns(s * 0.13), bend * 0.25);
      const b = camera.basis;
      camera.x = ship[0]! - b[6]! * 4.4;
      camera.y = ship[1]! + 1.15;
      camera.z = ship[2]! - b[8]! * 4.4;
      for (let g = 0; g < view.lamps.length; g++) {
        const buzz = hash01(Math.floor(s * 18), g, 2, seed) > 0.08 ? 1 : 0.55;
        view.lamps[g] = (0.5 + 0.1 * sinTurns(s * 0.6 + g * 0.25)) * buzz;
      }
      view.fogStart = 10;
      view.fogEnd = 190;
      view.fogMax = 0.94;
      raster.fogR = 74;
      raster.fogG = 22;
      raster.fogB = 104;
      view.begin(width, height);
      const speed = 420 + 60 * sinTurns(s * 0.07);
      turn.aim(heading, (front[1]! - ship[1]!) * 0.004, bend * 1.3 + 0.01 * sinTurns(s * 0.5));
      own.relativeTo(camera, turn, ship[0]!, ship[1]! + 0.05 * sinTurns(s * 0.7), ship[2]!);
      view.draw(racer, own);
      view.draw(city.mesh, camera);
      const f = turn.basis;
      view.fogMax = 0;
      skyCamera.basis.set(camera.basis);
      view.draw(sky, skyCamera);
      view.fogMax = 0.94;
      traffic(s);
      halos();
      for (let k = -1; k <= 1; k += 2) {
        const flare = 1 + 0.25 * sinTurns(s * 7 + k * 0.2);
        for (let j = 0; j < 4; j++) {
          const off = -1.05 - j * 0.28 * flare;
          const x = ship[0]! + f[0]! * k * 0.3 + f[6]! * off;
          const y = ship[1]! + f[1]! * k * 0.3 + f[7]! * off;
          const z = ship[2]! + f[2]! * k * 0.3 + f[8]! * off;
          const r = (0.42 - j * 0.08) * flare;
          addSprite(raster, camera, view.zoom, halo, x, y, z, r, r, 0.35, 0.8 - j * 0.1, 1, 1);
        }
      }
      rain(s);
      drawHud(raster, s, bend * 1.3, speed);
      rgba.set(raster.bytes);
    },
  };
}
