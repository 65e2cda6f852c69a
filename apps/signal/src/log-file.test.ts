import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigError } from './config/config-error.ts';
import { withDefaults } from './config-schema.ts';
import { LogFile } from './log-file.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'p2c2g-log-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('goes on in a new file when one is full, keeps as many as were asked for, and is read by its owner alone', async () => {
  const file = join(dir, 'below', 'coordinator.log');
  const { logging } = withDefaults({ logging: { max_mb: 1, keep_files: 2 } });
  const line = `${'x'.repeat(1023)}\n`;
  for (let round = 0; round < 4; round += 1) {
    const log = LogFile.open(file, 'logging.file', logging);
    for (let n = 0; n < 1100; n += 1) log.write(line);
    await log.close();
  }
  expect(readdirSync(join(dir, 'below')).sort()).toEqual([
    'coordinator.log',
    'coordinator.log.1',
    'coordinator.log.2',
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const whole = readFileSync(join(dir, 'below', 'coordinator.log.1'), 'utf8');
  expect(
    whole
      .split('\n')
      .slice(0, -1)
      .every((one) => `${one}\n` === line),
  ).toBe(true);
});

it('is refused at the start where nothing can be written', () => {
  writeFileSync(join(dir, 'file'), '');
  const { logging } = withDefaults({});
  expect(() => LogFile.open(join(dir, 'file', 'x.log'), 'logging.file', logging)).toThrow(ConfigError);
});
