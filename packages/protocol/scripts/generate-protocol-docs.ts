/**
 * Writes the tables of docs/PROTOCOL.md that follow from the source: errors and close codes.
 * `npx tsx packages/protocol/scripts/generate-protocol-docs.ts`; a test fails while they are out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CloseCode, ERRORS } from '../src/index.ts';

export const PROTOCOL_DOC = resolve(import.meta.dirname, '../../../docs/PROTOCOL.md');
const START = '<!-- generated: errors and close codes; do not edit between these marks -->';
const END = '<!-- end of generated -->';

/** The document with its generated part as the source has it now. */
export function withTables(document: string): string {
  const start = document.indexOf(START);
  const end = document.indexOf(END);
  if (start < 0 || end < start)
    throw new SyntaxError('docs/PROTOCOL.md has lost the marks of its generated part');
  return `${document.slice(0, start)}${START}\n\n${tables()}\n\n${document.slice(end)}`;
}

function tables(): string {
  const errors = Object.entries(ERRORS).map(
    ([code, { fault, retry, what, remedy }]) =>
      `| \`${code}\` | ${fault} | ${retry ? 'yes' : 'no'} | ${what} | ${remedy} |`,
  );
  const closes = Object.entries(CloseCode)
    .sort(([, a], [, b]) => a - b)
    .map(([name, code]) => `| ${code} | ${name} |`);
  return [
    '| code | fault | retry | what | remedy |',
    '|---|---|---|---|---|',
    ...errors,
    '',
    '| close code | why |',
    '|---|---|',
    ...closes,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(PROTOCOL_DOC, withTables(readFileSync(PROTOCOL_DOC, 'utf8')));
