import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint, Stamp } from './stamp.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'p2c2g-stamp-'));
  put('src/page.ts', 'one');
  put('settings.json', '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}
const print = () => fingerprint(root, ['src', 'settings.json', 'absent']);

test('a fingerprint follows content, not dates', () => {
  const before = print();
  utimesSync(join(root, 'src/page.ts'), 1, 1);
  expect(print()).toBe(before);
  put('src/page.ts', 'two');
  expect(print()).not.toBe(before);
});

test('a fingerprint sees new, renamed and removed files', () => {
  const before = print();
  put('src/more/deep.ts', '');
  const withMore = print();
  expect(withMore).not.toBe(before);
  rmSync(join(root, 'src/more'), { recursive: true });
  expect(print()).toBe(before);
  put('src/page2.ts', 'one');
  rmSync(join(root, 'src/page.ts'));
  expect(print()).not.toBe(before);
});

test('a fingerprint passes over tests and what a build makes', () => {
  const before = print();
  put('src/page.test.ts', 'x');
  put('src/dist/page.js', 'x');
  put('src/node_modules/x/index.js', 'x');
  expect(print()).toBe(before);
});

test('a stamp matches what it remembers until it forgets', () => {
  const stamp = new Stamp(join(root, 'cache/deep/web.stamp'));
  expect(stamp.matches('a')).toBe(false);
  stamp.remember('a');
  expect(stamp.matches('a')).toBe(true);
  expect(stamp.matches('b')).toBe(false);
  stamp.forget();
  expect(stamp.matches('a')).toBe(false);
});
