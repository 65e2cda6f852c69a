/** What strangers, broken clients and other people's pages may try. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seeded } from './core/test-core.ts';
import type { RunningCoordinator } from './server.ts';
import { TestClient, testCoordinator } from './test-client.ts';

let coordinator: RunningCoordinator;
let url: string;
beforeEach(async () => {
  coordinator = await testCoordinator();
  url = coordinator.url;
});
afterEach(() => coordinator.close());

describe('a connection is closed', () => {
  it('with 4408 when it does not register', async () => {
    await coordinator.close();
    coordinator = await testCoordinator({ registration_timeout_ms: 60 });
    const client = await TestClient.open(coordinator.url);
    expect((await client.closes()).code).toBe(4408);
  });

  it('with 4400 after a flood of malformed messages, each answered with a code', async () => {
    const client = await TestClient.open(url);
    for (let n = 0; n < 20; n += 1) client.socket.send('{');
    expect((await client.closes()).code).toBe(4400);
    const errors = client.heard.filter(({ msg_type }) => msg_type === 'error');
    expect(errors).toHaveLength(11);
    expect(errors.every((error) => 'code' in error && error.code === 'P2C2G_MALFORMED')).toBe(true);
  });

  it('with 4401 when it goes on unregistered', async () => {
    const client = await TestClient.open(url);
    for (let n = 0; n < 20; n += 1) client.say({ msg_type: 'session_end', session_id: 's' });
    expect((await client.closes()).code).toBe(4401);
  });

  it('with 4413 for a message over the limit, and 1009 for one far over it', async () => {
    const client = await TestClient.open(url);
    client.socket.send('x'.repeat(65_537));
    await client.hears('error', ({ code }) => code === 'P2C2G_TOO_LARGE');
    expect((await client.closes()).code).toBe(4413);
    const huge = await TestClient.open(url);
    huge.socket.send('x'.repeat(1_000_000));
    expect((await huge.closes()).code).toBe(1009);
  });

  it('with 4413 for few characters of many bytes', async () => {
    const client = await TestClient.open(url);
    client.socket.send('€'.repeat(30_000));
    expect((await client.closes()).code).toBe(4413);
  });

  it('with 4426 for another version', async () => {
    const client = await TestClient.open(url);
    client.say({ v: 2, msg_type: 'register_gamer', gamer_id: 'g' });
    await client.hears('error', ({ code }) => code === 'P2C2G_VERSION');
    expect((await client.closes()).code).toBe(4426);
  });

  it('with 4429 when it sends faster than it may', async () => {
    const client = await TestClient.gamer(url, 'g');
    for (let n = 0; n < 600; n += 1)
      client.say({ msg_type: 'heartbeat', peer_id: 'g', timestamp: n, load: 0 });
    expect((await client.closes()).code).toBe(4429);
    await client.hears('error', ({ code }) => code === 'P2C2G_TOO_MANY_MESSAGES');
  });

  it('with 4403 for a page of another origin; our own and programs may', async () => {
    const foreign = await TestClient.open(url, { origin: 'https://evil.example' });
    expect((await foreign.closes()).code).toBe(4403);
    const own = await TestClient.open(url, { origin: url });
    await own.hears('welcome');
  });
});

it('stays up and small through 12,000 malformed messages', async () => {
  const random = seeded(7);
  await fuzz(random, 2_000);
  (globalThis as { gc?: () => void }).gc?.();
  const before = process.memoryUsage().rss;
  await fuzz(random, 10_000);
  const grownMb = (process.memoryUsage().rss - before) / 2 ** 20;
  expect(grownMb).toBeLessThan(100);
  const witness = await TestClient.helper(url, 'witness');
  expect(witness.closed).toBeUndefined();
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  expect(coordinator.stats()).toMatchObject({ sessions: 0, leases: 0, pending_tasks: 0 });
});

const TYPES = [
  'peer_register',
  'register_gamer',
  'resume',
  'heartbeat',
  'session_request',
  'offer',
  'candidate',
  'task_request',
  'task_result',
  'link_state',
  'telemetry',
  'bye',
  '__proto__',
];

/** Ten a connection, for the eleventh closes it; some registered, so that deeper code is reached too. */
async function fuzz(random: () => number, messages: number): Promise<void> {
  for (let sent = 0; sent < messages; sent += 10) {
    const client = random() < 0.5 ? await TestClient.open(url) : await TestClient.gamer(url, `g${sent}`);
    for (let n = 0; n < 10; n += 1) client.socket.send(nonsense(random));
    client.socket.close();
    await client.closes();
  }
}

function nonsense(random: () => number): string | Buffer {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const value = (): unknown =>
    pick([null, -1, 1e308, '', 'x'.repeat(300), [], {}, true, { a: { b: [] } }, '\u0000', 0.5]);
  switch (Math.floor(random() * 5)) {
    case 0:
      return Buffer.from(Array.from({ length: 40 }, () => Math.floor(random() * 256)));
    case 1:
      return JSON.stringify(value());
    case 2:
      return '['.repeat(Math.floor(random() * 5_000));
    case 3:
      return JSON.stringify({ msg_type: pick(TYPES), v: value(), id: value(), seq: value() });
    default:
      return JSON.stringify({
        msg_type: pick(TYPES),
        peer_id: value(),
        lease_id: value(),
        params: value(),
        leases: value(),
        gamer_id: value(),
        task_id: value(),
        sdp: value(),
      });
  }
}
