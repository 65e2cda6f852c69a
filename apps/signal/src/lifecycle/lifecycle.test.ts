/** Overload, drain, reload and HTTPS of a running coordinator. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ConfigError } from '../config/config-error.ts';
import type { ConfigInput } from '../config-schema.ts';
import { type RunningCoordinator, startCoordinator } from '../server.ts';
import { PATIENT, TestClient, until } from '../test-client.ts';
import { CERTIFICATE_ONE, CERTIFICATE_TWO } from './test-certificates.ts';

const QUIET = { coordinator: PATIENT, database: { type: 'memory' } } as const;
const opened: RunningCoordinator[] = [];
const start = async (more: ConfigInput = {}): Promise<RunningCoordinator> => {
  const coordinator = await startCoordinator({
    ...QUIET,
    ...more,
    coordinator: { ...QUIET.coordinator, ...more.coordinator },
  });
  opened.push(coordinator);
  return coordinator;
};
afterEach(async () => {
  for (const coordinator of opened.splice(0)) await coordinator.close();
});

describe('under pressure', () => {
  it('turns requests and sockets away with the time to wait, and still says that it lives', async () => {
    const { url } = await start({ limits: { shed_memory_mb: 1 } });
    await until('the first look at the memory', async () => (await fetch(`${url}/api/stats`)).status === 503);
    const refused = await fetch(`${url}/api/stats`);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({ code: 'P2C2G_OVERLOADED', status: 503 });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'degraded', problem: 'overloaded', checks: expect.objectContaining({ load: 'overloaded' }) },
    ]);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    const status = await new Promise((done) => {
      socket.on('unexpected-response', (_, response) => done(response.statusCode));
      socket.on('open', () => done('open'));
      socket.on('error', () => {});
    });
    // The client holds on; the coordinator lets go, or its end would wait for it.
    expect(status).toBe(503);
  });
});

describe('draining', () => {
  it('tells who is here, turns newcomers away, and is done when the last session ends', async () => {
    const coordinator = await start();
    const { url } = coordinator;
    await TestClient.helper(url, 'h');
    const gamer = await TestClient.gamer(url, 'g');
    await gamer.asks();
    const { session_id } = await gamer.hears('session_state', ({ status }) => status === 'active');
    let done = false;
    const drained = coordinator.drain().then(() => {
      done = true;
    });
    await gamer.hears('goaway');
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ problem: 'draining' });
    const late = await TestClient.open(url);
    late.say({ msg_type: 'register_gamer', gamer_id: 'late' });
    expect(await late.hears('error')).toMatchObject({ code: 'P2C2G_SHUTTING_DOWN', retry_after_ms: 1000 });
    expect(done).toBe(false);
    gamer.say({ msg_type: 'session_end', session_id });
    await drained;
    expect(coordinator.stats().leases).toBe(0);
  });

  it('lets a client that lost its socket come back, but begins no other session', async () => {
    const coordinator = await start({ coordinator: { drain_seconds: 0 } });
    const gamer = await TestClient.gamer(coordinator.url, 'g');
    const { resume_token } = await gamer.hears('registration_ack');
    await gamer.breaks();
    await coordinator.drain();
    const back = await TestClient.open(coordinator.url);
    back.say({ msg_type: 'resume', resume_token, last_seq: 0 });
    await back.hears('registration_ack', ({ status }) => status === 'resumed');
    back.say({
      msg_type: 'session_request',
      params: {
        input_width: 320,
        input_height: 180,
        output_width: 640,
        output_height: 360,
        quality: 'fast',
        fps: 30,
        deadline_ms: 100,
      },
      codecs: ['h264'],
    });
    await back.hears('error', ({ code }) => code === 'P2C2G_SHUTTING_DOWN');
  });

  it('waits no longer than it is told', async () => {
    const coordinator = await start({ coordinator: { drain_seconds: 1 } });
    await TestClient.helper(coordinator.url, 'h');
    const gamer = await TestClient.gamer(coordinator.url, 'g');
    await gamer.asks();
    await gamer.hears('session_state', ({ status }) => status === 'active');
    await coordinator.drain();
    expect(coordinator.stats().leases).toBe(1);
  });
});

it('takes up new limits while it runs', async () => {
  const coordinator = await start();
  const input: ConfigInput = { ...QUIET, limits: { connections_per_address: 1 } };
  await TestClient.open(coordinator.url);
  expect(coordinator.reload(input)).toEqual({ taken: ['limits.connections_per_address'], waiting: [] });
  const second = await TestClient.open(coordinator.url);
  await second.hears('error', ({ code }) => code === 'P2C2G_TOO_MANY_CONNECTIONS');
  expect((await second.closes()).code).toBe(4429);
});

describe('HTTPS', () => {
  let dir: string;
  let tls: { cert_file: string; key_file: string };
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'p2c2g-tls-'));
    tls = { cert_file: join(dir, 'cert.pem'), key_file: join(dir, 'key.pem') };
    put(CERTIFICATE_ONE);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const put = ({ cert, key }: { cert: string; key: string }) => {
    writeFileSync(tls.cert_file, cert);
    writeFileSync(tls.key_file, key);
  };
  const nameAt = (port: number): Promise<string> =>
    new Promise((done, fail) => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        const { subject } = socket.getPeerCertificate() as PeerCertificate;
        socket.destroy();
        done(String(subject.CN));
      });
      socket.on('error', fail);
    });

  it('serves pages and sockets with the certificate, and another one after a reload', async () => {
    const coordinator = await start({ tls });
    expect(coordinator.url).toMatch(/^https:/);
    const socket = new WebSocket(`${coordinator.url.replace('https', 'wss')}/ws`, {
      ca: CERTIFICATE_ONE.cert,
    });
    const welcome = await new Promise((done) =>
      socket.once('message', (data) => done(JSON.parse(String(data)))),
    );
    expect(welcome).toMatchObject({ msg_type: 'welcome' });
    expect(await nameAt(coordinator.port)).toBe('one.test');
    put(CERTIFICATE_TWO);
    coordinator.reload({ ...QUIET, tls });
    expect(await nameAt(coordinator.port)).toBe('two.test');
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  });

  it('keeps its certificate when the next one cannot be used', async () => {
    const coordinator = await start({ tls });
    writeFileSync(tls.key_file, CERTIFICATE_TWO.key);
    expect(() => coordinator.reload({ ...QUIET, tls })).toThrow(ConfigError);
    expect(await nameAt(coordinator.port)).toBe('one.test');
  });

  it('does not start with a certificate and a key that do not fit, or with one alone', async () => {
    writeFileSync(tls.key_file, CERTIFICATE_TWO.key);
    await expect(start({ tls })).rejects.toThrow(ConfigError);
    await expect(start({ tls: { ...tls, cert_file: join(dir, 'missing') } })).rejects.toThrow(/missing/);
  });
});
