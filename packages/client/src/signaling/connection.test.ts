import type { ServerMessage } from '@p2c2g/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConnectionState, SignalingConnection } from './connection.ts';
import { ack, FakeSocket, last, TOKEN, WELCOME } from './test-socket.ts';

function connect(more: Partial<ConstructorParameters<typeof SignalingConnection>[0]> = {}) {
  const states: ConnectionState['kind'][] = [];
  const heard: ServerMessage[] = [];
  const connection = new SignalingConnection({
    url: 'ws://test/ws',
    register: () => ({ msg_type: 'register_gamer', gamer_id: 'g1' }),
    onMessage: (message) => heard.push(message),
    onState: ({ kind }) => states.push(kind),
    open: () => new FakeSocket(),
    random: () => 0,
    ...more,
  });
  connection.start();
  return { connection, states, heard };
}

describe('a connection to the coordinator', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.made.length = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('registers after the welcome and is open after the acknowledgement', () => {
    const { states } = connect();
    last().says(WELCOME);
    expect(last().sent[0]).toMatchObject({ msg_type: 'register_gamer', gamer_id: 'g1' });
    last().says(ack('registered'));
    expect(states).toEqual(['connecting', 'registering', 'open']);
  });

  it('resumes after a drop and sends again what the server has not processed', () => {
    const { connection } = connect();
    last().says(WELCOME);
    last().says(ack('registered'));
    connection.send({ msg_type: 'session_end', session_id: 's1' });
    connection.send({ msg_type: 'session_end', session_id: 's2' });
    last().drops();
    vi.advanceTimersByTime(200);
    last().says(WELCOME);
    expect(last().sent[0]).toMatchObject({ msg_type: 'resume', resume_token: TOKEN });
    last().says(ack('resumed', 1));
    expect(last().sent.slice(1)).toMatchObject([{ msg_type: 'session_end', session_id: 's2', seq: 2 }]);
  });

  it('registers anew when the server has forgotten it, and drops what it had to say', () => {
    const { connection } = connect();
    last().says(WELCOME);
    last().says(ack('registered'));
    connection.send({ msg_type: 'session_end', session_id: 's1' });
    last().drops();
    vi.advanceTimersByTime(200);
    last().says(WELCOME);
    last().says({
      msg_type: 'error',
      code: 'P2C2G_RESUME_UNKNOWN',
      message: '',
      fault: 'coordinator',
      retry: true,
    });
    expect(last().sent[1]).toMatchObject({ msg_type: 'register_gamer' });
    last().says(ack('registered'));
    expect(last().sent).toHaveLength(2);
  });

  it('sends what was said meanwhile before what is said once it is open', () => {
    const { connection } = connect({
      onState: ({ kind }) => {
        if (kind === 'open') connection.send({ msg_type: 'session_end', session_id: 'open' });
      },
    });
    last().says(WELCOME);
    connection.send({ msg_type: 'session_end', session_id: 'early' });
    last().says(ack('registered'));
    expect(last().sent.slice(1)).toMatchObject([
      { session_id: 'early', seq: 1 },
      { session_id: 'open', seq: 2 },
    ]);
  });

  it('lets go of a server that is full, and comes again no sooner than it said', () => {
    const { states, heard } = connect();
    last().says(WELCOME);
    last().says({
      msg_type: 'error',
      code: 'P2C2G_OVERLOADED',
      message: '',
      fault: 'coordinator',
      retry: true,
      retry_after_ms: 5_000,
    });
    expect(states.at(-1)).toBe('waiting');
    expect(heard).toMatchObject([{ code: 'P2C2G_OVERLOADED' }]);
    vi.advanceTimersByTime(4_999);
    expect(FakeSocket.made).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(FakeSocket.made).toHaveLength(2);
  });

  it('begins anew when the server has processed what was never said', () => {
    connect();
    last().says(WELCOME);
    last().says(ack('registered'));
    last().drops();
    vi.advanceTimersByTime(200);
    last().says(WELCOME);
    last().says(ack('resumed', 7));
    vi.advanceTimersByTime(200);
    last().says(WELCOME);
    expect(last().sent[0]).toMatchObject({ msg_type: 'register_gamer' });
  });

  it('hands a repeated message on once, and treats a gap as a drop', () => {
    const { heard, states } = connect();
    last().says(WELCOME);
    last().says(ack('registered'));
    const release = { msg_type: 'release', lease_id: 'l', epoch: 1, reason: 'r' };
    last().says({ ...release, seq: 1 });
    last().says({ ...release, seq: 1 });
    expect(heard.filter(({ msg_type }) => msg_type === 'release')).toHaveLength(1);
    last().says({ ...release, seq: 3 });
    expect(states.at(-1)).toBe('waiting');
  });

  it('drops a socket that has fallen silent', () => {
    const { states } = connect();
    last().says(WELCOME);
    last().says(ack('registered'));
    vi.advanceTimersByTime(5000);
    expect(states).toContain('waiting');
  });

  it('survives anything a server may say', () => {
    const { states } = connect();
    for (const junk of ['', '{', 'null', '[]', '{"v":1}', '{"v":1,"msg_type":"assign"}'])
      last().onmessage?.({ data: junk } as never);
    last().says(WELCOME);
    expect(states.at(-1)).toBe('registering');
  });
});
