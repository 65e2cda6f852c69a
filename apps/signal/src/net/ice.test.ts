import { expect, it } from 'vitest';
import { withDefaults } from '../config-schema.ts';
import { iceServersOf, turnPassword } from './ice.ts';

const of = (ice: object, nowMs = 1_800_000_000_000) => iceServersOf(withDefaults({ ice }), 'gamer-1', nowMs);

it('hands on what is set, and nothing when nothing is', () => {
  expect(of({})).toEqual([]);
  expect(of({ urls: ['stun:a', 'turn:b'] })).toEqual([{ urls: ['stun:a', 'turn:b'] }]);
});

it('gives each client a password of its own for TURN alone, with the time of its end in the user name', () => {
  const servers = of({ urls: ['stun:a', 'turn:b', 'turns:b'], turn_secret: 'shared', turn_hours: 2 });
  expect(servers).toEqual([
    { urls: ['stun:a'] },
    { urls: ['turn:b', 'turns:b'], ...turnPassword('shared', '1800007200:gamer-1') },
  ]);
});

it('computes what openssl does: echo -n 1800007200:gamer-1 | openssl dgst -sha1 -hmac shared -binary | base64', () => {
  expect(turnPassword('shared', '1800007200:gamer-1').credential).toBe('pI4w1u21yCeOEgF2o73zXe9iYXI=');
});
