import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLIENT_MESSAGES } from './client-messages.ts';
import { encodeMessage, parseClientMessage, parseLinkMessage, parseServerMessage } from './envelope.ts';
import { ERROR_CODES, ERRORS, P2c2gError } from './errors.ts';
import { MAX_MESSAGE_BYTES } from './limits.ts';
import { linkMessage } from './link-messages.ts';
import { CLIENT_SAMPLES, LINK_SAMPLES, SERVER_SAMPLES } from './samples.ts';
import { SERVER_MESSAGES } from './server-messages.ts';

const codeOf = (raw: string): string => {
  const parsed = parseClientMessage(raw);
  return parsed.ok ? 'ok' : parsed.error.code;
};
const heartbeat = { msg_type: 'heartbeat', peer_id: 'h', timestamp: 1, load: 0 };

describe('every message', () => {
  it('has a sample', () => {
    const named = (list: readonly { entries: { msg_type: { literal: string } } }[]) =>
      list.map((m) => m.entries.msg_type.literal);
    expect(CLIENT_SAMPLES.map(({ msg_type }) => msg_type)).toEqual(named(CLIENT_MESSAGES));
    expect(SERVER_SAMPLES.map(({ msg_type }) => msg_type)).toEqual(named(SERVER_MESSAGES));
    expect(LINK_SAMPLES.map(({ type }) => type)).toEqual(
      linkMessage.options.map((m) => m.entries.type.literal),
    );
  });

  it.each(CLIENT_SAMPLES.map((m) => [m.msg_type, m] as const))(
    '%s goes to the coordinator and stays what it is',
    (_, message) => {
      const parsed = parseClientMessage(encodeMessage(message, { id: 'q', seq: 4, ack: 2 }));
      if (!parsed.ok) throw parsed.error;
      expect(parsed.value.message).toMatchObject(message);
      expect(parsed.value.envelope).toEqual({ v: 1, id: 'q', seq: 4, ack: 2 });
    },
  );

  it.each(SERVER_SAMPLES.map((m) => [m.msg_type, m] as const))(
    '%s comes from the coordinator and stays what it is',
    (_, message) => {
      const parsed = parseServerMessage(encodeMessage(message, { re: 'q' }));
      if (!parsed.ok) throw parsed.error;
      expect(parsed.value.message).toMatchObject(message);
      expect(parsed.value.envelope).toEqual({ v: 1, re: 'q' });
    },
  );

  it.each(LINK_SAMPLES.map((m) => [m.type, m] as const))('%s crosses a link', (_, message) => {
    expect(parseLinkMessage(JSON.stringify(message))).toEqual({ ok: true, message });
  });
});

describe('what is refused', () => {
  it('has the code that fits', () => {
    expect(codeOf(JSON.stringify(heartbeat))).toBe('ok');
    expect(codeOf('{')).toBe('P2C2G_MALFORMED');
    expect(codeOf('null')).toBe('P2C2G_MALFORMED');
    expect(codeOf('{"msg_type":"dance"}')).toBe('P2C2G_UNKNOWN_MESSAGE');
    expect(codeOf(JSON.stringify({ ...heartbeat, load: 2 }))).toBe('P2C2G_MALFORMED');
    expect(codeOf(JSON.stringify({ ...heartbeat, peer_id: 'a b' }))).toBe('P2C2G_MALFORMED');
    expect(codeOf(JSON.stringify({ ...heartbeat, v: 2 }))).toBe('P2C2G_VERSION');
    expect(codeOf(' '.repeat(MAX_MESSAGE_BYTES + 1))).toBe('P2C2G_TOO_LARGE');
  });

  it('names the field, and the message it answers', () => {
    const parsed = parseClientMessage(JSON.stringify({ ...heartbeat, id: 'q', load: 'high' }));
    expect(parsed).toMatchObject({ ok: false, re: 'q' });
    expect(parsed.ok || parsed.error.message).toMatch(/load/);
  });

  it('is anything, and never throws, nor says more than a line', () => {
    const read = [parseClientMessage, parseServerMessage, parseLinkMessage];
    const check = (raw: string) => {
      for (const parse of read) {
        const parsed = parse(raw);
        if (!parsed.ok) expect(parsed.error.message.length).toBeLessThan(500);
      }
    };
    fc.assert(fc.property(fc.string(), check), { numRuns: 2_000 });
    fc.assert(fc.property(fc.json(), check), { numRuns: 1_000 });
  });

  it('is every valid message with one field spoilt by the wrong kind of thing, without a throw', () => {
    const sample = fc.constantFrom(...CLIENT_SAMPLES);
    fc.assert(
      fc.property(sample, fc.nat(), fc.jsonValue(), (message, at, junk) => {
        const keys = Object.keys(message);
        const spoilt = { ...message, [keys[at % keys.length]!]: junk };
        const parsed = parseClientMessage(JSON.stringify(spoilt));
        if (!parsed.ok) expect(ERROR_CODES).toContain(parsed.error.code);
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not reach prototypes', () => {
    parseClientMessage('{"__proto__":{"polluted":1},"msg_type":"bye","reason":"x"}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('errors', () => {
  it('have a fault, a remedy, and a code that a client can compare', () => {
    for (const code of ERROR_CODES) {
      const error = new P2c2gError(code, 'detail');
      expect(code).toMatch(/^P2C2G_[A-Z_]+$/);
      expect(error).toMatchObject({ code, fault: ERRORS[code].fault, retry: ERRORS[code].retry });
      expect(error.message).toContain('detail');
      expect(error.remedy).not.toBe('');
    }
  });
});
