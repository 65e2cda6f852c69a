/** Procedural pictures for surfaces, all seeded, all repeating at their edges. */
import type { Random } from './random.ts';

type Paint = (x: number, y: number) => readonly [number, number, number, number];

/** A canvas filled pixel by pixel; colours 0 to 1. */
export function painted(side: number, paint: Paint): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(side, side);
  for (let y = 0, at = 0; y < side; y++)
    for (let x = 0; x < side; x++, at += 4) {
      const color = paint(x / side, y / side);
      for (let k = 0; k < 4; k++) image.data[at + k] = 255 * color[k]!;
    }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Repeating value noise with `cells` cells a side, `octaves` times doubled; about 0 to 1. */
export function noise(
  random: Random,
  cells: number,
  octaves: number,
  fade = 0.5,
): (x: number, y: number) => number {
  const layers = Array.from({ length: octaves }, (_, k) => {
    const n = cells << k;
    return { n, values: Float32Array.from({ length: n * n }, () => random.next()), weight: fade ** k };
  });
  const total = layers.reduce((sum, { weight }) => sum + weight, 0);
  return (x, y) => {
    let sum = 0;
    for (const { n, values, weight } of layers) {
      const [gx, gy] = [wrap(x) * n, wrap(y) * n];
      const [ix, iy] = [Math.floor(gx), Math.floor(gy)];
      const [fx, fy] = [smooth(gx - ix), smooth(gy - iy)];
      const value = (i: number, j: number) => values[((iy + j) % n) * n + ((ix + i) % n)]!;
      const top = value(0, 0) + (value(1, 0) - value(0, 0)) * fx;
      const low = value(0, 1) + (value(1, 1) - value(0, 1)) * fx;
      sum += weight * (top + (low - top) * fy);
    }
    return sum / total;
  };
}

const wrap = (x: number) => x - Math.floor(x);
const smooth = (t: number) => t * t * (3 - 2 * t);

export type Surface =
  | 'stone'
  | 'brick'
  | 'plank'
  | 'panel'
  | 'cobble'
  | 'grass'
  | 'tile'
  | 'cloth'
  | 'bark'
  | 'rust';
export const SURFACES: readonly Surface[] = [
  'stone',
  'brick',
  'plank',
  'panel',
  'cobble',
  'grass',
  'tile',
  'cloth',
  'bark',
  'rust',
];

/** A wall, floor or ground: relief from the kind, colour from the seed, fine grain over both. */
export function surface(kind: Surface, random: Random, side = 256): HTMLCanvasElement {
  const relief = RELIEF[kind](random);
  const grain = noise(random, Math.min(side / 4, random.pick([32, 64, 128])), 2, 0.9);
  const stain = noise(random, 3, 5, 0.7);
  const rough = random.between(0.1, 0.7);
  const base = [random.between(0.25, 0.95), random.between(0.25, 0.95), random.between(0.2, 0.9)];
  const dull = random.between(0.2, 0.9);
  const bright = random.between(0.9, 1.8);
  const grey = (base[0]! + base[1]! + base[2]!) / 3;
  const color = base.map((c) => c + (grey - c) * dull);
  return painted(side, (x, y) => {
    const value =
      bright * relief(x, y) * (1 - rough + rough * 2 * (grain(x, y) - 0.25)) * (0.6 + 0.8 * stain(x, y));
    return [value * color[0]!, value * color[1]!, value * color[2]!, 1];
  });
}

const RELIEF: Record<Surface, (random: Random) => (x: number, y: number) => number> = {
  stone: (random) => {
    const field = noise(random, 4, 6, 0.65);
    return (x, y) => 0.25 + field(x, y) * 1.1;
  },
  brick: (random) => {
    const [across, up] = [random.pick([2, 4, 6]), random.pick([4, 8, 12])];
    const gap = random.between(0.02, 0.08);
    const tones = Array.from({ length: across * up }, () => random.between(0.6, 1.1));
    return (x, y) => {
      const row = Math.floor(y * up);
      const gx = wrap(x + (row % 2) / (2 * across)) * across;
      const [fx, fy] = [wrap(gx), wrap(y * up)];
      const edge = Math.min(fx * (up / across), fy, (1 - fx) * (up / across), 1 - fy);
      const tone = tones[row * across + Math.floor(gx)]!;
      return edge < gap ? 0.35 : tone * (edge < gap * 2.5 && fy < 0.3 ? 1.25 : 1);
    };
  },
  plank: (random) => {
    const count = random.pick([4, 6, 8]);
    const fibre = noise(random, 2, 5, 0.7);
    return (x, y) => {
      const fx = wrap(x * count);
      const plank = Math.floor(x * count);
      return fx < 0.05 ? 0.25 : 0.55 + 0.6 * fibre(x * 6 + plank * 0.37, y + plank * 0.21);
    };
  },
  panel: (random) => {
    const count = random.pick([2, 3, 4]);
    const light = random.between(0.6, 1);
    return (x, y) => {
      const [fx, fy] = [wrap(x * count), wrap(y * count)];
      const edge = Math.min(fx, fy, 1 - fx, 1 - fy);
      if (edge < 0.03) return 0.3;
      if (edge < 0.06) return Math.min(fx, fy) < 0.06 ? 1.15 : 0.5;
      const rivet = Math.hypot(Math.min(fx, 1 - fx) - 0.14, Math.min(fy, 1 - fy) - 0.14);
      return rivet < 0.03 ? 1.25 : rivet < 0.05 ? 0.4 : light;
    };
  },
  cobble: (random) => {
    const n = random.pick([5, 7, 9]);
    const points = Array.from(
      { length: n * n },
      () => [random.next(), random.next(), random.between(0.6, 1.1)] as const,
    );
    return (x, y) => {
      let [first, second, tone] = [9, 9, 1];
      const [ix, iy] = [Math.floor(x * n), Math.floor(y * n)];
      for (let j = -1; j <= 1; j++)
        for (let i = -1; i <= 1; i++) {
          const point = points[((iy + j + n) % n) * n + ((ix + i + n) % n)]!;
          const distance = Math.hypot(x * n - ix - i - point[0], y * n - iy - j - point[1]);
          if (distance < first) [first, second, tone] = [distance, first, point[2]];
          else if (distance < second) second = distance;
        }
      return second - first < 0.12 ? 0.3 : tone * (1.1 - 0.5 * first);
    };
  },
  grass: (random) => {
    const field = noise(random, 24, 4, 0.8);
    const patch = noise(random, 3, 3);
    return (x, y) => 0.15 + 0.7 * field(x * 1, y * 0.999) + 0.5 * patch(x, y);
  },
  tile: (random) => {
    const count = random.pick([2, 4, 8]);
    const dark = random.between(0.2, 0.8);
    return (x, y) => ((Math.floor(x * count) + Math.floor(y * count)) % 2 ? 1 : dark);
  },
  cloth: (random) => {
    const count = random.pick([16, 32]);
    const stripe = random.whole(2, 6);
    return (x, y) => {
      const weave = 0.85 + 0.15 * Math.sin(x * count * 2 * Math.PI) * Math.sin(y * count * 2 * Math.PI);
      return weave * (wrap(x * stripe) < 0.3 ? 0.55 : 1);
    };
  },
  bark: (random) => {
    const field = noise(random, 3, 6, 0.8);
    return (x, y) => 0.15 + field(x * 4, y) * 1.1;
  },
  rust: (random) => {
    const field = noise(random, 5, 5, 0.7);
    return (x, y) => (field(x, y) > 0.52 ? 0.5 + field(x * 2, y * 2) * 0.5 : 0.95);
  },
};

