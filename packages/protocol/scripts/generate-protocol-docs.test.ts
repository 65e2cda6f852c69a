import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLIENT_SAMPLES, LINK_SAMPLES, SERVER_SAMPLES } from '../src/samples.ts';
import { PROTOCOL_DOC, withTables } from './generate-protocol-docs.ts';

const document = readFileSync(PROTOCOL_DOC, 'utf8');

it('docs/PROTOCOL.md has the tables of the source: run npx tsx packages/protocol/scripts/generate-protocol-docs.ts', () => {
  expect(withTables(document)).toBe(document);
});

it('docs/PROTOCOL.md speaks of every message', () => {
  const names = [...CLIENT_SAMPLES, ...SERVER_SAMPLES].map(({ msg_type }) => msg_type);
  for (const name of [...names, ...LINK_SAMPLES.map(({ type }) => type)])
    expect(document).toContain(`\`${name}\``);
});
