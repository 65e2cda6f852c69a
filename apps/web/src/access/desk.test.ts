import { beforeEach, expect, it } from 'vitest';
import { AccessDesk } from './desk.ts';
import { Keep } from './keep.ts';

const storage = () => {
  const held = new Map<string, string>();
  return {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
  };
};

let unlocked: string[];
let desk: AccessDesk;
beforeEach(() => {
  unlocked = [];
  desk = new AccessDesk(new Keep({ tab: storage(), device: storage() }), (text) => unlocked.push(text));
});
const refused = (code: 'P2C2G_UNAUTHORIZED' | 'P2C2G_FORBIDDEN') =>
  desk.hear({ type: 'access', kind: 'locked', refusal: { code, message: 'No.' } });

it('asks when the coordinator is locked, hands on what is entered, and keeps it for the next connection', () => {
  expect(desk.ask.get()).toBeNull();
  desk.hear({ type: 'access', kind: 'locked' });
  expect(desk.ask.get()).toEqual({ problem: null });
  desk.enter('an invite', false);
  expect([desk.ask.get(), unlocked, desk.credential]).toEqual([null, ['an invite'], 'an invite']);
  desk.hear({ type: 'access', kind: 'key', key: 'my own key' });
  expect(desk.credential).toBe('my own key');
});

it('says why one was refused, and does not show it again', () => {
  desk.enter('a wrong one', true);
  refused('P2C2G_UNAUTHORIZED');
  expect(desk.ask.get()?.problem).toMatchObject({ code: 'P2C2G_UNAUTHORIZED', what: 'No.', fault: 'you' });
  expect(desk.credential).toBeUndefined();
});

it('keeps one that is good but in use elsewhere', () => {
  desk.enter('in use', true);
  refused('P2C2G_FORBIDDEN');
  expect(desk.ask.get()?.problem?.remedy).toMatch(/other page/);
  expect(desk.credential).toBe('in use');
});
