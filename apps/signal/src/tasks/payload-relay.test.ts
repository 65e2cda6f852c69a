import { expect, it } from 'vitest';
import { LiveConfig } from '../config/live.ts';
import { type ConfigInput, withDefaults } from '../config-schema.ts';
import { TestClient, testCoordinator } from '../test-client.ts';
import { PayloadRelay } from './payload-relay.ts';

const PARAMS = { input_width: 32, input_height: 18, output_width: 64, output_height: 36, quality: 'fast' };

function relay(limits: ConfigInput['limits'], more: ConfigInput = {}) {
  let nowMs = 0;
  const passed: [string, number][] = [];
  const metrics = { relayedPayload: (way: string, bytes: number) => passed.push([way, bytes]) };
  const made = new PayloadRelay(new LiveConfig(withDefaults({ ...more, limits })), metrics, () => nowMs);
  const ask = (bytes: number): unknown => {
    try {
      made.request('x'.repeat(bytes));
      return 'ok';
    } catch (error) {
      const { code, retryAfterMs } = error as { code: string; retryAfterMs?: number };
      return [code, retryAfterMs];
    }
  };
  return { made, ask, passed, wait: (ms: number) => (nowMs += ms) };
}

it('lets ten seconds worth through at once, then as much as a second allows, and says how long to wait', () => {
  const { ask, wait, passed } = relay({ task_kb_per_second: 1 });
  expect(ask(10_000)).toBe('ok');
  expect(ask(500)).toEqual(['P2C2G_OVERLOADED', 500]);
  wait(500);
  expect(ask(500)).toBe('ok');
  expect(passed).toEqual([
    ['request', 10_000],
    ['request', 500],
  ]);
});

it('counts results too, and never refuses one', () => {
  const { made, ask, wait } = relay({ task_kb_per_second: 1 });
  made.result('x'.repeat(12_000));
  made.result(null);
  expect(ask(1)).toEqual(['P2C2G_OVERLOADED', 2001]);
  wait(2001);
  expect(ask(1)).toBe('ok');
});

it('takes none when it is switched off, nor by itself where others can reach it', () => {
  const none = ['P2C2G_NO_PAYLOADS', undefined];
  expect(relay({ task_payloads: 'off' }).ask(1)).toEqual(none);
  const at = (host: string, mode: 'auto' | 'open' | 'closed' = 'auto') => ({
    coordinator: { host },
    auth: { mode },
  });
  for (const reachable of [at('0.0.0.0'), at('192.168.1.2', 'open'), at('127.0.0.1', 'closed')]) {
    expect(relay({}, reachable).ask(1)).toEqual(none);
    expect(relay({ task_payloads: 'on' }, reachable).ask(1)).toBe('ok');
  }
  for (const host of ['127.0.0.1', 'localhost', '::1']) expect(relay({}, at(host)).ask(1)).toBe('ok');
});

it('stands before tasks over sockets and over HTTP, and is counted as a metric', async () => {
  const coordinator = await testCoordinator();
  const task = { task_type: 'frame_upscale', data: 'AAAA', params: PARAMS };
  const post = (url: string) =>
    fetch(`${url}/api/tasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(task),
    });
  try {
    const gamer = await TestClient.gamer(coordinator.url, 'g');
    gamer.say({ msg_type: 'task_request', task_id: 't', ...task });
    expect((await post(coordinator.url)).status).toBe(202);
    coordinator.reload({ limits: { task_payloads: 'off' } });
    gamer.say({ msg_type: 'task_request', task_id: 'refused', ...task });
    await gamer.hears('error', ({ code, task_id }) => code === 'P2C2G_NO_PAYLOADS' && task_id === 'refused');
    expect((await post(coordinator.url)).status).toBe(403);
    expect(coordinator.stats().pending_tasks).toBe(2);
  } finally {
    await coordinator.close();
  }
});
