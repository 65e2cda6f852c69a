/**
 * Native training clips from `worlds/`: the same instants of seeded WebGL worlds at 320x180 and two, three and four times that, as raw luma.
 *
 *   tsx render-worlds.ts OUT_DIR --seeds 1-20 [--looks ruins,city] [--art ART_DIR]
 *
 * A clip is `FRAMES` consecutive frames at one and two times the size (they go through a codec) and the frames of `KEPT` at every size. A third of the
 * seeds are drawn anti-aliased. Writes OUT_DIR/LOOK-SEED-CLIP-{1,2,3,4}.gray and OUT_DIR/index.json. ART_DIR holds what `extract_art.py` wrote.
 */
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { createServer, type Plugin } from 'vite';
import type { ClipOrder } from './worlds/main.ts';

const FRAMES = 12;
const KEPT = [0, 6, 11];
const BASE = { width: 320, height: 180 };
const FRAME_MS = 1000 / 30;
/** Clips of one world start this far apart, a prime, so that they do not fall on a cycle of the camera. */
const CLIP_GAP_MS = 7919;
const ANTI_ALIASED_EVERY = 3;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '1-4' },
    looks: { type: 'string', default: '' },
    clips: { type: 'string', default: '2' },
    art: { type: 'string', default: '' },
  },
});
const out = resolve(positionals[0]!);
mkdirSync(out, { recursive: true });
const [firstSeed, lastSeed] = values.seeds.split('-').map(Number) as [number, number];

/** Takes what the page posts, and gives it the art. */
const courier: Plugin = {
  name: 'courier',
  configureServer({ middlewares }) {
    middlewares.use('/save/', (request, response) => {
      request
        .pipe(createWriteStream(join(out, request.url!.slice(1).replaceAll('/', ''))))
        .on('finish', () => response.end());
    });
    middlewares.use('/art/', (request, response) => {
      const file = join(values.art || '/nowhere', request.url!.slice(1).replaceAll('/', ''));
      response.end(existsSync(file) ? readFileSync(file) : '[]');
    });
  },
};

const server = await createServer({
  root: join(import.meta.dirname, 'worlds'),
  configFile: false,
  logLevel: 'error',
  plugins: [courier],
  // Nothing may reload the page while it draws.
  server: { host: '127.0.0.1', hmr: false, watch: null },
});
await server.listen();
const address = server.resolvedUrls!.local[0]!;
const browser = await chromium.launch({
  executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});
const page = await browser.newPage();
page.on('pageerror', (error) => console.error(String(error)));

declare const renderClip: (order: ClipOrder, file: string) => Promise<void>;
declare const looks: string[];

const clips: { name: string; look: string; seed: number; samples: number }[] = [];
await page.goto(address);
await page.waitForFunction('globalThis.looks');
const wanted = values.looks ? values.looks.split(',') : await page.evaluate(() => looks);
for (let seed = firstSeed; seed <= (lastSeed ?? firstSeed); seed++)
  for (const look of wanted) {
    await page.goto(address); // a fresh page: the last world's textures are gone
    await page.waitForFunction('globalThis.looks');
    for (let clip = 0; clip < Number(values.clips); clip++) await renderOne(look, seed, clip);
    process.stdout.write(`${look} ${seed}\n`);
  }
writeFileSync(join(out, 'index.json'), JSON.stringify({ ...BASE, frames: FRAMES, kept: KEPT, clips }));
await browser.close();
await server.close();

async function renderOne(look: string, seed: number, clip: number): Promise<void> {
  const samples = seed % ANTI_ALIASED_EVERY === 0 ? 2 : 1;
  const name = `${look}-${seed}-${clip}`;
  const from = 400 + clip * CLIP_GAP_MS + seed * 331;
  const instants = Array.from({ length: FRAMES }, (_, k) => from + k * FRAME_MS);
  for (const scale of [1, 2, 3, 4]) {
    const atMs = scale <= 2 ? instants : KEPT.map((k) => instants[k]!);
    const order = { look, seed, atMs, samples, width: BASE.width * scale, height: BASE.height * scale };
    await page.evaluate(([o, file]) => renderClip(o, file), [order, `${name}-${scale}.gray`] as const);
  }
  clips.push({ name, look, seed, samples });
}
