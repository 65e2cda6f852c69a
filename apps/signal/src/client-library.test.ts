/**
 * The contract's objects and flows, over real sockets: normal, failing helpers, no helper, unknown task types.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Executors, type Frame, GamerClient, PeerNode } from '@p2c2g/client';
import { decodePicture } from '@p2c2g/client/pictures.ts';
import { createScene } from '@p2c2g/scene';
import { PNG } from 'pngjs';
import { afterEach, describe, expect, it } from 'vitest';
import { Coordinator } from './coordinator.ts';
import { startCoordinator } from './server.ts';
import { CAPABILITIES, PATIENT, UNSHED, until } from './test-client.ts';

const { listen_port: _, ...PATIENTLY } = PATIENT;
const QUIET = { coordinator: PATIENTLY, limits: UNSHED };
const INPUT = { width: 96, height: 54 };
const PATIENCE_MS = 45_000;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function coordinator(
  options: { maxAttempts?: number; task_timeout_ms?: number } = {},
): Promise<Coordinator> {
  const { task_timeout_ms = PATIENT.task_timeout_ms, ...rest } = options;
  const settings = { ...QUIET, coordinator: { ...QUIET.coordinator, task_timeout_ms } };
  const made = new Coordinator({ listenPort: 0, settings, ...rest });
  await made.start();
  closers.push(() => made.close());
  return made;
}

async function gamer(
  url: string,
  options: ConstructorParameters<typeof GamerClient>[1] = {},
): Promise<GamerClient> {
  const client = new GamerClient(`g${closers.length}`, options);
  await client.connectToCoordinator(url);
  closers.push(() => client.disconnect());
  return client;
}

async function peer(url: string, id: string, executors?: Executors): Promise<PeerNode> {
  const node = new PeerNode(id, CAPABILITIES, executors ? { executors } : {});
  await node.connectToCoordinator(url);
  closers.push(() => node.disconnect());
  return node;
}

const failing: Executors = {
  frame_upscale: async () => {
    throw new RangeError('out of luck');
  },
};
const echo: Executors = { frame_upscale: async ({ payload }) => ({ output: payload, algorithm: 'echo' }) };
const silent: Executors = { frame_upscale: () => new Promise(() => {}) };

function scene(width: number, height: number): PNG {
  const png = new PNG({ width, height });
  const rgba = new Uint8ClampedArray(png.data.length);
  createScene('neon', 1).render(500, width, height, rgba);
  png.data.set(rgba);
  return png;
}

/** The same, half as large: the mean of each four pixels. */
function halved({ width, height, data }: PNG): PNG {
  const small = new PNG({ width: width / 2, height: height / 2 });
  for (let n = 0; n < small.data.length; n += 1) {
    const at = n >> 2;
    const left = 8 * (at % small.width) + (n & 3);
    const top = 2 * Math.floor(at / small.width);
    const mean = [0, 4].flatMap((x) => [0, 1].map((y) => data[left + x + 4 * width * (top + y)]!));
    small.data[n] = mean.reduce((sum, value) => sum + value) / 4;
  }
  return small;
}

const LARGE = scene(192, 108);
const SMALL = PNG.sync.write(halved(LARGE));
const frame = (): Frame => ({ ...INPUT, data: SMALL });
const task = (task_type = 'frame_upscale', deadline_ms = 5_000) => ({
  job_id: 'job',
  task_id: 'mine',
  payload: Uint8Array.of(1, 2, 3),
  deadline_ms,
  constraints: {
    task_type,
    input_width: 96,
    input_height: 54,
    output_width: 192,
    output_height: 108,
    quality: 'fast',
  },
});

