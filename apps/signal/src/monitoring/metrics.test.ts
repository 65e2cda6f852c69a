/** The metrics of a running coordinator, as a scraper reads them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningCoordinator, startCoordinator } from '../server.ts';
import { PATIENT, TestClient, until } from '../test-client.ts';

let coordinator: RunningCoordinator;
beforeEach(async () => {
  coordinator = await startCoordinator({
    coordinator: PATIENT,
    database: { type: 'memory' },
    monitoring: { enable: true, prometheus_port: 0 },
  });
});
afterEach(() => coordinator.close());

const scrape = async (): Promise<string> => (await fetch(coordinator.metricsUrl!)).text();
/** @param sample name and labels as they stand in the text */
const value = (text: string, sample: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
};

describe('the metrics', () => {
  it('count what is there, what came, what was refused, and how long a session waited', async () => {
    const gamer = await TestClient.gamer(coordinator.url, 'gamer-with-a-name');
    await gamer.asks();
    await TestClient.helper(coordinator.url, 'helper-with-a-name');
    await gamer.hears('session_state', ({ status }) => status === 'active');
    gamer.say({ msg_type: 'release', lease_id: 'l-none', epoch: 1, reason: 'test' });
    await gamer.hears('error');
    await fetch(`${coordinator.url}/api/stats?name=gamer-with-a-name`);
    const text = await scrape();
    const wanted: Record<string, number> = {
      p2c2g_helpers: 1,
      p2c2g_gamers: 1,
      p2c2g_sessions: 1,
      p2c2g_sessions_queued: 0,
      p2c2g_leases: 1,
      p2c2g_sockets: 2,
      'p2c2g_messages_received_total{type="session_request"}': 1,
      'p2c2g_refusals_total{code="P2C2G_UNKNOWN_LEASE"}': 1,
      p2c2g_session_wait_seconds_count: 1,
      p2c2g_placement_duration_seconds_count: 1,
      'p2c2g_http_request_duration_seconds_count{method="GET",route="/api/stats",status="200"}': 1,
      p2c2g_store_healthy: 1,
      p2c2g_ledger_healthy: 1,
      p2c2g_ledger_violations: 0,
      p2c2g_draining: 0,
    };
    for (const [sample, count] of Object.entries(wanted)) expect(value(text, sample), sample).toBe(count);
    expect(value(text, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('follow the names of Prometheus, and hold no id, address or path that a client chose', async () => {
    const gamer = await TestClient.gamer(coordinator.url, 'gamer-with-a-name');
    await gamer.asks();
    const { session_id } = await gamer.hears('session_state');
    await fetch(`${coordinator.url}/nothing/gamer-with-a-name`);
    const text = await scrape();
    for (const chosen of ['gamer-with-a-name', session_id, '127.0.0.1']) expect(text).not.toContain(chosen);
    const ours = [...text.matchAll(/^# TYPE (p2c2g_\w+) (\w+)$/gm)].map(([, name, kind]) => ({ name, kind }));
    expect(ours.length).toBeGreaterThan(20);
    for (const { name, kind } of ours) {
      expect(name).toMatch(/^p2c2g_[a-z_]+$/);
      expect(name!.endsWith('_total'), name).toBe(kind === 'counter');
    }
  });

  it('show what all accounts of a kind hold, and that together it is nothing', async () => {
    const text = await scrape();
    const held = [...text.matchAll(/^p2c2g_ledger_balance_micro_credits\{account="(\w+)"\} (-?\d+)$/gm)];
    expect(held.reduce((sum, [, , amount]) => sum + Number(amount), 0)).toBe(0);
  });

  it('go down again with their port when the coordinator stops', async () => {
    await coordinator.close();
    await until('the port to be free', () =>
      fetch(coordinator.metricsUrl!).then(
        () => false,
        () => true,
      ),
    );
  });
});

it('are read on the main port by keys with the scope read, where keys are asked for', async () => {
  const closed = await startCoordinator({
    coordinator: PATIENT,
    database: { type: 'memory' },
    auth: { mode: 'closed' },
  });
  const get = (headers: Record<string, string>) => fetch(`${closed.url}/metrics`, { headers });
  expect((await get({})).status).toBe(401);
  const answer = await get({ authorization: `Bearer ${closed.firstKey}` });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/plain'),
  ]);
  expect(closed.metricsUrl).toBeUndefined();
  await closed.close();
});
