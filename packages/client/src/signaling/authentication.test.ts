/** A connection to a coordinator that asks who it is. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ConnectionState, SignalingConnection } from './connection.ts';
import { ack, FakeSocket, last, TOKEN, WELCOME } from './test-socket.ts';

const ASKING = { ...WELCOME, auth_required: true };
const NEXT_TOKEN = 'another-token-of-enough-characters';
const accepted = (token?: string, more: object = {}) => ({
  msg_type: 'authenticated',
  subject: 'key:0123456789ab',
  roles: ['gamer'],
  pools: [],
  max_sessions: 1,
  region: null,
  expires_in_ms: 60_000,
  ...(token ? { token } : {}),
  ...more,
});
const error = (code: string) => ({ msg_type: 'error', code, message: 'No.', fault: 'client', retry: false });

let states: ConnectionState[];
let keys: string[];
function connect(credential?: string): SignalingConnection {
  const connection = new SignalingConnection({
    url: 'ws://test/ws',
    register: () => ({ msg_type: 'register_gamer', gamer_id: 'g1' }),
    onMessage: () => {},
    onState: (state) => states.push(state),
    onKey: (key) => keys.push(key),
    credential,
    open: () => new FakeSocket(),
    now: () => Date.now(),
    random: () => 0,
  });
  connection.start();
  return connection;
}
const sent = () => last().sent.map(({ msg_type, token }) => (token ? `${msg_type} ${token}` : msg_type));

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.made.length = 0;
  states = [];
  keys = [];
});
afterEach(() => {
  vi.useRealTimers();
});

it('shows what it has before it registers', () => {
  connect('p2c2g_key_of_mine');
  last().says(ASKING);
  expect(sent()).toEqual(['authenticate p2c2g_key_of_mine']);
  last().says(accepted(TOKEN));
  expect(sent().at(-1)).toBe('register_gamer');
  last().says(ack('registered'));
  expect(states.at(-1)).toEqual({ kind: 'open', resumed: false });
});

it('shows nothing to a coordinator that does not ask', () => {
  connect('p2c2g_key_of_mine');
  last().says(WELCOME);
  expect(sent()).toEqual(['register_gamer']);
});

it('is locked with nothing to show, holds no socket meanwhile, and goes on when it is given something', () => {
  const connection = connect();
  last().says(ASKING);
  expect([states.at(-1), last().readyState, FakeSocket.made.length]).toEqual([{ kind: 'locked' }, 3, 1]);
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.made).toHaveLength(1);
  connection.unlock('p2c2g_key_of_mine');
  last().says(ASKING);
  expect(sent()).toEqual(['authenticate p2c2g_key_of_mine']);
});

it('is locked by a refusal, and says it', () => {
  connect('p2c2g_key_of_mine');
  last().says(ASKING);
  last().says(error('P2C2G_UNAUTHORIZED'));
  expect(states.at(-1)).toEqual({
    kind: 'locked',
    refusal: { code: 'P2C2G_UNAUTHORIZED', message: 'No.' },
  });
});

it('tells of the key that an invite was taken for', () => {
  connect('p2c2g_invite_for_me');
  last().says(ASKING);
  last().says(accepted(TOKEN, { key: 'p2c2g_key_of_my_own' }));
  expect(keys).toEqual(['p2c2g_key_of_my_own']);
});

it('refreshes its token in time, and comes back by the newest one', () => {
  connect('p2c2g_key_of_mine');
  last().says(ASKING);
  last().says(accepted(TOKEN));
  last().says(ack('registered'));
  vi.advanceTimersByTime(2_900);
  expect(sent()).not.toContain('refresh_token');
  for (let second = 0; second < 30; second += 1) {
    last().says({ msg_type: 'heartbeat_ack', timestamp: 1, server_time: 1 });
    vi.advanceTimersByTime(1_000);
  }
  expect(sent().at(-1)).toBe('refresh_token');
  last().says(accepted(NEXT_TOKEN));
  last().drops();
  vi.advanceTimersByTime(200);
  last().says(ASKING);
  expect(sent()).toEqual([`authenticate ${NEXT_TOKEN}`]);
  last().says(accepted());
  expect(sent().at(-1)).toBe('resume');
});

it('shows its key again when the token was refused', () => {
  connect('p2c2g_key_of_mine');
  last().says(ASKING);
  last().says(accepted(TOKEN));
  last().says(error('P2C2G_TOKEN_REPLAYED'));
  vi.advanceTimersByTime(200);
  last().says(ASKING);
  expect(sent()).toEqual(['authenticate p2c2g_key_of_mine']);
});

it('is locked when its key is revoked while it is open, and by nothing that is about a lease', () => {
  connect('p2c2g_key_of_mine');
  last().says(ASKING);
  last().says(accepted(TOKEN));
  last().says(ack('registered'));
  last().says(error('P2C2G_FORBIDDEN'));
  expect(states.at(-1)?.kind).toBe('open');
  last().says(error('P2C2G_REVOKED'));
  expect(states.at(-1)).toMatchObject({ kind: 'locked', refusal: { code: 'P2C2G_REVOKED' } });
});

it('tries later, unasked, when too many wrong ones came from its address', () => {
  connect('p2c2g_key_of_mine');
  last().says(ASKING);
  last().says(error('P2C2G_TOO_MANY_MESSAGES'));
  expect(states.at(-1)?.kind).toBe('waiting');
  vi.advanceTimersByTime(200);
  last().says(ASKING);
  expect(sent()).toEqual(['authenticate p2c2g_key_of_mine']);
});
