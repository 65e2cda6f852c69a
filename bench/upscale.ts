/**
 * How fast we and others upscale, in one Chromium, on the same frame, in turn.
 *
 * `npm run bench:upscale -- [--json FILE] [--gpu] [--only "p2c2g wasm"]`
 *
 * A frame's time ends when its pixels can be used: I420 planes for ours, tensors for UpscalerJS, the GPU's queue empty for those
 * that draw on a canvas. `p2c2g` is the product's engine with all its work (padding, chroma, checks); `onnxruntime-web` is the same network alone, its
 * input ready. Rivals get their input as they like it, already decoded, and are installed on first use from `bench/rivals`.
 *
 * WebGPU and WebGL run on SwiftShader, at 160x90, unless `--gpu`: right pixels, no speed; ratios between engines are then worth
 * something, milliseconds are not. `--only` takes words that must all occur in `engine method backend [kind] WxH threads=N`.
 *
 * Cold start: a fresh page and worker, everything fetched from the disk cache, compiled, golden tile checked, one frame done.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { runMain, say } from '../scripts/lib/say.mjs';
import { launchChromium } from '../tests/harness/chromium.ts';
import { machine } from './lib/args.ts';
import { contenders } from './upscale/contenders.ts';
import { installRivals } from './upscale/install-rivals.ts';
import { type Bench, measureColdStart, measureSpeed } from './upscale/measure.ts';
import type { Spec } from './upscale/page/spec.ts';
import type { ColdStartRow, SpeedRow } from './upscale/rows.ts';
import { openSite } from './upscale/site.ts';

/** WebGL on SwiftShader; and Vulkan on it, without which a canvas drawn by WebGPU takes the GPU process down. */
const SOFTWARE_GPU = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--use-vulkan=swiftshader',
  '--enable-features=Vulkan',
];
const REAL_GPU = [
  '--enable-unsafe-webgpu',
  '--ignore-gpu-blocklist',
  '--enable-features=Vulkan',
  '--use-angle=vulkan',
];

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      gpu: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  });
  const specs = contenders(values.gpu, values.only.split(' ').filter(Boolean));
  const rivals = await installRivals();
  const site = await openSite('folder' in rivals ? rivals.folder : undefined);
  const browser = await launchChromium(
    values.gpu ? { args: REAL_GPU } : { webgpu: true, args: SOFTWARE_GPU },
  );
  try {
    const bench = {
      browser,
      url: site.url,
      tell: say,
      ...('reason' in rivals ? { noRivals: rivals.reason } : {}),
    };
    await report(specs, bench, values.json);
  } finally {
    await browser.close();
    await site.close();
  }
  return 0;
});

async function report(specs: readonly Spec[], bench: Bench, json: string | undefined): Promise<void> {
  const rows: SpeedRow[] = [];
  for (const width of new Set(specs.map((spec) => spec.width))) {
    rows.push(
      ...(await measureSpeed(
        specs.filter((spec) => spec.width === width),
        bench,
      )),
    );
  }
  const served = specs.filter(
    (spec) => spec.engine === 'p2c2g' && spec.backend === 'wasm' && spec.width === 320,
  );
  const coldStart = await measureColdStart(
    served.filter(({ threads, method }) => threads === 2 && method !== 'esrgan-slim'),
    bench,
  );
  print(rows, coldStart);
  if (json) await writeFile(json, `${JSON.stringify({ machine: machine(), rows, coldStart }, null, 2)}\n`);
}

function print(rows: readonly SpeedRow[], coldStart: readonly ColdStartRow[]): void {
  const head = [
    'engine',
    'method',
    'backend',
    'threads',
    'size',
    'p50 ms',
    'p95 ms',
    'n',
    'MMAC',
    'ms/GMAC',
    'GFLOP/s',
  ];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const row of rows) {
    const start = [
      row.engine,
      row.method,
      row.kind ?? row.backend,
      row.threads,
      `${row.width}x${row.height}`,
    ];
    if (row.reason !== undefined) table.push([...start, { colSpan: 6, content: row.reason.slice(0, 60) }]);
    else table.push([...start, row.p50Ms, row.p95Ms, row.n, row.mmac, row.msPerGmac, row.gflops]);
  }
  console.log(table.toString());
  for (const { method, threads, p50Ms, worstMs, n } of coldStart) {
    console.log(
      `cold start, ${method} in WASM, ${threads} threads: ${p50Ms} ms (worst of ${n}: ${worstMs} ms)`,
    );
  }
}
