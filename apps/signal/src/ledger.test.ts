/** A session is paid for, over real sockets and on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigInput } from './config-schema.ts';
import { startCoordinator } from './server.ts';
import type { Place } from './store/database.ts';
import { KINDS, Places } from './store/test-places.ts';
import { PARAMS, PATIENT, secondOf, TestClient, until } from './test-client.ts';

const FRAME = 2;

const databaseOf = (place: Place): ConfigInput['database'] =>
  place.type === 'postgres'
    ? { type: 'postgres', connection_string: place.connectionString }
    : place.type === 'sqlite'
      ? { type: 'sqlite', data_dir: place.dataDir }
      : { type: 'memory' };

describe.each(KINDS)('%s', (kind) => {
  const places = new Places(kind);
  beforeAll(async () => void (await places.fresh()));
  afterAll(() => places.end());

  it('pays a helper from both counts, and the accounts outlive a restart', async () => {
    const database = databaseOf(await places.fresh());
    const start = () =>
      startCoordinator({
        coordinator: PATIENT,
        economy: { settle_seconds: 1, hold_seconds: 10 },
        database,
      });
    let coordinator = await start();
    const get = async (path: string) => (await (await fetch(coordinator.url + path)).json()) as never;
    const balance = async (account: string): Promise<number> =>
      ((await get(`/api/ledger/account?account=${account}`)) as { balance_micro: number }).balance_micro;
    const helper = await TestClient.helper(coordinator.url, 'h');
    const gamer = await TestClient.gamer(coordinator.url, 'g');
    await gamer.asks({ max_links: 1 });
    const { session_id } = await gamer.hears('session_state');
    const { lease_id } = await gamer.hears('assign');
    const served = [{ lease_id, frames: 25 }];
    helper.say({ msg_type: 'heartbeat', peer_id: 'h', timestamp: 1, load: 0, served });
    gamer.say(secondOf(session_id, 30));
    await until('the helper to be paid', async () => (await balance('helper:h')) > 0);
    expect(await balance('helper:h')).toBe(25 * FRAME * 0.9);
    expect(await balance(`hold:${session_id}`)).toBe(FRAME * PARAMS.fps * 10);
    gamer.say({ msg_type: 'session_end', session_id });
    await until('the rest to come back', async () => (await balance('gamer:g')) === -25 * FRAME);
    expect(await get('/api/ledger/earnings?peer_id=h')).toEqual({
      earnings: [{ peer_id: 'h', frames: 25, disputed_settlements: 0, earned_micro: 45 }],
    });
    expect(await get('/api/ledger/check')).toEqual({ sound: true, problems: [] });

    await coordinator.close();
    coordinator = await start();
    expect(await balance('helper:h')).toBe(45);
    expect(await balance('fee')).toBe(5);
    const csv = await fetch(`${coordinator.url}/api/ledger/payouts?format=csv`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(await csv.text()).toBe(
      'peer_id,frames,disputed_settlements,earned_micro,balance_micro\r\nh,25,0,45,45\r\n',
    );
    expect(((await get('/api/quality')) as { rows: unknown[] }).rows).toMatchObject([
      { session_id, seconds: 1, sent: 30 },
    ]);
    expect((await fetch(`${coordinator.url}/readyz`)).status).toBe(200);
    await coordinator.close();
  });
});

it('estimates what an hour costs, and refuses what makes no sense as a problem', async () => {
  const coordinator = await startCoordinator({
    coordinator: PATIENT,
    database: { type: 'memory' },
  });
  const ask = (query: string) => fetch(`${coordinator.url}/api/estimate?${query}`);
  expect(
    await (await ask('output_width=1920&output_height=1080&quality=balanced&fps=30&hours=2')).json(),
  ).toMatchObject({
    frames: 216_000,
    frame_cost_micro: 21,
    cost_micro: 216_000 * 21,
    helper_share_micro: 216_000 * 21 * 0.9,
    price_version: 1,
  });
  const refusal = await ask('fps=many');
  expect(refusal.status).toBe(400);
  expect(refusal.headers.get('content-type')).toContain('application/problem+json');
  expect(await refusal.json()).toEqual({
    type: '/docs?page=protocol',
    title: 'The message is not valid.',
    status: 400,
    detail: 'The message is not valid. fps: must be a number',
    code: 'P2C2G_MALFORMED',
  });
  expect((await fetch(`${coordinator.url}/api/nothing`)).status).toBe(404);
  await coordinator.close();
});

it('turns away a gamer without credits where they are required', async () => {
  const coordinator = await startCoordinator({
    coordinator: PATIENT,
    economy: { require_funds: true },
    database: { type: 'memory' },
  });
  await TestClient.helper(coordinator.url, 'h');
  const gamer = await TestClient.gamer(coordinator.url, 'g');
  gamer.say({ msg_type: 'session_request', params: PARAMS, codecs: ['h264'] });
  expect(await gamer.hears('error')).toMatchObject({ code: 'P2C2G_NO_CREDIT', fault: 'gamer', retry: false });
  expect(coordinator.stats().sessions).toBe(0);
  await coordinator.close();
});
