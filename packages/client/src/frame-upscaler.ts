/**
 * `frame_upscale` in Node: a PNG or JPEG in, the networks of this project in WebAssembly, a JPEG out.
 * @module
 */
import { type FrameUpscaleParams, frameUpscaleParams, P2c2gError, type Task } from '@p2c2g/protocol';
import { rgbaToI420 } from '@p2c2g/scene';
import { chooseEngine, type Engine } from '@p2c2g/upscale';
import { nodeAssets } from '@p2c2g/upscale/node-assets.ts';
import * as v from 'valibot';
import type { Executed } from './executor.ts';
import { decodePicture, encodePicture } from './pictures.ts';

/** Engines of different shapes that are kept warm. */
const MOST_ENGINES = 4;

export class FrameUpscaler {
  readonly #engines = new Map<string, Promise<Engine>>();
  /** One picture after the other: an engine uses all cores by itself. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @throws P2C2G_BAD_TASK, P2C2G_TOO_LARGE, P2C2G_ENGINE_FAILED */
  run(task: Task): Promise<Executed> {
    const done = this.#turn.then(() => this.#upscale(task));
    this.#turn = done.catch(() => {});
    return done;
  }

  async #upscale({ payload, constraints }: Task): Promise<Executed> {
    const params = v.safeParse(frameUpscaleParams, constraints);
    if (!params.success) throw new P2c2gError('P2C2G_BAD_TASK', params.issues[0].message);
    const { input_width: width, input_height: height } = params.output;
    const picture = decodePicture(payload);
    if (picture.width !== width || picture.height !== height)
      throw new P2c2gError('P2C2G_BAD_TASK', `the picture is ${picture.width}x${picture.height}`);
    const engine = await this.#engineFor(params.output);
    const target = { width: params.output.output_width, height: params.output.output_height };
    const { frame, algorithm } = await engine.upscale(rgbaToI420(picture.data, width, height), target);
    return { output: encodePicture(frame), algorithm };
  }

  async #engineFor(params: FrameUpscaleParams): Promise<Engine> {
    const key = JSON.stringify(params);
    const known = this.#engines.get(key);
    if (known) return known;
    if (this.#engines.size >= MOST_ENGINES) await this.#letGo();
    const made = makeEngine(params);
    this.#engines.set(key, made);
    made.catch(() => this.#engines.delete(key));
    return made;
  }

  async #letGo(): Promise<void> {
    const [key, oldest] = this.#engines.entries().next().value!;
    this.#engines.delete(key);
    await (await oldest).dispose();
  }
}

async function makeEngine(params: FrameUpscaleParams): Promise<Engine> {
  const { input_width, input_height, output_width, output_height, quality } = params;
  try {
    const { engine } = await chooseEngine({
      quality,
      input: { width: input_width, height: input_height },
      target: { width: output_width, height: output_height },
      assets: nodeAssets(),
      allow: ['wasm'],
    });
    return engine;
  } catch (cause) {
    throw new P2c2gError(
      'P2C2G_ENGINE_FAILED',
      cause instanceof Error ? cause.message.slice(0, 300) : undefined,
    );
  }
}
