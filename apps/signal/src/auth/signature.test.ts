import { createHmac, createSecretKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { signedPayload } from './signature.ts';

const bytes = Buffer.from('a secret of this test, long enough for it');
const secret = createSecretKey(bytes);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = (header: unknown, payload: unknown, hash = 'sha256') => {
  const body = `${encode(header)}.${encode(payload)}`;
  return `${body}.${createHmac(hash, bytes).update(body).digest('base64url')}`;
};
const HEADER = { typ: 'JWT', alg: 'HS256' };

it('are those of other programs with the same secret', async () => {
  const text = await new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'HS256' }).sign(bytes);
  expect(signedPayload(text, secret)).toEqual({ a: 1 });
  expect(signedPayload(signed(HEADER, { b: [2] }), secret)).toEqual({ b: [2] });
});

it('hold for the whole text, to the last bit of it', () => {
  const text = signed(HEADER, { sub: 'key:1' });
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === 'A' ? 'B' : 'A';
    expect(signedPayload(text.slice(0, at) + other + text.slice(at + 1), secret)).toBeUndefined();
  }
  for (const other of [
    '',
    '.',
    `${text}A`,
    text.slice(1),
    `${text}.`,
    text.slice(0, text.lastIndexOf('.') + 1),
  ])
    expect(signedPayload(other, secret)).toBeUndefined();
});

it('of another secret, another algorithm, or with conditions attached are none', () => {
  expect(signedPayload(signed(HEADER, {}), createSecretKey(Buffer.from('another one')))).toBeUndefined();
  for (const header of [{ alg: 'none' }, { alg: 'HS512' }, { ...HEADER, crit: ['b64'] }, {}, null, 'HS256'])
    expect(signedPayload(signed(header, {}), secret)).toBeUndefined();
  expect(signedPayload(signed(HEADER, {}, 'sha512'), secret)).toBeUndefined();
  expect(signedPayload(`${encode({ alg: 'none' })}.${encode({})}.`, secret)).toBeUndefined();
});
