/** The protocol over real sockets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningCoordinator } from './server.ts';
import { CAPABILITIES, PARAMS, TestClient, testCoordinator, until } from './test-client.ts';

let coordinator: RunningCoordinator;
let url: string;
beforeEach(async () => {
  coordinator = await testCoordinator();
  url = coordinator.url;
});
afterEach(() => coordinator.close());

describe('registration', () => {
  it.each(['peer_register', 'register_peer'])(
    'takes the contract plain %s, without v and id',
    async (msg_type) => {
      const client = await TestClient.open(url);
      expect(await client.hears('welcome')).toMatchObject({
        version: 1,
        heartbeat_interval_ms: 1000,
        max_message_bytes: 65_536,
      });
      client.say({ msg_type, peer_id: 'h', capabilities: CAPABILITIES });
      expect(await client.hears('registration_ack')).toMatchObject({ peer_id: 'h', status: 'registered' });
      client.say({ msg_type: 'heartbeat', peer_id: 'h', timestamp: 42, load: 0.5 });
      expect(await client.hears('heartbeat_ack')).toMatchObject({ timestamp: 42 });
      expect(coordinator.stats().active_peers).toBe(1);
    },
  );

  it('answers with re, and registers gamers', async () => {
    const client = await TestClient.open(url);
    client.say({ v: 1, id: 'q1', msg_type: 'register_gamer', gamer_id: 'g' });
    expect(await client.hears('registration_ack')).toMatchObject({ gamer_id: 'g', re: 'q1' });
  });

  it('refuses a name in use, a second registration, and anything before the first', async () => {
    const first = await TestClient.helper(url, 'h');
    const second = await TestClient.open(url);
    second.say({ msg_type: 'heartbeat', peer_id: 'h', timestamp: 1, load: 0 });
    await second.hears('error', ({ code }) => code === 'P2C2G_NOT_REGISTERED');
    second.say({ msg_type: 'peer_register', peer_id: 'h', capabilities: CAPABILITIES });
    await second.hears('error', ({ code }) => code === 'P2C2G_ID_TAKEN');
    first.say({ msg_type: 'register_gamer', gamer_id: 'g' });
    await first.hears('error', ({ code }) => code === 'P2C2G_ALREADY_REGISTERED');
    expect(second.closed).toBeUndefined();
  });
});

describe('a session', () => {
  it('is assigned, connects by relay, works, and is told when its helper leaves', async () => {
    const helper = await TestClient.helper(url, 'h');
    const gamer = await TestClient.gamer(url, 'g');
    await gamer.asks();
    const { lease_id, epoch } = await gamer.hears('assign');
    expect(await helper.hears('assign')).toMatchObject({ lease_id, epoch, you: 'helper' });
    gamer.say({ msg_type: 'offer', lease_id, epoch, sdp: 'v=0 offer' });
    expect(await helper.hears('offer')).toMatchObject({ sdp: 'v=0 offer' });
    helper.say({ msg_type: 'answer', lease_id, epoch, sdp: 'v=0 answer' });
    expect(await gamer.hears('answer')).toMatchObject({ sdp: 'v=0 answer' });
    helper.say({ msg_type: 'candidate', lease_id, epoch, candidate: 'candidate:1', sdp_mid: '0' });
    expect(await gamer.hears('candidate')).toMatchObject({ candidate: 'candidate:1' });
    gamer.say({ msg_type: 'link_state', lease_id, epoch, state: 'connected', rtt_ms: 3 });
    await until('the link to count', async () => (await sessions())[0]?.leases[0]?.state === 'connected');
    helper.say({ msg_type: 'bye', reason: 'tab closed' });
    expect(await gamer.hears('peer_gone')).toMatchObject({ lease_id, reason: 'bye' });
    await gamer.hears('session_state', ({ status }) => status === 'queued');
  });

  it('relays for nobody else', async () => {
    await TestClient.helper(url, 'h');
    const gamer = await TestClient.gamer(url, 'g');
    const stranger = await TestClient.gamer(url, 'x');
    await gamer.asks();
    const { lease_id, epoch } = await gamer.hears('assign');
    stranger.say({ msg_type: 'offer', id: 'q', lease_id, epoch, sdp: 'x' });
    expect(await stranger.hears('error')).toMatchObject({
      code: 'P2C2G_FORBIDDEN',
      lease_id,
      re: 'q',
      fault: 'client',
      retry: false,
    });
  });
});

describe('heartbeats', () => {
  it('are missed: the silent helper goes, its socket closes with 4410, its lease moves', async () => {
    await coordinator.close();
    coordinator = await testCoordinator({ heartbeat_interval_ms: 100, heartbeat_timeout_ms: 2_000 });
    const silent = await TestClient.helper(coordinator.url, 'silent');
    const gamer = await TestClient.gamer(coordinator.url, 'g');
    await gamer.asks();
    const { lease_id } = await gamer.hears('assign');
    (await TestClient.helper(coordinator.url, 'lively')).beats('lively', 50);
    expect(await gamer.hears('peer_gone')).toMatchObject({ lease_id, peer_id: 'silent', reason: 'silent' });
    expect((await silent.closes()).code).toBe(4410);
    await gamer.hears('assign', ({ peer_id }) => peer_id === 'lively');
  });

  it('keep a gamer that only answers pings', async () => {
    await coordinator.close();
    coordinator = await testCoordinator({ heartbeat_interval_ms: 100, heartbeat_timeout_ms: 800 });
    const gamer = await TestClient.gamer(coordinator.url, 'g');
    let pings = 0;
    gamer.socket.on('ping', () => {
      pings += 1;
    });
    await until('three timeouts worth of pings', () => pings > 24);
    expect(gamer.closed).toBeUndefined();
  });
});

describe('resume', () => {
  const token = async (client: TestClient) => (await client.hears('registration_ack')).resume_token;

  it('brings back what was said meanwhile, once, and rotates the token', async () => {
    const helper = await TestClient.helper(url, 'h');
    const gamer = await TestClient.gamer(url, 'g');
    await gamer.asks();
    const { lease_id, epoch } = await gamer.hears('assign');
    const seen = Math.max(...gamer.heard.map(({ seq }) => seq ?? 0));
    await gamer.breaks();
    helper.say({ msg_type: 'candidate', lease_id, epoch, candidate: 'while away' });
    const back = await TestClient.open(url);
    back.say({ msg_type: 'resume', resume_token: await token(gamer), last_seq: seen });
    const ack = await back.hears('registration_ack');
    expect(ack).toMatchObject({ gamer_id: 'g', status: 'resumed' });
    expect(ack.resume_token).not.toBe(await token(gamer));
    expect(await back.hears('candidate')).toMatchObject({ candidate: 'while away', seq: seen + 1 });
    expect(back.heard.map(({ msg_type }) => msg_type).slice(0, 3)).toEqual([
      'welcome',
      'registration_ack',
      'candidate',
    ]);
    expect(coordinator.stats().leases).toBe(1);
  });

  it('takes each numbered message once, and closes on a gap', async () => {
    await TestClient.helper(url, 'h');
    const gamer = await TestClient.gamer(url, 'g');
    gamer.say({
      msg_type: 'session_request',
      params: PARAMS,
      codecs: ['h264'],
      seq: 1,
    });
    const first = await gamer.hears('session_state');
    gamer.say({ msg_type: 'session_end', session_id: first.session_id, seq: 1 });
    gamer.say({ msg_type: 'heartbeat', peer_id: 'g', timestamp: 1, load: 0 });
    expect(await gamer.hears('heartbeat_ack')).toMatchObject({ ack: 1 });
    expect(coordinator.stats().sessions).toBe(1);
    gamer.say({ msg_type: 'session_end', session_id: first.session_id, seq: 3 });
    expect((await gamer.closes()).code).toBe(4400);
    expect(coordinator.stats().sessions).toBe(1);
  });

  it('replaces a connection that is still open', async () => {
    const old = await TestClient.helper(url, 'h');
    const fresh = await TestClient.open(url);
    fresh.say({ msg_type: 'resume', resume_token: await token(old), last_seq: 0 });
    await fresh.hears('registration_ack', ({ status }) => status === 'resumed');
    expect((await old.closes()).code).toBe(4409);
    expect(coordinator.stats().active_peers).toBe(1);
  });

  it('refuses an unknown token and an old one, and says when messages are lost', async () => {
    const client = await TestClient.helper(url, 'h');
    const stranger = await TestClient.open(url);
    stranger.say({ msg_type: 'resume', resume_token: 'x'.repeat(32), last_seq: 0 });
    await stranger.hears('error', ({ code }) => code === 'P2C2G_RESUME_UNKNOWN');
    stranger.say({ msg_type: 'resume', resume_token: await token(client), last_seq: 999 });
    await stranger.hears('error', ({ code }) => code === 'P2C2G_REPLAY_LOST');
    stranger.say({ msg_type: 'peer_register', peer_id: 'h', capabilities: CAPABILITIES });
    await stranger.hears('registration_ack');
    const late = await TestClient.open(url);
    late.say({ msg_type: 'resume', resume_token: await token(client), last_seq: 0 });
    await late.hears('error', ({ code }) => code === 'P2C2G_RESUME_UNKNOWN');
  });

  it('keeps named leases through a registration anew', async () => {
    const helper = await TestClient.helper(url, 'h');
    const gamer = await TestClient.gamer(url, 'g');
    await gamer.asks();
    const { lease_id, epoch, session_id } = await gamer.hears('assign');
    await helper.breaks();
    await until('the loss to be noticed', () => coordinator.stats().active_peers === 0);
    await TestClient.helper(url, 'h', { leases: [{ lease_id, epoch, session_id, peer_id: 'h' }] });
    expect((await sessions())[0]?.leases[0]?.lease_id).toBe(lease_id);
    expect(gamer.heard.some(({ msg_type }) => msg_type === 'peer_gone')).toBe(false);
  });
});

describe('tasks', () => {
  const params = {
    input_width: 320,
    input_height: 180,
    output_width: 640,
    output_height: 360,
    quality: 'fast',
  };

  it('wait for a helper, fail once, succeed with another', async () => {
    const gamer = await TestClient.gamer(url, 'g');
    gamer.say({
      msg_type: 'task_request',
      task_id: 't',
      task_type: 'frame_upscale',
      data: 'AAAA',
      params,
      priority: 5,
    });
    await until('the task to queue', () => coordinator.stats().pending_tasks === 1);
    const helper = await TestClient.helper(url, 'h');
    const first = await helper.hears('task_assign');
    helper.say({
      msg_type: 'task_result',
      task_id: 't',
      success: false,
      result: null,
      processing_time_ms: 1,
      peer_id: 'h',
      error: 'no',
      attempt: first.attempt,
    });
    const other = await TestClient.helper(url, 'other');
    await other.hears('task_assign', ({ attempt }) => attempt === 2);
    other.say({
      msg_type: 'task_result',
      task_id: 't',
      success: true,
      result: 'BBBB',
      processing_time_ms: 1,
      peer_id: 'other',
    });
    expect(await gamer.hears('task_result')).toMatchObject({
      task_id: 't',
      success: true,
      result: 'BBBB',
      peer_id: 'other',
    });
    expect(coordinator.stats()).toMatchObject({ completed_tasks: 1, pending_tasks: 0 });
  });

  it('of an unknown type come back as an error that names it', async () => {
    const gamer = await TestClient.gamer(url, 'g');
    gamer.say({ msg_type: 'task_request', task_id: 't', task_type: 'make_tea', data: null, params: {} });
    expect(await gamer.hears('task_result')).toMatchObject({
      success: false,
      error: expect.stringContaining('make_tea'),
    });
  });
});

interface SessionRow {
  readonly leases: readonly { readonly lease_id: string; readonly state: string }[];
}
async function sessions(): Promise<SessionRow[]> {
  const answer = (await (await fetch(`${coordinator.url}/api/sessions`)).json()) as {
    sessions: SessionRow[];
  };
  return answer.sessions;
}
