/** The example for systemd names what is there, and gives the coordinator the time that it may take. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { SETTINGS } from '../config/settings.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const unit = readFileSync(resolve(ROOT, 'deploy/p2c2g.service'), 'utf8');
const lineOf = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';

it('starts the program that is there, by settings that exist', () => {
  const words = lineOf('ExecStart').split(' ');
  const program = words.find((word) => word.endsWith('.ts'));
  expect(existsSync(resolve(ROOT, program!))).toBe(true);
  expect(words).toContain('--config');
  const environment = [...unit.matchAll(/\b(P2C2G_\w+)=/g)].map(([, name]) => name);
  const known = SETTINGS.flatMap(({ env }) => env);
  expect(environment.filter((name) => !known.includes(name!))).toEqual([]);
});

it('reloads and stops by the signals that are heard, and waits longer than a drain may last', () => {
  expect(lineOf('ExecReload')).toMatch(/-HUP \$MAINPID$/);
  expect(lineOf('KillSignal')).toBe('SIGTERM');
  const drain = SETTINGS.find(({ path }) => path === 'coordinator.drain_seconds')!;
  const longest = Number(/to (\d+)/.exec(drain.range)![1]);
  expect(Number(lineOf('TimeoutStopSec'))).toBeGreaterThan(longest);
});
