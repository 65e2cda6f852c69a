/**
 * Writes the tables of docs/CONFIGURATION.md from the schema of the settings.
 * `npx tsx apps/signal/scripts/generate-configuration-docs.ts`; a test fails while they are out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { referenceTables } from '../src/config/describe.ts';

export const CONFIGURATION_DOC = resolve(import.meta.dirname, '../../../docs/CONFIGURATION.md');
const START = '<!-- generated from the schema of the settings; do not edit between these marks -->';
const END = '<!-- end of generated -->';

/** The document with its generated part as the schema has it now. */
export function withTables(document: string): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start < 0 || end < start)
    throw new SyntaxError('docs/CONFIGURATION.md has lost the marks of its generated part');
  return `${document.slice(0, start)}${START}\n\n${referenceTables()}\n\n${document.slice(end)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(CONFIGURATION_DOC, withTables(readFileSync(CONFIGURATION_DOC, 'utf8')));