describe('a frame', () => {
  it('is captured, upscaled by a network, and displayed', async () => {
    const { url } = await coordinator();
    void (await peer(url, 'h')).serve();
    const shown: Frame[] = [];
    const client = await gamer(url, { source: async () => frame(), sink: (one) => void shown.push(one) });
    const taskId = client.submitFrameForUpscaling(await client.captureFrame(), [192, 108]);
    const upscaled = await client.getUpscaledFrame(taskId, PATIENCE_MS);
    await client.displayFrame(upscaled!);
    const picture = decodePicture(shown[0]!.data);
    expect(picture).toMatchObject({ width: 192, height: 108 });
    // So small a scene is all fine detail; another picture would be some 10 dB.
    expect(psnrDb(picture.data, LARGE.data)).toBeGreaterThan(17);
    await expect(client.getUpscaledFrame(taskId)).rejects.toMatchObject({ code: 'P2C2G_NOT_FOUND' });
  });

  it('that is not there in time may be asked for again', async () => {
    const { url } = await coordinator();
    const client = await gamer(url);
    const taskId = client.submitFrameForUpscaling(frame(), [192, 108]);
    expect(await client.getUpscaledFrame(taskId, 1)).toBeUndefined();
    void (await peer(url, 'h', echo)).serve();
    expect(await client.getUpscaledFrame(taskId, PATIENCE_MS)).toMatchObject({ width: 192, height: 108 });
  });

  it('that no helper can do fails with its code', async () => {
    const { url } = await coordinator();
    const client = await gamer(url);
    const taskId = client.submitFrameForUpscaling({ ...frame(), width: 4 }, [192, 108]);
    await expect(client.getUpscaledFrame(taskId, PATIENCE_MS)).rejects.toMatchObject({
      code: 'P2C2G_BAD_TASK',
    });
  });
});

describe('a task', () => {
  it('goes to another helper when one fails, and says so after three', async () => {
    const { url } = await coordinator();
    for (const id of ['bad1', 'bad2']) void (await peer(url, id, failing)).serve();
    const client = await gamer(url);
    const { constraints } = task();
    const ask = () => client.submitTask('frame_upscale', Uint8Array.of(1, 2, 3), PATIENCE_MS, constraints);
    expect(await ask()).toMatchObject({
      status: 'failure',
      error: expect.stringMatching(/^P2C2G_TASK_ATTEMPTS: .*3 attempts.*out of luck/),
    });
    void (await peer(url, 'good', echo)).serve();
    expect(await ask()).toMatchObject({ status: 'success', peer_id: 'good', output: Uint8Array.of(1, 2, 3) });
  });

  it('goes to another helper when one is silent, or is said to have failed', async () => {
    const made = await coordinator();
    await made.registerPeer('frozen', CAPABILITIES, { executors: silent });
    const late = made.submitTask(task('frame_upscale', 1_000), 'me');
    expect(await made.assignTaskToPeer(late)).toBe('frozen');
    await made.registerPeer('good', CAPABILITIES, { executors: echo });
    expect(await made.collectResult(late)).toMatchObject({ status: 'success', peer_id: 'good' });

    const stuck = await coordinator();
    await stuck.registerPeer('frozen', CAPABILITIES, { executors: silent });
    const taskId = stuck.submitTask(task(), 'me');
    await stuck.assignTaskToPeer(taskId);
    await stuck.registerPeer('good', CAPABILITIES, { executors: echo });
    stuck.handlePeerFailure('frozen', taskId);
    expect(await stuck.collectResult(taskId)).toMatchObject({ status: 'success', peer_id: 'good' });
    expect(() => stuck.handlePeerFailure('frozen', taskId)).toThrow(/does not have/);
  });

  it('waits in the queue while there is no helper', async () => {
    const made = await coordinator();
    const taskId = made.submitTask(task(), 'me');
    expect(made.getSystemStats()).toMatchObject({ active_peers: 0, pending_tasks: 1 });
    await expect(made.collectResult(taskId, 1)).rejects.toMatchObject({ code: 'P2C2G_TASK_TIMEOUT' });
    await expect(made.assignTaskToPeer(taskId, 1)).rejects.toMatchObject({ code: 'P2C2G_TASK_TIMEOUT' });
    await made.registerPeer('h', CAPABILITIES, { executors: echo });
    expect(await made.collectResult(taskId)).toMatchObject({
      status: 'success',
      output: Uint8Array.of(1, 2, 3),
    });
    expect(made.getSystemStats()).toMatchObject({
      active_peers: 1,
      pending_tasks: 0,
      completed_tasks: 1,
      failed_tasks: 0,
    });
  });

  it('of an unknown type is answered with an error that names it', async () => {
    const made = await coordinator();
    const client = await gamer(made.url);
    expect(await client.submitTask('ai_dance', Uint8Array.of(1))).toMatchObject({
      status: 'failure',
      error: expect.stringMatching(/^P2C2G_UNKNOWN_TASK_TYPE: .*ai_dance/),
    });
    expect(await made.collectResult(made.submitTask(task('ai_dance'), 'me'))).toMatchObject({
      error: expect.stringMatching(/^P2C2G_UNKNOWN_TASK_TYPE: .*ai_dance/),
    });
    expect(await new PeerNode('h', CAPABILITIES).executeTask(task('ai_dance'))).toMatchObject({
      status: 'failure',
      error: expect.stringMatching(/^P2C2G_UNKNOWN_TASK_TYPE: .*ai_dance/),
    });
  });

  it('is tried as often as the coordinator was told', async () => {
    const made = await coordinator({ maxAttempts: 1 });
    for (const id of ['bad1', 'bad2']) await made.registerPeer(id, CAPABILITIES, { executors: failing });
    expect(await made.collectResult(made.submitTask(task(), 'me'))).toMatchObject({
      error: expect.stringMatching(/1 attempts/),
    });
  });

  it('that fails by itself is no failure of the connection', async () => {
    const made = await coordinator();
    const node = await peer(made.url, 'h');
    const received = node.receiveTask();
    const taskId = made.submitTask(task(), 'me');
    const result = await node.executeTask(await received);
    expect(result).toMatchObject({
      status: 'failure',
      error: expect.stringMatching(/^P2C2G_BAD_TASK: .*neither/),
    });
    node.sendResult(result);
    await until('another attempt', () => made.getSystemStats().pending_tasks === 1);
    await node.disconnect();
    await expect(node.receiveTask()).rejects.toMatchObject({ code: 'P2C2G_LINK_FAILED' });
    await expect(made.collectResult(taskId, 1)).rejects.toMatchObject({ code: 'P2C2G_TASK_TIMEOUT' });
  });
});

