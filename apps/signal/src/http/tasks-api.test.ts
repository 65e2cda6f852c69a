/** Tasks handed in and collected over HTTP, with a helper on a socket. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningCoordinator, startCoordinator } from '../server.ts';
import { CAPABILITIES, PATIENT, TestClient, testCoordinator, until } from '../test-client.ts';

const PARAMS = {
  input_width: 320,
  input_height: 180,
  output_width: 640,
  output_height: 360,
  quality: 'fast',
};
const TASK = { task_type: 'frame_upscale', data: 'AAAA', params: PARAMS };

let coordinator: RunningCoordinator;
beforeEach(async () => {
  coordinator = await testCoordinator();
});
afterEach(() => coordinator.close());

const call = (method: string, path: string, body?: object, key?: string, to = coordinator) =>
  fetch(to.url + path, {
    method,
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const json = async (answer: Response | Promise<Response>) =>
  (await (await answer).json()) as Record<string, unknown>;
const handIn = async (body: object = TASK) => String((await json(call('POST', '/api/tasks', body))).task_id);
const collect = (id: string, timeoutMs = 5000) =>
  json(call('GET', `/api/tasks/${id}?timeout_ms=${timeoutMs}`));

/** Answers every task that it is given. */
function serve(helper: TestClient, peer_id: string, more: object): void {
  const answered = new Set<string>();
  const timer = setInterval(() => {
    for (const message of helper.heard)
      if (message.msg_type === 'task_assign' && !answered.has(`${message.task_id} ${message.attempt}`)) {
        answered.add(`${message.task_id} ${message.attempt}`);
        const { task_id, attempt } = message;
        helper.say({ msg_type: 'task_result', task_id, attempt, peer_id, processing_time_ms: 3, ...more });
      }
  }, 5);
  helper.socket.on('close', () => clearInterval(timer));
}

describe('a task over HTTP', () => {
  it('waits for a helper, is done by one, and is collected with what came back', async () => {
    const answer = await call('POST', '/api/tasks', TASK);
    const { task_id, status } = await json(answer.clone());
    expect([answer.status, status]).toEqual([202, 'queued']);
    expect(answer.headers.get('location')).toBe(`/api/tasks/${task_id}`);
    expect(await collect(String(task_id), 0)).toEqual({ task_id, status: 'queued' });
    expect(await json(call('GET', '/api/tasks'))).toMatchObject({
      tasks: [{ task_type: 'frame_upscale', status: 'queued', peer_id: null, attempts: 0 }],
    });
    const collected = collect(String(task_id));
    const helper = await TestClient.helper(coordinator.url, 'h');
    serve(helper, 'h', { success: true, result: 'BBBB', algorithm_used: 'test' });
    expect(await collected).toEqual({
      task_id,
      status: 'done',
      success: true,
      result: 'BBBB',
      algorithm_used: 'test',
      peer_id: 'h',
      processing_time_ms: 3,
    });
    expect(coordinator.stats()).toMatchObject({ completed_tasks: 1, pending_tasks: 0 });
  });

  it('is paid by its requester, and handed in twice under one key it is one task', async () => {
    const strict = await startCoordinator({
      coordinator: PATIENT,
      database: { type: 'memory' },
      auth: { mode: 'closed' },
      economy: { require_funds: true, settle_seconds: 1 },
      limits: { task_payloads: 'on' },
    });
    try {
      const key = strict.firstKey!;
      const submit = (body: object, again?: string) =>
        fetch(`${strict.url}/api/tasks`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            ...(again ? { 'idempotency-key': again } : {}),
          },
          body: JSON.stringify(body),
        });
      const balance = async (account: string) => {
        const path = `/api/ledger/account?account=${encodeURIComponent(account)}`;
        return (await json(call('GET', path, undefined, key, strict))).balance_micro;
      };
      const poor = await submit(TASK);
      expect([poor.status, (await json(poor)).code]).toEqual([402, 'P2C2G_NO_CREDIT']);
      const account = `gamer:http/key:${key.split('_')[2]}`;
      const deposit = { key: 'd', kind: 'deposit', account, amount_micro: 2, reason: 'one frame' };
      expect((await call('POST', '/api/ledger/transfers', deposit, key, strict)).status).toBe(201);
      const first = await json(submit(TASK, 'frame-1'));
      expect(await json(submit(TASK, 'frame-1'))).toEqual(first);
      const other = await submit({ ...TASK, data: 'BBBB' }, 'frame-1');
      expect([other.status, (await json(other)).code]).toEqual([409, 'P2C2G_CONFLICT']);
      expect((await submit(TASK, 'frame-2')).status).toBe(402);
      expect((await submit(TASK, 'x'.repeat(101))).status).toBe(400);
      const helper = await TestClient.open(strict.url);
      helper.say({ msg_type: 'authenticate', token: key });
      await helper.hears('authenticated');
      helper.say({ msg_type: 'peer_register', peer_id: 'h', capabilities: CAPABILITIES });
      serve(helper, 'h', { success: true, result: 'BBBB' });
      await until('the helper to be paid', async () => (await balance('helper:h')) === 2);
      expect(await balance(account)).toBe(0);
      expect(await json(submit(TASK, 'frame-1'))).toMatchObject({ status: 'done', result: 'BBBB' });
    } finally {
      await strict.close();
    }
  });

  it('fails clearly after three attempts, and at once when it is none', async () => {
    const helper = await TestClient.helper(coordinator.url, 'h');
    serve(helper, 'h', { success: false, result: null, error: 'out of memory' });
    expect(await collect(await handIn())).toMatchObject({
      status: 'done',
      success: false,
      error: expect.stringMatching(/^P2C2G_TASK_ATTEMPTS.*3 attempts.*out of memory/),
    });
    const unknown = await json(call('POST', '/api/tasks', { ...TASK, task_type: 'fold_proteins' }));
    expect(unknown).toMatchObject({
      status: 'done',
      error: expect.stringMatching(/^P2C2G_UNKNOWN_TASK_TYPE.*fold_proteins/),
    });
  });

  it('goes to another helper when the first one goes', async () => {
    const first = await TestClient.helper(coordinator.url, 'first');
    const id = await handIn();
    await first.hears('task_assign');
    expect(await collect(id, 0)).toMatchObject({ status: 'assigned' });
    serve(await TestClient.helper(coordinator.url, 'second'), 'second', { success: true, result: 'BBBB' });
    await first.breaks();
    expect(await collect(id)).toMatchObject({ status: 'done', peer_id: 'second' });
  });

  it('is withdrawn for good', async () => {
    const id = await handIn();
    expect((await call('DELETE', `/api/tasks/${id}`)).status).toBe(204);
    expect((await call('GET', `/api/tasks/${id}`)).status).toBe(404);
    expect(coordinator.stats().pending_tasks).toBe(0);
    const helper = await TestClient.helper(coordinator.url, 'h');
    await until('the helper to be known', () => coordinator.stats().active_peers === 1);
    expect(helper.heard.some(({ msg_type }) => msg_type === 'task_assign')).toBe(false);
  });

  it('is refused when it is badly made, too many wait, or the coordinator drains', async () => {
    for (const wrong of [{}, { ...TASK, extra: 1 }, { ...TASK, priority: 10 }, { ...TASK, data: 7 }])
      expect((await call('POST', '/api/tasks', wrong)).status).toBe(400);
    expect((await call('GET', '/api/tasks/t-none?timeout_ms=soon')).status).toBe(400);
    for (let n = 0; n < 64; n += 1) await handIn();
    const full = await call('POST', '/api/tasks', TASK);
    expect([full.status, (await json(full)).code]).toEqual([503, 'P2C2G_QUEUE_FULL']);
    await coordinator.drain();
    expect(await json(call('POST', '/api/tasks', TASK))).toMatchObject({ code: 'P2C2G_SHUTTING_DOWN' });
  });
});

