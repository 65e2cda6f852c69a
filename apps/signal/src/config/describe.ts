/**
 * The settings as text for people: as they are now, as a commented file to start from, and as the reference page.
 * @module
 */
import { stringify } from 'yaml';
import type { Config } from '../config-schema.ts';
import type { LoadedConfig } from './load.ts';
import { SECTIONS, SETTINGS, type Setting, settingsOf } from './settings.ts';

/** Every setting with its value and where it came from, one a line; secrets only as set or not. */
export function describeConfig({ config, sources }: LoadedConfig): string {
  return SETTINGS.map(
    (setting) => `${setting.path} = ${shown(config, setting)}  # ${sources.get(setting.path)}`,
  ).join('\n');
}

function shown(config: Config, { section, name, secret }: Setting): string {
  const value = (config as unknown as Record<string, Record<string, unknown>>)[section]?.[name];
  if (!secret || value === '') return JSON.stringify(value);
  return '[secret]';
}

/** A file that changes nothing as it stands, with every setting explained. */
export function commentedFile(): string {
  const head =
    '# Settings of the P2C2G coordinator. Take the # off a line to change it; what stays has its default.\n' +
    '# Environment variables and flags win over this file. `--print-config` shows what is in force and why.\n';
  return [head, ...SECTIONS.map(sectionLines)].join('\n');
}

function sectionLines(section: string): string {
  const lines = settingsOf(section).flatMap((setting) => [
    `  # ${setting.what} (${setting.range})`,
    `  # ${setting.name}: ${stringify(setting.fallback, { flowCollectionPadding: false, collectionStyle: 'flow' }).trimEnd()}`,
  ]);
  return `${section}:\n${lines.join('\n')}\n`;
}

/** The tables of docs/CONFIGURATION.md. */
export function referenceTables(): string {
  return SECTIONS.map((section) =>
    [
      `### ${section}`,
      '',
      '| setting | default | allowed | flag, environment | what |',
      '|---|---|---|---|---|',
      ...settingsOf(section).map(row),
    ].join('\n'),
  ).join('\n\n');
}

function row({ name, fallback, range, flag, env, what, secret, reloads }: Setting): string {
  const names = [`--${flag}`, ...env].map((text) => `\`${text}\``).join(' ');
  const value = fallback === '' ? 'empty' : `\`${JSON.stringify(fallback)}\``;
  return `| \`${name}\` | ${value} | ${range} | ${names} | ${what}${secret ? ' Secret: never shown.' : ''}${reloads ? ' _Reloads._' : ''} |`;
}