it('asks for a key where the coordinator does, and says what is wrong', async () => {
  const closed = await startCoordinator({
    ...QUIET,
    coordinator: { ...QUIET.coordinator, listen_port: 0 },
    database: { type: 'memory' },
    auth: { mode: 'closed' },
  });
  closers.push(() => closed.close());
  const node = new PeerNode('h', CAPABILITIES, { executors: echo });
  await expect(node.connectToCoordinator(closed.url)).rejects.toMatchObject({ code: 'P2C2G_UNAUTHORIZED' });
  await expect(node.connectToCoordinator(closed.url, { key: 'x'.repeat(20) })).rejects.toMatchObject({
    code: 'P2C2G_UNAUTHORIZED',
  });
  await node.connectToCoordinator(closed.url, { key: closed.firstKey! });
  expect(closed.stats().active_peers).toBe(1);
  await node.disconnect();
  await expect(new GamerClient('g').connectToCoordinator('http://127.0.0.1:1')).rejects.toMatchObject({
    code: 'P2C2G_LINK_FAILED',
  });
});

describe('the examples', () => {
  const root = resolve(import.meta.dirname, '../../..');
  const node = ['--import', 'tsx'];
  const run = (file: string, ...args: string[]) =>
    promisify(execFile)(process.execPath, [...node, join(root, file), ...args], { timeout: 180_000 });

  it('run: a coordinator with a helper of its own', async () => {
    const { stdout } = await run('apps/signal/examples/coordinator.ts');
    expect(stdout).toMatch(/given to own\nsuccess \d+ bytes/);
  });

  it('run: a gamer whose picture a helper in another process makes larger', async () => {
    const { url } = await coordinator();
    const dir = await mkdtemp(join(tmpdir(), 'p2c2g-example-'));
    closers.push(() => rm(dir, { recursive: true }));
    await writeFile(join(dir, 'in.png'), SMALL);
    const helper = spawn(process.execPath, [...node, join(root, 'packages/client/examples/helper.ts'), url], {
      stdio: 'ignore',
    });
    closers.push(async () => {
      helper.kill('SIGTERM');
      await once(helper, 'exit');
    });
    const out = join(dir, 'out.jpg');
    await run('packages/client/examples/gamer.ts', join(dir, 'in.png'), out, url);
    expect(decodePicture(await readFile(out))).toMatchObject({ width: 192, height: 108 });
  });
});

/** Of the colours; what is as it should be has no end of it. */
function psnrDb(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n += 1) if (n % 4 < 3) sum += (a[n]! - b[n]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / ((a.length * 3) / 4)));
}
