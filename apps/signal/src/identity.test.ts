/** Keys, invites and tokens over real sockets and HTTP. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningCoordinator, startCoordinator } from './server.ts';
import { CAPABILITIES, PARAMS, PATIENT, TestClient, until } from './test-client.ts';

let coordinator: RunningCoordinator;
let url: string;
let admin: string;
beforeEach(async () => {
  coordinator = await startCoordinator({
    coordinator: PATIENT,
    database: { type: 'memory' },
    auth: { mode: 'closed' },
  });
  url = coordinator.url;
  admin = coordinator.firstKey!;
});
afterEach(() => coordinator.close());

const call = (method: string, path: string, key: string | undefined, body?: object) =>
  fetch(url + path, {
    method,
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const made = async (path: string, body: object): Promise<{ id: string; key: string; invite: string }> =>
  (await call('POST', path, admin, body)).json() as never;
const keyFor = async (grants: object = {}, scopes = ['connect']) =>
  made('/api/keys', { name: 'k', scopes, grants });

/** Opens, shows the credential, and registers as a gamer. */
async function enter(credential: string, gamer_id: string): Promise<TestClient> {
  const client = await TestClient.open(url);
  client.say({ msg_type: 'authenticate', token: credential });
  client.say({ msg_type: 'register_gamer', gamer_id });
  return client;
}
const refused = (client: TestClient, wanted: string) => client.hears('error', ({ code }) => code === wanted);

describe('a socket', () => {
  it('is told that it must authenticate, and gets nowhere without', async () => {
    const client = await TestClient.open(url);
    expect(await client.hears('welcome')).toMatchObject({ auth_required: true });
    client.say({ msg_type: 'register_gamer', gamer_id: 'g' });
    await refused(client, 'P2C2G_UNAUTHORIZED');
    client.say({ msg_type: 'session_request', params: PARAMS, codecs: ['h264'] });
    await refused(client, 'P2C2G_NOT_REGISTERED');
  });

  it('enters with a key, gets a token, refreshes it, and is let in by it elsewhere under the same name only', async () => {
    const { key, id } = await keyFor({ roles: ['gamer'], pools: ['friends'], max_sessions: 3 });
    const client = await enter(key, 'g');
    const first = await client.hears('authenticated');
    expect(first).toMatchObject({
      subject: `key:${id}`,
      roles: ['gamer'],
      pools: ['friends'],
      max_sessions: 3,
    });
    await client.hears('registration_ack');
    client.say({ msg_type: 'refresh_token', id: 'q' });
    const second = await client.hears('authenticated', ({ re }) => re === 'q');
    expect(second.token).not.toBe(first.token);

    const thief = await enter(first.token!, 'thief');
    await refused(thief, 'P2C2G_TOKEN_REPLAYED');
    await client.breaks();
    const back = await enter(first.token!, 'g');
    expect((await back.hears('authenticated')).token).toBeUndefined();
    await back.hears('registration_ack');
  });

  it('is refused in a role or number beyond its grants, and under the name of another', async () => {
    const { key } = await keyFor({ roles: ['gamer'] });
    const helper = await TestClient.open(url);
    helper.say({ msg_type: 'authenticate', token: key });
    helper.say({ msg_type: 'peer_register', peer_id: 'h', capabilities: CAPABILITIES });
    await refused(helper, 'P2C2G_FORBIDDEN');
    const first = await enter(key, 'g');
    await first.hears('registration_ack');
    await refused(await enter(key, 'g2'), 'P2C2G_FORBIDDEN');
    first.say({ msg_type: 'bye', reason: 'done' });
    await first.closes();
    await refused(await enter((await keyFor()).key, 'g'), 'P2C2G_ID_TAKEN');
  });

  it('takes the place of one with the same key that has lost its socket, which then cannot resume', async () => {
    const { key } = await keyFor();
    const before = await enter(key, 'g');
    const { resume_token } = await before.hears('registration_ack');
    await before.asks();
    await before.breaks();
    await (await enter(key, 'g-reloaded')).hears('registration_ack');
    await until('the session of before to end', () => coordinator.stats().sessions === 0);
    const late = await TestClient.open(url);
    late.say({ msg_type: 'resume', resume_token, last_seq: 0 });
    await refused(late, 'P2C2G_RESUME_UNKNOWN');
  });

  it('is closed for guessing', async () => {
    const client = await TestClient.open(url);
    for (let n = 0; n < 12; n += 1)
      client.say({ msg_type: 'authenticate', token: `guess number ${n} of many` });
    expect([4400, 4401, 4429]).toContain((await client.closes()).code);
  });

  it('goes when its key is revoked, and its session with it', async () => {
    const { key, id } = await keyFor();
    const client = await enter(key, 'g');
    await client.hears('registration_ack');
    await client.asks();
    expect((await call('DELETE', `/api/keys/${id}`, admin)).status).toBe(204);
    await refused(client, 'P2C2G_REVOKED');
    expect((await client.closes()).code).toBe(4401);
    await until('the session to end', () => coordinator.stats().sessions === 0);
    await refused(await enter(key, 'g'), 'P2C2G_REVOKED');
    expect((await call('DELETE', `/api/keys/${id}`, admin)).status).toBe(404);
  });

  it('enters by invite, as often as it says', async () => {
    const { invite } = await made('/api/invites', { name: 'party', uses: 1 });
    await (await enter(invite, 'guest')).hears('registration_ack');
    await refused(await enter(invite, 'late'), 'P2C2G_UNAUTHORIZED');
  });
});

