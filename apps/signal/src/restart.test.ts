/** The coordinator is killed without warning, comes back, and the session goes on under its old names. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { PARAMS, secondOf, TestClient, until } from './test-client.ts';

const MAIN = resolve(import.meta.dirname, 'main.ts');
/** What a frame of 640x360 costs at the usual prices, of which the fee rounds down to nothing. */
const FRAME_COST = 2;
const HELPER_SHARE = 0.9;
interface Answer {
  readonly earnings: readonly { readonly frames: number; readonly earned_micro: number }[];
}

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Process {
  readonly child: ChildProcess;
  readonly output: () => string;
}

function run(...args: string[]): Process {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', MAIN, '--log-level', 'silent', '--heartbeat-timeout-ms', '60000', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (text += String(data)));
  return { child, output: () => text };
}

async function up(started: Process): Promise<string> {
  await until(`the coordinator to start: ${started.output()}`, () => /home\s+http/.test(started.output()));
  return /home\s+(http:\S+)\//.exec(started.output())![1]!;
}

/** Records are written a moment after the word that they are of. */
const written = (url: string): Promise<void> =>
  until('all records to be on disk', async () =>
    /^p2c2g_store_queued_writes 0$/m.test(await (await fetch(`${url}/metrics`)).text()),
  );

it('adopts running sessions after kill -9', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'p2c2g-kill-'));
  try {
    const first = run('--port', '0', '--data-dir', dir);
    const url = await up(first);
    await TestClient.helper(url, 'h');
    const gamer = await TestClient.gamer(url, 'g');
    await gamer.asks({ max_links: 1 });
    const { lease_id, epoch, session_id } = await gamer.hears('assign');
    const { session_secret } = await gamer.hears('session_state');
    await written(url);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');

    const port = new URL(url).port;
    const second = run('--port', port, '--data-dir', dir);
    const again = await up(second);
    const claim = { lease_id, epoch, session_id, peer_id: 'h' };
    const helper = await TestClient.helper(again, 'h', { leases: [claim] });
    const back = await TestClient.gamer(again, 'g');
    await back.asks({ max_links: 1, running: { session_id, session_secret, leases: [claim] } });
    expect(await back.hears('assign')).toMatchObject({ lease_id, epoch, adopted: true });
    expect(await helper.hears('assign')).toMatchObject({ lease_id, epoch, adopted: true });
    expect(await back.hears('session_state')).toMatchObject({ session_id, status: 'active', links: 1 });

    // What was seen of a helper is not shed by a restart either.
    back.say({ msg_type: 'link_state', lease_id, epoch, state: 'connected' });
    back.say({ msg_type: 'link_state', lease_id, epoch, state: 'failed' });
    await helper.hears('work_state', ({ reputation }) => reputation?.bad === 1);
    await written(again);
    second.child.kill('SIGKILL');
    await once(second.child, 'exit');
    const third = await up(run('--port', port, '--data-dir', dir));
    const known = await TestClient.helper(third, 'h');
    expect((await known.hears('work_state')).reputation).toMatchObject({
      bad: 1,
      latest: [{ good: false, cause: 'reported' }],
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

it('pays for a task and a second of a stream that came just before kill -9, and once', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'p2c2g-kill-'));
  try {
    let running = run('--port', '0', '--data-dir', dir);
    let url = await up(running);
    const helper = await TestClient.helper(url, 'h');
    const gamer = await TestClient.gamer(url, 'g');
    const { fps: _, deadline_ms: __, ...params } = PARAMS;
    const task = { task_id: 't', task_type: 'frame_upscale', data: 'AAAA', params, priority: 5 };
    gamer.say({ msg_type: 'task_request', ...task });
    await helper.hears('task_assign');
    const done = { success: true, result: 'BBBB', processing_time_ms: 1, error: null };
    helper.say({ msg_type: 'task_result', task_id: 't', peer_id: 'h', ...done });
    await gamer.hears('task_result');
    await gamer.asks({ max_links: 1 });
    const { session_id } = await gamer.hears('session_state');
    await gamer.hears('assign');
    gamer.say(secondOf(session_id, 100));
    await until('the second to be in the journal', async () =>
      (await (await fetch(`${url}/api/quality`)).text()).includes(session_id),
    );

    for (let crash = 0; crash < 2; crash += 1) {
      running.child.kill('SIGKILL');
      await once(running.child, 'exit');
      running = run('--port', new URL(url).port, '--data-dir', dir, '--settle-seconds', '1');
      url = await up(running);
      const ask = async (path: string) => (await (await fetch(`${url}/api/ledger/${path}`)).json()) as Answer;
      // The task is paid by now, the stream by the next settlement.
      expect((await ask('earnings?peer_id=h')).earnings[0]!.earned_micro).toBeGreaterThanOrEqual(FRAME_COST);
      await until(
        'the stream to be paid',
        async () => (await ask('earnings?peer_id=h')).earnings[0]!.frames > 1,
      );
      expect(await ask('earnings?peer_id=h')).toMatchObject({
        earnings: [{ frames: 101, earned_micro: FRAME_COST + 100 * FRAME_COST * HELPER_SHARE }],
      });
      expect(await ask('check')).toEqual({ sound: true, problems: [] });
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

it('says goodbye on SIGTERM and is gone soon; a taken port is one clear sentence', async () => {
  const first = run('--port', '0', '--database-type', 'memory');
  const url = await up(first);
  expect(first.output()).toMatch(/play\s+http.*\/play\n\s+help\s+http.*\/help/);
  const second = run('--port', new URL(url).port, '--database-type', 'memory');
  const [code] = (await once(second.child, 'exit')) as [number];
  expect(code).toBe(1);
  expect(second.output().trim()).toMatch(/^p2c2g: port \d+ on 127.0.0.1 is taken: .*--port\.$/);
  const client = await TestClient.helper(url, 'h');
  first.child.kill('SIGTERM');
  await client.hears('goaway');
  expect((await client.closes()).code).toBe(1001);
  const [exit] = (await once(first.child, 'exit')) as [number];
  expect(exit).toBe(0);
});
