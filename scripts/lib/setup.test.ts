import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdsLockedPackages } from './setup.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'p2c2g-setup-'));
});
afterEach(() => rmSync(root, { recursive: true }));

interface Entry {
  version?: string;
  optional?: boolean;
}

function lists(locked: Record<string, Entry>, installed?: Record<string, Entry>): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }));
  if (installed === undefined) return;
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
}

const vite = { 'node_modules/vite': { version: '8.0.0' } };

test('packages are there when the installed list has every locked version', () => {
  lists({ '': { version: '1.0.0' }, ...vite }, vite);
  expect(holdsLockedPackages(root)).toBe(true);
});

test('a package for another system may be absent', () => {
  lists({ ...vite, 'node_modules/for-windows': { version: '1.0.0', optional: true } }, vite);
  expect(holdsLockedPackages(root)).toBe(true);
});

test('nothing installed, a missing package and another version all ask for an install', () => {
  lists(vite);
  expect(holdsLockedPackages(root)).toBe(false);
  lists({ ...vite, 'node_modules/new': { version: '1.0.0' } }, vite);
  expect(holdsLockedPackages(root)).toBe(false);
  rmSync(join(root, 'node_modules'), { recursive: true });
  lists({ 'node_modules/vite': { version: '8.0.1' } }, vite);
  expect(holdsLockedPackages(root)).toBe(false);
});
