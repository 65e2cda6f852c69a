/**
 * `assembly/` -> the bytes of a WebAssembly module, and these as the source file that the product imports: so Node, bundlers and strict content
 * policies need no build step of their own. A test keeps the file current.
 *
 *   npx tsx packages/upscale/kernels/compile.ts
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
export const GENERATED = fileURLToPath(new URL('../src/kernels.generated.ts', import.meta.url));

/** The module that `assembly/` compiles to. Throws with the compiler's own words. */
async function compileKernels(): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const flags = '--enable simd --runtime stub -O3 --noAssert --outFile kernels.wasm'.split(' ');
  const { error, stderr } = await main(['assembly/index.ts', '--baseDir', FOLDER, ...flags], {
    readFile: (name, base) => readFile(new URL(name, `file://${base}/`), 'utf8').catch(() => null),
    writeFile: (_name, contents) => {
      if (contents instanceof Uint8Array) wasm = contents;
    },
  });
  if (error || !wasm) throw new Error(`the kernels do not compile: ${stderr.toString() || error?.message}`);
  return wasm;
}

/** The text of `src/kernels.generated.ts`. */
export async function generateSource(): Promise<string> {
  const bytes = await compileKernels();
  const base64 = Buffer.from(bytes).toString('base64');
  const lines = base64.match(/.{1,100}/g) ?? [];
  return `/** Compiled from \`kernels/assembly\` by \`kernels/compile.ts\`: ${bytes.length} bytes in base64. */
export const KERNELS_WASM =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(GENERATED, await generateSource());