/** Leaves or blades with holes between them, or bars and wire; alpha is hard. */
export function cutout(
  kind: 'leaves' | 'blades' | 'bars' | 'mesh' | 'lattice',
  random: Random,
  side = 128,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const c = canvas.getContext('2d')!;
  const hue = random.between(60, 150);
  c.lineWidth = random.between(3, 7);
  c.strokeStyle = `hsl(${random.between(0, 360)} ${random.between(0, 40)}% ${random.between(20, 80)}%)`;
  const line = (x0: number, y0: number, x1: number, y1: number) => {
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
    c.stroke();
  };
  const leaf = () => {
    c.fillStyle = `hsl(${hue + random.between(-20, 20)} ${random.between(25, 70)}% ${random.between(12, 55)}%)`;
    c.beginPath();
    const [x, y, r] = [random.next() * side, random.next() * side * 0.9, random.between(0.02, 0.07) * side];
    c.ellipse(x, y, r, r / 2, random.between(0, 3), 0, 7);
    c.fill();
  };
  const blade = () => {
    const x = random.next() * side;
    c.strokeStyle = `hsl(${hue + random.between(-15, 15)} 45% ${random.between(15, 55)}%)`;
    line(x, side, x + random.between(-0.2, 0.2) * side, random.between(0.05, 0.6) * side);
  };
  const gap = random.pick([8, 12, 16]);
  if (kind === 'leaves') for (let i = 0; i < 260; i++) leaf();
  if (kind === 'blades') for (let i = 0; i < 50; i++) blade();
  if (kind === 'bars') for (let x = gap; x < side; x += gap * 2) line(x, 0, x, side);
  if (kind === 'bars') for (const y of [0.1, 0.85]) line(0, side * y, side, side * y);
  if (kind === 'mesh' || kind === 'lattice')
    for (let x = -side; x < side; x += kind === 'mesh' ? gap : gap * 2) {
      line(x, 0, x + side, side);
      line(x + side, 0, x, side);
    }
  return canvas;
}

const WORDS =
  'Exit Level Danger Open Closed Hotel Bar 24h Radio Noodles Sector 7 North Gate Health Ammo Score Keep out Fire Water Power Lab'.split(
    ' ',
  );

export function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.pick(WORDS)).join(' ');
}

/** A board with a word on it. */
export function sign(random: Random): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = 256;
  canvas.height = 64;
  const c = canvas.getContext('2d')!;
  const hue = random.between(0, 360);
  c.fillStyle = `hsl(${hue} 60% ${random.between(8, 40)}%)`;
  c.fillRect(0, 0, 256, 64);
  c.strokeStyle = c.fillStyle = `hsl(${hue + 180} 80% ${random.between(60, 95)}%)`;
  c.lineWidth = 4;
  c.strokeRect(5, 5, 246, 54);
  c.font = `${random.pick(['bold ', ''])}${random.whole(26, 40)}px ${random.pick(['sans-serif', 'serif', 'monospace'])}`;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.fillText(words(random, 2), 128, 33, 230);
  return canvas;
}

/** A soft ball of light. */
export function glow(): HTMLCanvasElement {
  return painted(64, (x, y) => {
    const r = Math.hypot(x - 0.5, y - 0.5) * 2;
    return [1, 1, 1, Math.max(0, 1 - r) ** 2];
  });
}

export function plain(): HTMLCanvasElement {
  return painted(4, () => [1, 1, 1, 1]);
}
