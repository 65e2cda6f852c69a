/** The client library when lines break and coordinators restart: what was handed in is done, once, and nobody waits for ever. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionState, type ConnectOptions, GamerClient, PeerNode } from '@p2c2g/client';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConfigInput } from './config-schema.ts';
import { type RunningCoordinator, startCoordinator } from './server.ts';
import { CAPABILITIES, PATIENT, UNSHED, until } from './test-client.ts';

const PATIENCE_MS = 45_000;
const PARAMS = { input_width: 16, input_height: 16, output_width: 32, output_height: 32, quality: 'fast' };
const PICTURE = Uint8Array.of(1, 2, 3);
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(port = 0, more: ConfigInput = {}): Promise<RunningCoordinator> {
  const made = await startCoordinator({
    database: { type: 'memory' },
    ...more,
    limits: UNSHED,
    coordinator: { ...PATIENT, listen_port: port, ...more.coordinator },
  });
  closers.push(() => made.close());
  return made;
}

/** A line to the coordinator that can break without a farewell, and stay broken. */
async function line(port: number) {
  const ends = new Set<Socket>();
  const state = { broken: false };
  const server = createServer((near) => {
    if (state.broken) return near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => {});
      end.on('close', () => {
        ends.delete(end);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
    return near;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  closers.push(() => {
    cut();
    server.close();
  });
  const { port: at } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${at}`, cut, state };
}

/** Its states, as words. */
function watched(options: ConnectOptions = {}): { options: ConnectOptions; states: string[] } {
  const states: string[] = [];
  const onState = (state: ConnectionState) =>
    states.push(state.kind === 'open' ? (state.resumed ? 'resumed' : 'registered') : state.kind);
  return { options: { ...options, onState }, states };
}

async function gamer(url: string, options: ConnectOptions = {}): Promise<GamerClient> {
  const client = new GamerClient('g');
  await client.connectToCoordinator(url, options);
  closers.push(() => client.disconnect());
  return client;
}

/** A helper that gives back what it gets, when it is let. */
async function helper(
  url: string,
  options: ConnectOptions = {},
  wait: () => Promise<unknown> = async () => {},
) {
  const done: string[] = [];
  const frame_upscale = async ({ task_id, payload }: { task_id: string; payload: Uint8Array }) => {
    done.push(task_id);
    await wait();
    return { output: payload };
  };
  const node = new PeerNode('h', CAPABILITIES, { executors: { frame_upscale } });
  await node.connectToCoordinator(url, options);
  closers.push(() => node.disconnect());
  return { node, done, served: node.serve() };
}

const ask = (client: GamerClient) => client.submitTask('frame_upscale', PICTURE, PATIENCE_MS, PARAMS);

describe('a line that breaks', () => {
  it('loses no task: of before, of meanwhile', async () => {
    const coordinator = await start();
    const { url, cut } = await line(coordinator.port);
    const { options, states } = watched();
    const client = await gamer(url, options);
    const before = ask(client);
    await until('the task to be there', () => coordinator.stats().pending_tasks === 1);
    cut();
    await until('the loss to be seen', () => states.includes('waiting'));
    const meanwhile = ask(client);
    const { done } = await helper(coordinator.url);
    expect(await Promise.all([before, meanwhile])).toMatchObject([
      { status: 'success', output: PICTURE },
      { status: 'success', output: PICTURE },
    ]);
    expect(states).toContain('resumed');
    expect(new Set(done).size).toBe(2);
    expect(coordinator.stats()).toMatchObject({ completed_tasks: 2, pending_tasks: 0 });
  });

  it('does not make a helper do a task twice', async () => {
    const coordinator = await start();
    const { url, cut } = await line(coordinator.port);
    const { options, states } = watched();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { done } = await helper(url, options, () => held);
    const result = ask(await gamer(coordinator.url));
    await until('the task to be under way', () => done.length === 1);
    cut();
    await until('the helper to be back', () => states.includes('resumed'));
    letGo();
    expect(await result).toMatchObject({ status: 'success', peer_id: 'h' });
    expect(done).toHaveLength(1);
  });

  it('is given up after so many attempts, with the reason, and everybody is told', async () => {
    const coordinator = await start();
    const { url, cut, state } = await line(coordinator.port);
    const client = await gamer(url, { reconnectAttempts: 1 });
    const { node, served } = await helper(url, { reconnectAttempts: 0 });
    await node.disconnect();
    await node.connectToCoordinator(url, { reconnectAttempts: 0 });
    const taskId = client.submitFrameForUpscaling({ width: 16, height: 16, data: PICTURE }, [32, 32]);
    const next = node.receiveTask().then(() => node.receiveTask());
    state.broken = true;
    cut();
    await served;
    await expect(next).rejects.toMatchObject({
      code: 'P2C2G_LINK_FAILED',
      message: 'No connection to the other side could be made. the coordinator is away, after 0 attempts',
    });
    await expect(client.getUpscaledFrame(taskId, PATIENCE_MS)).rejects.toMatchObject({
      code: 'P2C2G_LINK_FAILED',
    });
    expect(() => client.submitFrameForUpscaling({ width: 1, height: 1, data: PICTURE }, [2, 2])).toThrow(
      /not registered/,
    );
  });
});

describe('a coordinator that restarts', () => {
  it('gets what it has forgotten a second time', async () => {
    const first = await start();
    const { options, states } = watched({ reconnectAttempts: 20 });
    const client = await gamer(first.url, options);
    const result = ask(client);
    await until('the task to be there', () => first.stats().pending_tasks === 1);
    await first.close();
    const second = await start(first.port);
    await until('the gamer to be back', () => states.filter((one) => one === 'registered').length === 2);
    await helper(second.url);
    expect(await result).toMatchObject({ status: 'success', output: PICTURE });
  });

  it('is given no result of before, and new work is done', async () => {
    const first = await start();
    const { options, states } = watched({ reconnectAttempts: 20 });
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const { done } = await helper(first.url, options, () => held);
    void ask(await gamer(first.url, { reconnectAttempts: 0 }));
    await until('the task to be under way', () => done.length === 1);
    await first.close();
    const second = await start(first.port);
    await until('the helper to be back', () => states.filter((one) => one === 'registered').length === 2);
    letGo();
    expect(await ask(await gamer(second.url))).toMatchObject({ status: 'success', peer_id: 'h' });
    expect(second.stats()).toMatchObject({ completed_tasks: 1, failed_tasks: 0 });
  });

  it('is come back to by an invite that was good for one, with the key that was given for it', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'p2c2g-reconnect-'));
    closers.push(() => rm(dir, { recursive: true }));
    const closed: ConfigInput = { database: { type: 'sqlite', data_dir: dir }, auth: { mode: 'closed' } };
    const first = await start(0, closed);
    const made = await fetch(`${first.url}/api/invites`, {
      method: 'POST',
      headers: { authorization: `Bearer ${first.firstKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'guest', uses: 1 }),
    });
    const { invite } = (await made.json()) as { invite: string };
    const keys: string[] = [];
    const { options, states } = watched({
      key: invite,
      reconnectAttempts: 20,
      onKey: (key) => void keys.push(key),
    });
    const client = await gamer(first.url, options);
    await first.close();
    const second = await start(first.port, closed);
    await until('the guest to be back', () => states.filter((one) => one === 'registered').length === 2);
    await client.disconnect();
    await gamer(second.url, { key: keys[0]! });
    expect(keys).toHaveLength(1);
  });
});

it('says at once why it cannot begin: full, a bad name, no address', async () => {
  const { url } = await start(0, { coordinator: { max_sessions: 1 } });
  await gamer(url);
  await expect(new GamerClient('other').connectToCoordinator(url)).rejects.toMatchObject({
    code: 'P2C2G_OVERLOADED',
    retryAfterMs: expect.any(Number),
  });
  await expect(new GamerClient('g').connectToCoordinator(url)).rejects.toMatchObject({
    code: 'P2C2G_ID_TAKEN',
  });
  await expect(new GamerClient('no name').connectToCoordinator(url)).rejects.toMatchObject({
    code: 'P2C2G_MALFORMED',
  });
  await expect(new GamerClient('g').connectToCoordinator('here')).rejects.toMatchObject({
    code: 'P2C2G_LINK_FAILED',
  });
});
