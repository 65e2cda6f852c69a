import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DEFAULTS } from '../config-schema.ts';
import { ConfigError } from './config-error.ts';
import { describeConfig } from './describe.ts';
import { loadConfig } from './load.ts';
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
  expect(text).toContain(`coordinator.host = "0.0.0.0"  # ${yaml}:4:9`);
  expect(text).toContain('database.type = "sqlite"  # default');
});

it('takes the stronger of two variables for one setting', () => {
  const { config } = loadConfig({ flags: {}, env: { PORT: '1', P2C2G_PORT: '2' }, file: empty });
  expect(config.coordinator.listen_port).toBe(2);
});

it('has defaults that are valid, and no flag or variable twice', () => {
  expect(loadConfig({ flags: {}, env: {}, file: empty }).config).toEqual(DEFAULTS);
  for (const names of [SETTINGS.map(({ flag }) => flag), SETTINGS.flatMap(({ env }) => [...new Set(env)])])
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it.each([
  [{ flags: { port: 'abc' } }, /^flag --port: coordinator.listen_port: must be a number, 0 to 65535/],
  [{ flags: { port: '70000' } }, /must be 0 to 65535 \(got 70000\)/],
  [
    { env: { P2C2G_DATABASE_TYPE: 'oracle' } },
    /^env P2C2G_DATABASE_TYPE: database.type: must be one of sqlite/,
  ],
  [{ flags: { 'heartbeat-timeout-ms': '500' } }, /must be above heartbeat_interval_ms/],
  [{ file: file('b.yaml', 'coordinator:\n  max_pears: 3\n') }, /b.yaml:2:3: coordinator.max_pears: no such/],
  [
    { file: file('c.yaml', '# one\ncoordinatr: {}\n') },
    /c.yaml:2:1: coordinatr: no such section; there are co/,
  ],
  [
    { file: file('d.yaml', 'coordinator:\n  max_peers: many\n') },
    /d.yaml:2:14: coordinator.max_peers: must be a number, 1 to 100000 \(got "many"\)/,
  ],
  [{ file: file('e.yaml', 'coordinator: [\n') }, /e.yaml:\d+:\d+: file: /],
  [{ file: file('e2.yaml', 'coordinator:\n  max_peers: 1\n  max_peers: 2\n') }, /e2.yaml:3:3: .*unique/],
  [{ file: file('e3.yaml', '- coordinator\n') }, /must hold sections/],
  [{ file: file('e4.yaml', 'coordinator: 5\n') }, /e4.yaml:1:14: coordinator: must hold settings/],
  [{ file: join(dir, 'absent.yaml') }, /there is no such file/],
  [{ file: file('f.yaml', '__proto__: { a: 1 }\n') }, /no such section/],
  [{ file: file('g.yaml', 'coordinator: { __proto__: 1 }\n') }, /no such setting/],
  [{ env: { P2C2G_ALLOWED_ORIGINS: 'https://a.example/path' } }, /must hold an origin such as/],
])('refuses %j with place, path and range', (given, message) => {
  expect(() => loadConfig({ flags: {}, env: {}, file: empty, ...given })).toThrow(message);
});

it('tells every problem at once', () => {
  const yaml = file('h.yaml', 'coordinator:\n  max_peers: 0\n  listen_port: -1\n');
  const failure = (() => {
    try {
      return loadConfig({ flags: {}, env: { P2C2G_LOG_LEVEL: 'loud' }, file: yaml });
    } catch (error) {
      return error as ConfigError;
    }
  })();
  expect(failure).toBeInstanceOf(ConfigError);
  expect((failure as ConfigError).problems.map(({ source }) => source).sort()).toEqual(
    [`${yaml}:2:14`, `${yaml}:3:16`, 'env P2C2G_LOG_LEVEL'].sort(),
  );
});

it('leaves the default where a name stands without a value', () => {
  const yaml = file('i.yaml', 'coordinator:\n  max_peers:\ndatabase:\n');
  expect(loadConfig({ flags: {}, env: {}, file: yaml }).config).toEqual(DEFAULTS);
});
