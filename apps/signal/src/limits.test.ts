/** What one address or one client may use up, over real sockets. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { ConfigInput } from './config-schema.ts';
import { type RunningCoordinator, startCoordinator } from './server.ts';
import { PARAMS, PATIENT, TestClient, UNSHED, until } from './test-client.ts';

let coordinator: RunningCoordinator;
afterEach(() => coordinator.close());

async function start(input: ConfigInput): Promise<string> {
  coordinator = await startCoordinator({
    ...input,
    limits: { ...UNSHED, ...input.limits },
    coordinator: { ...PATIENT, ...input.coordinator },
    database: { type: 'memory' },
  });
  return coordinator.url;
}
const from = (address: string) => ({ 'x-forwarded-for': address });

it('one address has so many sockets; a closed one makes room; others are not concerned', async () => {
  const url = await start({ limits: { connections_per_address: 2, trusted_proxies: ['127.0.0.0/8'] } });
  const [first] = [
    await TestClient.open(url, from('192.0.2.1')),
    await TestClient.open(url, from('192.0.2.1')),
  ];
  const third = await TestClient.open(url, from('192.0.2.1'));
  expect(await third.hears('error')).toMatchObject({
    code: 'P2C2G_TOO_MANY_CONNECTIONS',
    retry_after_ms: 5000,
  });
  expect((await third.closes()).code).toBe(4429);
  await (await TestClient.open(url, from('192.0.2.2'))).hears('welcome');
  await first.breaks();
  await until('the place to be free', async () => {
    const next = await TestClient.open(url, from('192.0.2.1'));
    await until('an answer', () => next.heard.length > 0);
    return next.heard[0]!.msg_type === 'welcome';
  });
});

it('one address opens so many a second, and is told how long to wait', async () => {
  const url = await start({ limits: { connects_per_second: 1 } });
  for (let n = 0; n < 4; n += 1) await (await TestClient.open(url)).hears('welcome');
  const fifth = await TestClient.open(url);
  const { code, retry_after_ms } = await fifth.hears('error');
  expect(code).toBe('P2C2G_TOO_MANY_CONNECTIONS');
  expect(retry_after_ms).toBeGreaterThan(0);
  expect(retry_after_ms).toBeLessThanOrEqual(1000);
});

it('a full server says so, and when to come again', async () => {
  const url = await start({ coordinator: { max_connections: 1 } });
  await TestClient.open(url);
  const second = await TestClient.open(url);
  expect(await second.hears('error')).toMatchObject({
    code: 'P2C2G_OVERLOADED',
    retry: true,
    retry_after_ms: 5000,
  });
  expect((await second.closes()).code).toBe(4503);
});

it('a forwarded address counts only from a proxy on the list', async () => {
  const url = await start({ limits: { connections_per_address: 1 } });
  await (await TestClient.open(url, from('192.0.2.1'))).hears('welcome');
  const second = await TestClient.open(url, from('192.0.2.2'));
  await second.hears('error', ({ code }) => code === 'P2C2G_TOO_MANY_CONNECTIONS');
});

it('a kind of message that comes too often is refused by name, and the client closed when it goes on', async () => {
  const url = await start({});
  const gamer = await TestClient.gamer(url, 'g');
  const ask = () =>
    gamer.say({ msg_type: 'session_request', params: PARAMS, codecs: ['h264'], max_links: 1 });
  for (let n = 0; n < 12; n += 1) ask();
  const { code, message, retry_after_ms } = await gamer.hears('error');
  expect(code).toBe('P2C2G_TOO_MANY_MESSAGES');
  expect(message).toContain('session_request');
  expect(retry_after_ms).toBeLessThanOrEqual(1000);
  expect(gamer.closed).toBeUndefined();
  for (let n = 0; n < 20; n += 1) ask();
  expect((await gamer.closes()).code).toBe(4429);
});

it('a client takes what it has used up along to its next socket', async () => {
  const url = await start({ limits: { messages_per_second: 5 } });
  const first = await TestClient.helper(url, 'h');
  const { resume_token } = await first.hears('registration_ack');
  for (let n = 0; n < 18; n += 1) first.say({ msg_type: 'heartbeat', peer_id: 'h', timestamp: n, load: 0 });
  await first.hears('heartbeat_ack', ({ timestamp }) => timestamp === 17);
  const next = await TestClient.open(url);
  next.say({ msg_type: 'resume', resume_token, last_seq: 0 });
  await next.hears('registration_ack');
  for (let n = 0; n < 15; n += 1)
    next.say({ msg_type: 'heartbeat', peer_id: 'h', timestamp: 100 + n, load: 0 });
  expect((await next.closes()).code).toBe(4429);
});

it('descriptions over 16 KiB and more than 64 candidates are refused', async () => {
  const url = await start({});
  const helper = await TestClient.helper(url, 'h');
  const gamer = await TestClient.gamer(url, 'g');
  await gamer.asks();
  const { lease_id, epoch } = await gamer.hears('assign');
  gamer.say({ msg_type: 'offer', lease_id, epoch, sdp: 'x'.repeat(16 * 1024 + 1) });
  await gamer.hears('error', ({ code }) => code === 'P2C2G_MALFORMED');
  for (let n = 0; n < 65; n += 1) gamer.say({ msg_type: 'candidate', lease_id, epoch, candidate: `c${n}` });
  await gamer.hears('error', ({ code }) => code === 'P2C2G_TOO_MANY_MESSAGES');
  expect(helper.heard.filter(({ msg_type }) => msg_type === 'candidate')).toHaveLength(64);
});

it('requests of one address are bounded, with a time to wait; health checks are not', async () => {
  const url = await start({ limits: { requests_per_second: 1 } });
  const statuses = [];
  for (let n = 0; n < 14; n += 1) statuses.push((await fetch(`${url}/api/stats`)).status);
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(200));
  let refusal = await fetch(`${url}/api/stats`);
  while (refusal.status === 200) refusal = await fetch(`${url}/api/stats`);
  expect(refusal.headers.get('retry-after')).toBe('1');
  expect(await refusal.json()).toMatchObject({ code: 'P2C2G_TOO_MANY_MESSAGES', status: 429 });
  for (let n = 0; n < 20; n += 1) expect((await fetch(`${url}/livez`)).status).toBe(200);
});

it.each([
  ['its head', 'GET /api/stats HTTP/1.1\r\nHost: x\r\nX-Slow: '],
  [
    'its body',
    'POST /api/token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\n{',
  ],
])('who never finishes %s is cut off', async (_, part) => {
  const url = await start({ limits: { request_timeout_ms: 200 } });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  let answer = '';
  socket.on('data', (data) => {
    answer += String(data);
  });
  socket.write(part);
  await once(socket, 'close');
  expect(answer).toMatch(/^HTTP\/1.1 (408|401)/);
  expect((await fetch(`${url}/livez`)).status).toBe(200);
});

it('pages of allowed origins may read the API, others may not', async () => {
  const url = await start({ coordinator: { allowed_origins: ['https://play.example'] } });
  const ask = (origin: string) => fetch(`${url}/api/stats`, { headers: { origin } });
  expect((await ask('https://play.example')).headers.get('access-control-allow-origin')).toBe(
    'https://play.example',
  );
  expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  await (await TestClient.open(url, { origin: 'https://play.example' })).hears('welcome');
  expect((await (await TestClient.open(url, { origin: 'https://evil.example' })).closes()).code).toBe(4403);
});
