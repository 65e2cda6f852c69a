import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findMaterial } from './material.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'material-')), 'game');
});
afterEach(() => rmSync(dirname(folder), { recursive: true, force: true }));

function put(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
}

const sets = () => findMaterial(folder).map(({ kind, set }) => `${kind} ${set}`);

test('pairs come in the order of their names under the name of their folder', () => {
  put('010-hr.webp', '010-lr.webp', '002-lr.webp', '002-hr.webp', 'meta.json');
  const [pairs] = findMaterial(folder);
  expect(pairs).toMatchObject({ kind: 'pairs', set: 'game' });
  expect(pairs?.kind === 'pairs' && pairs.pairs.map(({ low }) => low.slice(-11))).toEqual([
    '002-lr.webp',
    '010-lr.webp',
  ]);
});

test('a clip alone bears the name of its folder, beside stills it is told apart', () => {
  put('lr.mp4', 'hr.mkv');
  expect(sets()).toEqual(['clip game']);
  put('000-lr.webp', '000-hr.webp');
  expect(sets()).toEqual(['pairs game', 'clip game/clip']);
});

test('clips in subfolders and clips with names of their own are sets of their own', () => {
  put('a/lr.mkv', 'a/hr.mkv', 'b/lr.mkv', 'b/hr.mkv', 'x-lr.mkv', 'x-hr.mkv', 'y-lr.mkv', 'y-hr.mkv');
  expect(sets()).toEqual(['clip game/x', 'clip game/y', 'clip game/a', 'clip game/b']);
});

test('half a pair is named', () => {
  put('000-lr.webp', '000-hr.webp', '001-lr.webp');
  expect(() => findMaterial(folder)).toThrow(/001-lr\.webp.*-hr.*missing/);
});

test('two files for one half are refused', () => {
  put('lr.mkv', 'lr.mp4', 'hr.mkv');
  expect(() => findMaterial(folder)).toThrow(/lr\.mp4.*second file/);
});

test('a folder without material, and no folder at all, are said so', () => {
  expect(() => findMaterial(folder)).toThrow(/no such folder/);
  put('readme.txt');
  expect(() => findMaterial(folder)).toThrow(/neither NNN-lr\.webp/);
});
