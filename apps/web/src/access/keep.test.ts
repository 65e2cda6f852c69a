import { beforeEach, expect, it } from 'vitest';
import { Keep } from './keep.ts';

class FakeStorage {
  readonly held = new Map<string, string>();
  getItem = (name: string): string | null => this.held.get(name) ?? null;
  setItem = (name: string, value: string): void => void this.held.set(name, value);
  removeItem = (name: string): void => void this.held.delete(name);
}

let tab: FakeStorage;
let device: FakeStorage;
let keep: Keep;
beforeEach(() => {
  tab = new FakeStorage();
  device = new FakeStorage();
  keep = new Keep({ tab, device });
});
const laterTab = () => new Keep({ tab: new FakeStorage(), device });

it('is gone with the tab, unless the person wants it kept on the device', () => {
  keep.write('for now', false);
  expect([keep.read(), laterTab().read()]).toEqual(['for now', undefined]);
  keep.write('for good', true);
  expect([keep.read(), laterTab().read()]).toEqual(['for good', 'for good']);
});

it('takes another off the device when the person does not want the next one kept', () => {
  keep.write('for good', true);
  keep.write('for now', false);
  expect(laterTab().read()).toBeUndefined();
});

it('keeps what an invite was exchanged for as long as the invite', () => {
  keep.write('invite', false);
  keep.replace('key');
  expect([keep.read(), laterTab().read()]).toEqual(['key', undefined]);
  keep.write('invite', true);
  keep.replace('key');
  expect(laterTab().read()).toBe('key');
});

it('forgets everywhere', () => {
  keep.write('for good', true);
  keep.forget();
  expect([keep.read(), laterTab().read(), tab.held.size, device.held.size]).toEqual([
    undefined,
    undefined,
    0,
    0,
  ]);
});
