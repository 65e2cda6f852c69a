/** What must never stand in a log, with everything logged that can be. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { type RunningCoordinator, startCoordinator } from './server.ts';
import { CAPABILITIES, PATIENT, TestClient } from './test-client.ts';

const lines: string[] = [];
let coordinator: RunningCoordinator;
const secrets = new Map<string, string>();

const call = (method: string, path: string, key: string, body?: object) =>
  fetch(coordinator.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

async function enter(credential: string, registration: object): Promise<TestClient> {
  const client = await TestClient.open(coordinator.url);
  client.say({ msg_type: 'authenticate', token: credential });
  client.say(registration);
  await client.hears('registration_ack');
  return client;
}

beforeAll(async () => {
  coordinator = await startCoordinator(
    {
      coordinator: { ...PATIENT, log_level: 'trace' },
      database: { type: 'memory' },
      auth: { mode: 'closed', jwt_secret: 'a secret of at least thirty-two characters' },
    },
    { write: (line) => void lines.push(line) },
  );
  const admin = coordinator.firstKey!;
  secrets.set('admin key', admin).set('signing secret', 'a secret of at least thirty-two characters');
  await useEverything(admin);
  await coordinator.close();
});

afterAll(() => coordinator.close());

async function useEverything(admin: string): Promise<void> {
  const grants = { max_sessions: 5 };
  const { key } = (await (
    await call('POST', '/api/keys', admin, { name: 'k', scopes: ['connect'], grants })
  ).json()) as { key: string };
  const { invite } = (await (await call('POST', '/api/invites', admin, { name: 'i', grants })).json()) as {
    invite: string;
  };
  secrets.set('key', key).set('invite', invite);
  await call('GET', `/api/sessions?token=${key}`, key);
  await call('POST', `/api/token?key=${key}`, key);
  await call('POST', '/api/keys', 'a-wrong-key-of-some-length', { name: 'x' });
  secrets.set('wrong key', 'a-wrong-key-of-some-length');

  const helper = await enter(key, { msg_type: 'peer_register', peer_id: 'h', capabilities: CAPABILITIES });
  const gamer = await enter(invite, { msg_type: 'register_gamer', gamer_id: 'g' });
  const greeted = await gamer.hears('authenticated');
  secrets.set('token', greeted.token!).set('own key', greeted.key!);
  secrets.set('resume token', (await helper.hears('registration_ack')).resume_token);
  await gamer.asks();
  const { lease_id, epoch } = await gamer.hears('assign');
  secrets.set('session secret', (await gamer.hears('session_state')).session_secret);
  const sdp = 'v=0 o=- 4611731400430051336 a=fingerprint:sha-256 AB:CD';
  const candidate = 'candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx';
  secrets.set('sdp', sdp).set('candidate', candidate);
  gamer.say({ msg_type: 'offer', lease_id, epoch, sdp });
  gamer.say({ msg_type: 'candidate', lease_id, epoch, candidate });
  await helper.hears('candidate');
  // Refused ones are as secret.
  gamer.say({ msg_type: 'answer', lease_id, epoch, sdp });
  gamer.say({ msg_type: 'candidate', lease_id: 'l-other', epoch, candidate });
  gamer.socket.send(`{"msg_type":"offer","sdp":"${sdp}"`);
  gamer.say({ msg_type: 'refresh_token', id: 'next' });
  secrets.set('next token', (await gamer.hears('authenticated', ({ re }) => re === 'next')).token!);
  const thief = await TestClient.open(coordinator.url);
  thief.say({ msg_type: 'authenticate', token: key.replace(/.$/, '!') });
  await thief.hears('error');
  await helper.breaks();
}

it('no key, invite, token, description or candidate stands in the log at its most talkative', () => {
  const text = lines.join('');
  expect(lines.length).toBeGreaterThan(20);
  expect(secrets.size).toBe(12);
  for (const [name, secret] of secrets) {
    expect(text.includes(secret), name).toBe(false);
    // Nor the part of a credential that is the secret.
    expect(text.includes(secret.slice(-24)), `the end of ${name}`).toBe(false);
  }
});

it('says who administered what and who was refused', () => {
  const events = lines.map((line) => JSON.parse(line) as { audit?: string; by?: string; code?: string });
  const audited = events.filter(({ audit }) => audit !== undefined);
  const names = audited.map(({ audit }) => audit);
  for (const wanted of ['started', 'key_created', 'invite_created', 'login_refused', 'stopped'])
    expect(names).toContain(wanted);
  expect(audited.find(({ audit }) => audit === 'key_created')?.by).toMatch(/^key:[0-9a-f]{12}$/);
  expect(audited.find(({ audit }) => audit === 'login_refused')?.code).toBe('P2C2G_UNAUTHORIZED');
});

it('is kept out by name as well, should something be logged with it some day', () => {
  const written: string[] = [];
  const log = createLog('info', { write: (line) => void written.push(line) });
  log.info({ token: 'hush', message: { sdp: 'hush', inner: { credential: 'hush' } } }, 'x');
  log.info({ req: { method: 'GET', url: '/api/x?key=hush', headers: { authorization: 'hush' } } }, 'x');
  expect(written.join('')).not.toContain('hush');
  expect(JSON.parse(written[1]!)).toMatchObject({ req: { method: 'GET', path: '/api/x' } });
});
