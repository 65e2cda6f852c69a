import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './http/security-headers.ts';
import type { RunningCoordinator } from './server.ts';
import { TestClient, testCoordinator, until } from './test-client.ts';

let coordinator: RunningCoordinator;
let webRoot: string;

beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'p2c2g-web-'));
  await mkdir(join(webRoot, 'assets'));
  for (const page of ['index', 'play', 'help'])
    await writeFile(join(webRoot, `${page}.html`), `<title>${page}</title>`);
  await writeFile(join(webRoot, 'assets/play-B3x9_aQz.js'), '1');
  await writeFile(join(webRoot, 'assets/ort-B3x9_aQz.wasm'), '1');
  await writeFile(join(webRoot, 'fast.onnx'), '1');
  coordinator = await testCoordinator({ web_root: webRoot });
});
afterAll(async () => {
  await coordinator.close();
  await rm(webRoot, { recursive: true, force: true });
});
const get = (path: string) => fetch(`${coordinator.url}${path}`);

describe('pages', () => {
  it.each([
    ['/', 'index'],
    ['/play', 'play'],
    ['/help', 'help'],
  ])('serves %s', async (path, title) => {
    const answer = await get(path);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await answer.text()).toContain(title);
  });

  it('are isolated, and may run our scripts only; so are errors', async () => {
    for (const path of ['/', '/api/stats', '/nothing-here']) {
      const { headers } = await get(path);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe-inline');
    }
  });

  it('name types and cache what never changes', async () => {
    const script = await get('/assets/play-B3x9_aQz.js');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await get('/assets/ort-B3x9_aQz.wasm')).headers.get('content-type')).toBe('application/wasm');
    expect((await get('/fast.onnx')).headers.get('content-type')).toBe('application/octet-stream');
    expect((await get('/')).headers.get('cache-control')).toBe('no-cache');
  });

  it('let nobody out of their folder', async () => {
    for (const path of ['/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd'])
      expect((await get(path)).status).toBeGreaterThanOrEqual(400);
  });

  it('put no more than a host into the policy', () => {
    expect(contentSecurityPolicy('a.example:80')).toContain('ws://a.example:80');
    const without = contentSecurityPolicy(undefined);
    for (const word of ["x; script-src 'unsafe-eval'", 'x y', 'a.example/path', ''])
      expect(contentSecurityPolicy(word)).toBe(without);
  });
});

describe('the API', () => {
  it('shows sessions and helpers without a secret, and the journal by time', async () => {
    const helper = await TestClient.helper(coordinator.url, 'h');
    const gamer = await TestClient.gamer(coordinator.url, 'g');
    await gamer.asks();
    const { session_id, session_secret } = await gamer.hears('session_state');
    const { resume_token } = await helper.hears('registration_ack');
    const row = {
      session_id,
      at: 1000,
      frames: { sent: 30, upscaled: 29, local: 1, lost: 0, on_time: 29 },
      latency_ms: { p50: 40, p95: 60 },
      bytes_up: 1,
      bytes_down: 2,
      failovers: 0,
      helpers: [],
    };
    gamer.say({ msg_type: 'telemetry', ...row });
    const journal = async (range = '') =>
      ((await (await get(`/api/journal?session_id=${session_id}${range}`)).json()) as { rows: unknown[] })
        .rows;
    await until('the journal to be written', async () => (await journal()).length === 1);
    expect(await journal()).toEqual([row]);
    expect(await journal(`&from=${Date.now() + 60_000}`)).toEqual([]);
    const shown = (await (await get('/api/sessions')).text()) + (await (await get('/api/helpers')).text());
    expect(shown).toContain(session_id);
    for (const secret of [session_secret, resume_token]) expect(shown).not.toContain(secret);
    expect(await (await get('/api/stats')).json()).toMatchObject({
      active_peers: 1,
      pending_tasks: 0,
      completed_tasks: 0,
      failed_tasks: 0,
      sessions: 1,
      queued_sessions: 0,
    });
  });

  it('refuses a bad query, and is ready', async () => {
    expect((await get('/api/journal')).status).toBe(400);
    expect((await get('/api/journal?session_id=s&from=yesterday')).status).toBe(400);
    expect((await get('/readyz')).status).toBe(200);
  });
});

it('refuses with a code what no route ever sees', async () => {
  const { port } = new URL(coordinator.url);
  const raw = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
      let heard = '';
      socket.on('data', (data) => {
        heard += String(data);
      });
      socket.on('close', () => resolve(heard));
      socket.on('error', () => {});
    });
  expect(await raw('no http\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*problem\+json.*"code":"P2C2G_MALFORMED"/s);
  const header = `x: ${'y'.repeat(40_000)}`;
  expect(await raw(`GET / HTTP/1.1\r\n${header}\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 431 .*"code":"P2C2G_TOO_LARGE"/s,
  );
  expect(await (await get('/%')).json()).toMatchObject({ status: 400, code: 'P2C2G_MALFORMED' });
  expect(await (await get('/ws')).json()).toMatchObject({ status: 404, code: 'P2C2G_NOT_FOUND' });
});
