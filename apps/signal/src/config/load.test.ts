import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DEFAULTS } from '../config-schema.ts';
import { describeConfig, loadConfig } from './load.ts';
import { SETTINGS } from './settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'p2c2g-config-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const empty = file('empty.yaml', '');

it('takes flags over environment over file over defaults, and says which', () => {
  const yaml = file('a.yaml', 'coordinator:\n  listen_port: 1111\n  max_peers: 7\n  host: 0.0.0.0\n');
  const loaded = loadConfig({
    flags: { port: '3333' },
    env: { PORT: '2222', P2C2G_MAX_PEERS: '9' },
    file: yaml,
  });
  expect(loaded.config.coordinator).toMatchObject({ listen_port: 3333, max_peers: 9, host: '0.0.0.0' });
  const text = describeConfig(loaded);
  expect(text).toContain('coordinator.listen_port = 3333  # flag --port');
  expect(text).toContain('coordinator.max_peers = 9  # env P2C2G_MAX_PEERS');
  expect(text).toContain(`coordinator.host = "0.0.0.0"  # ${yaml}`);
  expect(text).toContain('database.type = "sqlite"  # default');
});

it('has a row in the table for every setting, and defaults that are valid', () => {
  const paths = Object.entries(DEFAULTS).flatMap(([section, values]) =>
    Object.keys(values).map((name) => `${section}.${name}`),
  );
  expect(SETTINGS.map(({ path }) => path).sort()).toEqual(paths.sort());
  expect(loadConfig({ flags: {}, env: {}, file: empty }).config).toEqual(DEFAULTS);
});

it.each([
  [{ flags: { port: 'abc' } }, /coordinator.listen_port \(from flag --port\): must be a number/],
  [{ flags: { port: '70000' } }, /must be 0 to 65535/],
  [{ env: { P2C2G_DATABASE_TYPE: 'oracle' } }, /database.type .*must be one of sqlite, memory/],
  [{ flags: { 'heartbeat-timeout-ms': '500' } }, /must be above heartbeat_interval_ms/],
  [{ file: file('b.yaml', 'coordinator:\n  max_pears: 3\n') }, /coordinator.max_pears .*no such setting/],
  [{ file: file('c.yaml', 'coordinatr: {}\n') }, /coordinatr .*no such section/],
  [
    { file: file('d.yaml', 'coordinator:\n  max_peers: many\n') },
    /coordinator.max_peers \(from .*d.yaml\): must be a number/,
  ],
  [{ file: file('e.yaml', 'coordinator: [\n') }, /e.yaml/],
  [{ file: join(dir, 'absent.yaml') }, /no such file/],
  [{ file: file('f.yaml', '__proto__: { a: 1 }\n') }, /no such section/],
])('refuses %j with path, source and range', (given, message) => {
  expect(() => loadConfig({ flags: {}, env: {}, file: empty, ...given })).toThrow(message);
});
