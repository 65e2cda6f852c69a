/**
 * The settings as options of a command, and read back from it.
 * @module
 */
import type { Command } from 'commander';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { SETTINGS, type Setting } from '../config/settings.ts';

/** Adds `--config` and a flag for each setting that the command heeds. */
export function withSettings(command: Command, heeds: (setting: Setting) => boolean = () => true): Command {
  command.option('--config <file>', 'YAML file with settings (default: p2c2g.yaml, if there)');
  for (const setting of SETTINGS.filter(heeds))
    command.option(`--${setting.flag} <value>`, `${setting.what} (${setting.range})`);
  return command;
}

/** @throws ConfigError */
export function settingsOfCommand(command: Command): LoadedConfig {
  const given = command.opts<Record<string, string | undefined>>();
  const flags = Object.fromEntries(SETTINGS.map(({ flag }) => [flag, given[camelCase(flag)]]));
  return loadConfig({ flags, env: process.env, file: given.config });
}

const camelCase = (flag: string): string =>
  flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