describe('HTTP', () => {
  it('shows strangers how busy it is and what it costs, and no more', async () => {
    for (const path of ['/livez', '/readyz', '/api/stats', '/api/estimate', '/api/prices', '/api/regions'])
      expect((await call('GET', path, undefined)).status, path).toBe(200);
    const paths = [
      'sessions',
      'helpers',
      'keys',
      'quality',
      'journal?session_id=s',
      'ledger/payouts',
      'ledger/check',
    ];
    for (const path of paths) expect((await call('GET', `/api/${path}`, undefined)).status, path).toBe(401);
    expect((await call('HEAD', '/api/sessions', undefined)).status).toBe(401);
    const { key } = await keyFor({}, ['read']);
    for (const path of paths.filter((one) => one !== 'keys'))
      expect((await call('GET', `/api/${path}`, key)).status, path).toBe(200);
    expect((await call('GET', '/api/keys', key)).status).toBe(403);
  });

  it('lists keys without their secrets', async () => {
    const { key } = await keyFor();
    const text = await (await call('GET', '/api/keys', admin)).text();
    expect(text).toContain('first admin');
    for (const secret of [key, admin]) expect(text).not.toContain(secret.slice(-32));
    expect(text).not.toContain('hash');
  });

  it('gives a token for a key, and takes none in an address', async () => {
    const { key } = await keyFor();
    const answer = (await (await call('POST', '/api/token', key)).json()) as { token: string };
    await (await enter(answer.token, 'g')).hears('registration_ack');
    expect((await call('GET', `/api/sessions?token=${admin}&access_token=${admin}`, undefined)).status).toBe(
      401,
    );
  });

  it('gives TURN passwords to those who may connect, in the name of their key', async () => {
    const input = { urls: ['turn:turn.example:3478'], turn_secret: 'shared' };
    const settings = {
      coordinator: PATIENT,
      auth: { mode: 'closed' },
    } as const;
    coordinator.reload({ ...settings, ice: input });
    expect((await call('GET', '/api/ice', undefined)).status).toBe(401);
    expect((await call('GET', '/api/ice', (await keyFor({}, ['read'])).key)).status).toBe(403);
    const { key, id } = await keyFor();
    const answer = await call('GET', '/api/ice', key);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { ice_servers } = (await answer.json()) as { ice_servers: { username: string }[] };
    expect(ice_servers[0]!.username).toMatch(new RegExp(`^\\d+:key:${id}$`));
  });

  it('lets nobody invite to more than is their own', async () => {
    const grants = { roles: ['gamer'], pools: ['a'], max_sessions: 1 };
    const { key } = await keyFor(grants, ['invite']);
    const invite = async (given: object) =>
      (await call('POST', '/api/invites', key, { name: 'x', grants: given })).status;
    expect(await invite(grants)).toBe(201);
    expect(await invite({ ...grants, roles: ['gamer', 'helper'] })).toBe(403);
    expect(await invite({ ...grants, pools: ['a', 'b'] })).toBe(403);
    expect(await invite({ ...grants, max_sessions: 2 })).toBe(403);
    expect(await invite({ ...grants, priority: 6 })).toBe(403);
    expect(await invite({ ...grants, priority: 10 })).toBe(400);
    expect((await call('POST', '/api/keys', key, { name: 'x', scopes: ['admin'] })).status).toBe(403);
  });

  it('moves credits by hand for the scope ledger: deposits, payouts within the balance, reversals', async () => {
    const { key } = await keyFor({}, ['ledger', 'read']);
    const post = (body: object, by = key) => call('POST', '/api/ledger/transfers', by, body);
    const deposit = { key: 'i7', kind: 'deposit', account: 'helper:h', amount_micro: 500, reason: 'gift' };
    expect((await post(deposit, (await keyFor({}, ['read'])).key)).status).toBe(403);
    const { seq } = (await (await post(deposit)).json()) as { seq: number };
    expect((await post(deposit)).status).toBe(201);
    expect((await post({ ...deposit, amount_micro: 1 })).status).toBe(409);
    const payout = { ...deposit, key: 'p1', kind: 'payout' };
    expect((await post({ ...payout, amount_micro: 501 })).status).toBe(402);
    expect((await post({ ...payout, amount_micro: 200 })).status).toBe(201);
    expect((await call('POST', '/api/ledger/reversals', key, { seq, reason: 'mistake' })).status).toBe(201);
    const account = await call('GET', '/api/ledger/account?account=helper:h', key);
    expect(await account.json()).toMatchObject({ balance_micro: -200 });
    for (const wrong of [{ amount_micro: 0 }, { amount_micro: 1.5 }, { account: 'fee' }, { extra: 1 }])
      expect((await post({ ...deposit, key: 'new', ...wrong })).status).toBe(400);
  });
});

it('asks for a key to administer in open mode too', async () => {
  const open = await startCoordinator({
    coordinator: PATIENT,
    database: { type: 'memory' },
  });
  expect(open.firstKey).toBeUndefined();
  for (const path of ['/api/keys', '/api/invites', '/api/ledger/transfers', '/api/ledger/reversals'])
    expect((await fetch(open.url + path, { method: 'POST' })).status).toBe(401);
  expect((await fetch(`${open.url}/api/sessions`)).status).toBe(200);
  await open.close();
});
