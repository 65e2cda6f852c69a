import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DEFAULTS } from '../config-schema.ts';
import { commentedFile } from './describe.ts';
import { loadConfig } from './load.ts';
import { SETTINGS } from './settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'p2c2g-init-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const load = (text: string) => {
  const file = join(dir, 'p2c2g.yaml');
  writeFileSync(file, text);
  return loadConfig({ flags: {}, env: {}, file });
};

it('writes a file that changes nothing, and sets every setting to its default once the marks are gone', () => {
  expect(load(commentedFile()).config).toEqual(DEFAULTS);
  const uncommented = commentedFile().replace(/^ {2}# (\w+: )/gm, '  $1');
  const { config, sources } = load(uncommented);
  expect(config).toEqual(DEFAULTS);
  for (const { path } of SETTINGS) expect(sources.get(path)).toMatch(/p2c2g.yaml:\d+:\d+/);
});
