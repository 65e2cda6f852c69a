/** The command as an operator types it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { commentedFile } from '../config/describe.ts';

const MAIN = resolve(import.meta.dirname, '../main.ts');
const TSX = import.meta.resolve('tsx');
const dir = mkdtempSync(join(tmpdir(), 'p2c2g-cli-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const p2c2g = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((done) => {
    const command = ['--import', TSX, MAIN, ...args];
    execFile(process.execPath, command, { cwd: dir, timeout: 120_000 }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

it('init writes a file that only its owner reads, and that --print-config then takes; a second init keeps it', async () => {
  expect((await p2c2g('init')).code).toBe(0);
  const file = join(dir, 'p2c2g.yaml');
  expect(readFileSync(file, 'utf8')).toBe(commentedFile());
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await p2c2g('init')).toMatchObject({ code: 1, err: expect.stringContaining('not overwritten') });
  const { code, out } = await p2c2g('--print-config', '--max-peers', '7');
  expect(code).toBe(0);
  expect(out).toContain('coordinator.max_peers = 7  # flag --max-peers');
});

it('refuses a bad value in one line without a stack, before anything starts', async () => {
  const { code, out, err } = await p2c2g('--port', 'http');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toBe(
    'p2c2g: flag --port: coordinator.listen_port: must be a number, 0 to 65535 (got "http")\n',
  );
});

it('keys are created, shown once, listed and revoked', async () => {
  const config = join(dir, 'audited.yaml');
  const audit = join(dir, 'audit', 'audit.log');
  writeFileSync(config, `logging: { audit_file: ${audit} }\n`);
  const data = ['--data-dir', join(dir, 'keys'), '--config', config];
  const created = await p2c2g('keys', 'create', '--name', 'ops', '--scopes', 'read,ledger', ...data);
  const [, id, secret] = /key (\w+), shown this once:\n {2}p2c2g_key_\w{12}_([\w-]{32})\n/.exec(created.out)!;
  const listed = (await p2c2g('keys', 'list', ...data)).out;
  expect(listed).toMatch(new RegExp(`^${id} {2}key {2}ops {2}\\[read,ledger\\]`));
  expect(listed).not.toContain(secret);
  expect((await p2c2g('keys', 'revoke', id!, ...data)).code).toBe(0);
  expect((await p2c2g('keys', 'list', ...data)).out).toContain('revoked');
  expect((await p2c2g('keys', 'revoke', id!, ...data)).code).not.toBe(0);
  expect((await p2c2g('keys', 'create', '--name', 'x', '--scopes', 'everything', ...data)).code).not.toBe(0);
  const noted = readFileSync(audit, 'utf8');
  const lines = noted
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  const by = expect.stringMatching(/^command line, /);
  expect(lines).toMatchObject([
    { audit: 'key_created', id, scopes: ['read', 'ledger'], by },
    { audit: 'key_revoked', id, by },
  ]);
  expect(noted).not.toContain(secret);
  expect(statSync(audit).mode & 0o777).toBe(0o600);
});