it('is its owner’s alone, where keys are asked for', async () => {
  const closed = await startCoordinator({
    coordinator: PATIENT,
    database: { type: 'memory' },
    auth: { mode: 'closed' },
    limits: { task_payloads: 'on' },
  });
  const keyFor = async (scopes: string[]) =>
    String((await json(call('POST', '/api/keys', { name: 'k', scopes }, closed.firstKey, closed))).key);
  const [mine, theirs, reader] = [
    await keyFor(['connect']),
    await keyFor(['connect']),
    await keyFor(['read']),
  ];
  expect((await call('POST', '/api/tasks', TASK, undefined, closed)).status).toBe(401);
  expect((await call('POST', '/api/tasks', TASK, reader, closed)).status).toBe(403);
  const { task_id } = await json(call('POST', '/api/tasks', TASK, mine, closed));
  const path = `/api/tasks/${task_id}?timeout_ms=0`;
  expect((await call('GET', path, undefined, theirs, closed)).status).toBe(404);
  expect((await call('DELETE', path, undefined, theirs, closed)).status).toBe(404);
  expect((await call('GET', path, undefined, mine, closed)).status).toBe(200);
  const listed = await (await call('GET', '/api/tasks', undefined, reader, closed)).text();
  expect(listed).toContain('frame_upscale');
  await call('POST', '/api/tasks', { ...TASK, priority: 9 }, mine, closed);
  const { tasks } = await json(call('GET', '/api/tasks', undefined, reader, closed));
  expect((tasks as { priority: number }[]).map(({ priority }) => priority)).toEqual([5, 5]);
  expect(listed).not.toContain(String(task_id));
  await closed.close();
});

it('no client of a socket can take a name that stands for HTTP', async () => {
  const client = await TestClient.open(coordinator.url);
  client.say({ msg_type: 'register_gamer', gamer_id: 'http/127.0.0.1' });
  await client.hears('error', ({ code }) => code === 'P2C2G_MALFORMED');
  client.say({ msg_type: 'peer_register', peer_id: 'http/x', capabilities: CAPABILITIES });
  await until(
    'the second refusal',
    () => client.heard.filter(({ msg_type }) => msg_type === 'error').length > 1,
  );
});
