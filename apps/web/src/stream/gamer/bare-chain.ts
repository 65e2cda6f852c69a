/**
 * The same work with nothing between: encode, decode, upscale, encode, decode in one worker. What a stream costs beyond
 * this is what the network, the queues and the other tabs add.
 * @module
 */
import type { Quality } from '@p2c2g/protocol';
import { createScene, rgbaToI420 } from '@p2c2g/scene';
import type { Size } from '@p2c2g/upscale';
import { StreamDecoder } from '../../codecs/decoder.ts';
import { StreamEncoder } from '../../codecs/encoder.ts';
import { PlaneBuffer, readPlanes, toVideoFrame } from '../../codecs/planes.ts';
import { codecString, defaultBitrateBps, supportedFamilies } from '../../codecs/support.ts';
import { EnginePool } from '../helper/engine-pool.ts';
import type { BareChainReport } from './probe-types.ts';
import { sceneTimeMs } from './source.ts';

/** Frames that fill caches and settle rate control before any is counted. */
const WARM_UP_FRAMES = 10;
const STAGES = ['encode', 'decode', 'upscale', 'encodeResult', 'decodeResult'] as const;
type Stage = (typeof STAGES)[number];

export interface BareChainOrder {
  readonly frames: number;
  readonly input: Size;
  readonly target: Size;
  readonly quality: Quality;
  readonly fps: number;
}

/** Runs the chain frame by frame at the stream's rate. */
export async function measureBareChain(order: BareChainOrder): Promise<BareChainReport> {
  const { frames, input, target, quality, fps } = order;
  const pool = new EnginePool();
  const { engine } = await pool.get(quality, input, target);
  const [family] = await supportedFamilies(target, fps);
  const up = await codecHop(codecString(family ?? 'vp8', input, fps), input, fps);
  const down = await codecHop(codecString(family ?? 'vp8', target, fps), target, fps);
  const scene = createScene('keep', 1);
  const rgba = new Uint8ClampedArray(input.width * input.height * 4);
  const planes = new PlaneBuffer(input);
  const decoded = new PlaneBuffer(input);
  const out = new PlaneBuffer(target);
  const taken: Record<Stage | 'total', number[]> = {
    encode: [],
    decode: [],
    upscale: [],
    encodeResult: [],
    decodeResult: [],
    total: [],
  };
  for (let n = 1; n <= frames + WARM_UP_FRAMES; n += 1) {
    scene.render(sceneTimeMs(n, fps), input.width, input.height, rgba);
    const startedMs = performance.now();
    rgbaToI420(rgba, input.width, input.height, planes.frame);
    const first = await up.pass(toVideoFrame(planes, Math.round(sceneTimeMs(n, fps) * 1000)));
    const upscaleStart = performance.now();
    const { frame } = await engine.upscale(await readPlanes(first.picture, decoded), target);
    first.picture.close();
    out.set(frame);
    const upscale = performance.now() - upscaleStart;
    const second = await down.pass(toVideoFrame(out, Math.round(sceneTimeMs(n, fps) * 1000)));
    second.picture.close();
    const total = performance.now() - startedMs;
    if (n > WARM_UP_FRAMES) {
      const spent = {
        encode: first.encodeMs,
        decode: first.decodeMs,
        upscale,
        encodeResult: second.encodeMs,
        decodeResult: second.decodeMs,
        total,
      };
      for (const stage of [...STAGES, 'total'] as const) taken[stage].push(spent[stage]);
    }
    await pause(1000 / fps - (performance.now() - startedMs));
  }
  up.close();
  down.close();
  await pool.dispose();
  return {
    frames,
    p50Ms: quantile(taken.total, 0.5),
    p95Ms: quantile(taken.total, 0.95),
    stagesMs: Object.fromEntries(STAGES.map((stage) => [stage, quantile(taken[stage], 0.5)])) as Record<
      Stage,
      number
    >,
    algorithm: engine.algorithm,
  };
}

interface Passed {
  readonly picture: VideoFrame;
  readonly encodeMs: number;
  readonly decodeMs: number;
}

/** An encoder and a decoder back to back. */
async function codecHop(
  codec: string,
  size: Size,
  fps: number,
): Promise<{ pass(picture: VideoFrame): Promise<Passed>; close(): void }> {
  let arrived: (picture: VideoFrame, decodeMs: number) => void = (picture) => picture.close();
  const encoder = new StreamEncoder({
    codec,
    size,
    fps,
    bitrateBps: defaultBitrateBps(size, fps),
    onError: () => {},
  });
  const decoder = new StreamDecoder<undefined>({
    codec,
    size,
    onFrame: (picture, _, decodeMs) => arrived(picture, decodeMs),
    onBroken: () => encoder.requestKey(),
  });
  const pass = async (picture: VideoFrame): Promise<Passed> => {
    const timestamp = picture.timestamp;
    const again = picture.clone();
    const encoded = await encoder.encode(picture);
    if (!encoded) return pass(new VideoFrame(again, { timestamp })).finally(() => again.close());
    again.close();
    return new Promise((done) => {
      arrived = (decoded, decodeMs) => done({ picture: decoded, encodeMs: encoded.encodeMs, decodeMs });
      decoder.decode(encoded.bytes, encoded.key, undefined);
    });
  };
  return {
    pass,
    close: () => {
      encoder.close();
      decoder.close();
    },
  };
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, Math.max(0, ms)));

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}
