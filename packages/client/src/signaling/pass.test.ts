import type { ServerMessage } from '@p2c2g/protocol';
import { describe, expect, it } from 'vitest';
import { isAboutUs, Pass } from './pass.ts';

const accepted = (more: { token?: string; key?: string; expires_in_ms?: number }) =>
  ({ msg_type: 'authenticated', expires_in_ms: 600_000, ...more }) as Extract<
    ServerMessage,
    { msg_type: 'authenticated' }
  >;

describe('a pass', () => {
  it('shows what was given until there is a token, and the token while it lives', () => {
    const pass = new Pass();
    expect(pass.show(0)).toBeUndefined();
    pass.give('key');
    expect(pass.show(0)).toBe('key');
    expect(pass.accepted(accepted({ token: 'token' }), 1_000)).toEqual({ refreshInMs: 300_000 });
    expect(pass.show(2_000)).toBe('token');
    expect(pass.show(600_000)).toBe('key');
  });

  it('shows the key that an invite was taken for, once the token is gone', () => {
    const pass = new Pass('invite');
    expect(pass.accepted(accepted({ token: 'token', key: 'own key' }), 0).key).toBe('own key');
    expect(pass.show(600_000)).toBe('own key');
  });

  it('tries the key when a token is refused, and gives up when the key is', () => {
    const pass = new Pass('key');
    pass.accepted(accepted({ token: 'token' }), 0);
    expect(pass.refused('P2C2G_TOKEN_REPLAYED')).toBe(true);
    expect(pass.show(0)).toBe('key');
    expect(pass.refused('P2C2G_UNAUTHORIZED')).toBe(false);
    expect(pass.show(0)).toBeUndefined();
  });

  it('does not try what is revoked or not enough, whatever was shown', () => {
    for (const code of ['P2C2G_REVOKED', 'P2C2G_FORBIDDEN'] as const) {
      const pass = new Pass('key');
      pass.accepted(accepted({ token: 'token' }), 0);
      expect(pass.refused(code)).toBe(false);
      expect(pass.show(0)).toBeUndefined();
    }
  });

  it('refreshes no more often than once a second, however short a token lives', () => {
    expect(new Pass('key').accepted(accepted({ expires_in_ms: 0 }), 0).refreshInMs).toBe(1_000);
  });
});

it('knows a refusal of the client from a refusal of one message', () => {
  expect(isAboutUs('P2C2G_FORBIDDEN', true)).toBe(true);
  expect(isAboutUs('P2C2G_FORBIDDEN', false)).toBe(false);
  expect(isAboutUs('P2C2G_REVOKED', false)).toBe(true);
  expect(isAboutUs('P2C2G_QUEUE_FULL', true)).toBe(false);
});
