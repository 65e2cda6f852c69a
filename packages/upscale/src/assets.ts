/**
 * Reading model files.
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
  try {
    const bytes = assets.readBytes ? await assets.readBytes(url) : await fetchBytes(url);
    onProgress?.({ loadedBytes: bytes.length, totalBytes: bytes.length, stage });
    return bytes;
  } catch (cause) {
    throw UpscaleError.from('P2C2G_UPSCALE_ASSET', cause);
  }
}

async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new UpscaleError('P2C2G_UPSCALE_ASSET', `${url} answered ${response.status}`);
  // A development server answers unknown paths with its index page and status 200.
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw new UpscaleError('P2C2G_UPSCALE_ASSET', `${url} is a page, not a file`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
