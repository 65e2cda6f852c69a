/**
 * Reading runtime and model files.
 *
 * @module
 */
import { UpscaleError } from './errors.ts';
import type { EngineAssets, OnProgress } from './types.ts';

/** All bytes of a URL. Throws `P2C2G_UPSCALE_ASSET`. */
export async function readAsset(
  assets: EngineAssets,
  url: string,
  stage: string,
  onProgress?: OnProgress,
): Promise<Uint8Array> {
  const [bytes] = await readAssets(assets, [url], stage, onProgress);
  return bytes!;
}

/** Several files at once, with one progress over all of them. Throws `P2C2G_UPSCALE_ASSET` for the first that fails. */
export async function readAssets(
  assets: EngineAssets,
  urls: readonly string[],
  stage: string,
  onProgress?: OnProgress,
): Promise<Uint8Array[]> {
  const files = urls.map(() => ({ loaded: 0, total: 0 }));
  const report = (index: number, loaded: number, total: number) => {
    files[index] = { loaded, total };
    const loadedBytes = files.reduce((sum, file) => sum + file.loaded, 0);
    // Half known is not known: the bar would jump back.
    const known = files.every((file) => file.total > 0);
    const totalBytes = known ? files.reduce((sum, file) => sum + file.total, 0) : 0;
    onProgress?.({ loadedBytes, totalBytes, stage });
  };
  const read = async (url: string, index: number) => {
    if (!assets.readBytes) return fetchBytes(url, (loaded, total) => report(index, loaded, total));
    const bytes = await assets.readBytes(url);
    report(index, bytes.length, bytes.length);
    return bytes;
  };
  try {
    return await Promise.all(urls.map(read));
  } catch (cause) {
    throw UpscaleError.from('P2C2G_UPSCALE_ASSET', cause);
  }
}

async function fetchBytes(
  url: string,
  onBytes: (loaded: number, total: number) => void,
): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new UpscaleError('P2C2G_UPSCALE_ASSET', `${url} answered ${response.status}`);
  // A development server answers unknown paths with its index page and status 200.
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw new UpscaleError('P2C2G_UPSCALE_ASSET', `${url} is a page, not a file`);
  }
  // What is said of a compressed answer is not the length of what comes out of it.
  const compressed = response.headers.has('content-encoding');
  const total = compressed ? 0 : Number(response.headers.get('content-length') ?? 0);
  return readAll(response.body!.getReader(), total, onBytes);
}

/** `expected` is 0 when unknown. */
async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  expected: number,
  onBytes: (loaded: number, total: number) => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    loaded += value.length;
    onBytes(loaded, expected);
  }
  onBytes(loaded, loaded);
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
