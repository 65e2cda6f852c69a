import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SETTINGS } from '../src/config/settings.ts';
import { CONFIGURATION_DOC, withTables } from './generate-configuration-docs.ts';

const document = readFileSync(CONFIGURATION_DOC, 'utf8');

it('docs/CONFIGURATION.md has the tables of the schema: run npx tsx apps/signal/scripts/generate-configuration-docs.ts', () => {
  expect(withTables(document)).toBe(document);
});

it('docs/CONFIGURATION.md speaks of every setting, with its flag', () => {
  for (const { name, flag } of SETTINGS) {
    expect(document).toContain(`| \`${name}\` |`);
    expect(document).toContain(`\`--${flag}\``);
  }
});
