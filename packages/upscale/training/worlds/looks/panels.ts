/** Windows, lists, icons and small text: menus, inventories, maps and chats. */
import { type Look, Overlay } from '../look.ts';
import { flat } from '../matrix.ts';
import { Mesh } from '../mesh.ts';
import type { Random } from '../random.ts';
import { SURFACES, surface, words } from '../textures.ts';

interface Panel {
  readonly box: readonly [x: number, y: number, w: number, h: number];
  paint(c: CanvasRenderingContext2D, timeMs: number): void;
}

function panel(random: Random, wide: number): Panel {
  const w = random.between(50, 140);
  const h = random.between(30, 120);
  const box = [random.between(0, wide - w), random.between(0, 180 - h), w, h] as const;
  const hue = random.between(0, 360);
  const dark = random.chance(0.7);
  const [back, ink] = dark ? ['12%', '88%'] : ['92%', '15%'];
  const font = `${random.pick(['', 'bold ', 'italic '])}${random.between(4.5, 11)}px ${random.pick(['sans-serif', 'serif', 'monospace'])}`;
  const size = Number.parseFloat(font.replace(/^\D+/, ''));
  const lines = Array.from(
    { length: 14 },
    () => `${words(random, random.whole(1, 5))} ${random.whole(0, 999)}`,
  );
  const radius = random.pick([0, 0, 3, 6]);
  const icons = Array.from({ length: 18 }, () => [random.between(0, 360), random.whole(3, 8)] as const);
  const kind = random.pick(['text', 'text', 'icons', 'bars', 'map']);
  const paint = (c: CanvasRenderingContext2D, timeMs: number) => {
    c.fillStyle = `hsl(${hue} 25% ${back} / ${dark ? 0.85 : 1})`;
    c.strokeStyle = `hsl(${hue} 50% 50%)`;
    c.lineWidth = 0.75;
    c.beginPath();
    c.roundRect(...box, radius);
    c.fill();
    c.stroke();
    c.save();
    c.clip();
    c.translate(box[0] + 4, box[1] + 4);
    c.fillStyle = `hsl(${hue} 15% ${ink})`;
    c.font = font;
    if (kind === 'text')
      lines.forEach((line, i) => {
        c.fillText(line, 0, size + i * size * 1.3 - ((timeMs / 80) % (size * 1.3)));
      });
    if (kind === 'icons')
      icons.forEach(([tone, corners], i) => {
        c.fillStyle = `hsl(${tone} 60% 55%)`;
        c.beginPath();
        for (let k = 0; k < corners; k++)
          c.lineTo(
            8 + (i % 6) * 17 + 6 * Math.cos((k / corners) * 6.28 + timeMs / 2000),
            8 + Math.floor(i / 6) * 17 + 6 * Math.sin((k / corners) * 6.28 + timeMs / 2000),
          );
        c.fill();
        c.strokeRect((i % 6) * 17, Math.floor(i / 6) * 17, 16, 16);
      });
    if (kind === 'bars')
      for (let i = 0; i < 9; i++) {
        c.fillText(`${i * 12}%`, 0, 8 + i * 11);
        c.strokeRect(24, 2 + i * 11, 60, 6);
        c.fillRect(25, 3 + i * 11, 30 + 28 * Math.sin(timeMs / 700 + i), 4);
      }
    if (kind === 'map')
      for (let i = 0; i < 25; i++) {
        c.beginPath();
        c.moveTo((i * 37) % w, (i * 53) % h);
        c.lineTo((i * 71 + timeMs / 50) % w, (i * 29) % h);
        c.stroke();
      }
    c.restore();
  };
  return { box, paint };
}

export const panels: Look = (renderer, random, art) => {
  const picture =
    art.surfaces.length && random.chance(0.4)
      ? random.pick(art.surfaces)
      : surface(random.pick(SURFACES), random);
  const back = renderer.batch(
    renderer.texture(picture, 'trilinear'),
    new Mesh().quad([0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], random.between(2, 5), random.between(1, 3)),
  );
  const all = Array.from({ length: random.whole(3, 8) }, () => panel(random, 320));
  const shade = random.between(0.2, 0.9);
  const slide = [random.between(-0.1, 0.1), random.between(-0.1, 0.1)] as const;
  const light = {
    sun: [0, 1, 0],
    sunColor: [1, 1, 1],
    sky: [1, 1, 1],
    fogColor: [0, 0, 0],
    fog: 0,
    steps: 0,
    gloss: 0,
  } as const;
  const overlay = new Overlay(renderer, random);
  return {
    draw: (timeMs, width, height) => {
      renderer.begin(flat(), [0, 0, 0], light, [0, 0, 0]);
      renderer.draw(back, undefined, {
        lit: 0,
        paint: [shade, shade, shade, 1],
        slide: [(slide[0] * timeMs) / 1000, (slide[1] * timeMs) / 1000],
      });
      overlay.draw(width, height, (c) => {
        for (const each of all) each.paint(c, timeMs);
      });
    },
  };
};
