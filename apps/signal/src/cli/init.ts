/**
 * `p2c2g init`: writes a settings file with every setting explained.
 * @module
 */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import { commentedFile } from '../config/describe.ts';
import { DEFAULT_FILE } from '../config/load.ts';

/** It may come to hold secrets: for its owner's eyes. */
const OWNER_ONLY = 0o600;

export function addInit(program: Command): void {
  program
    .command('init')
    .description('write a settings file with every setting explained')
    .option('--config <file>', 'where to', DEFAULT_FILE)
    .action(({ config }: { config: string }) => {
      writeNew(config);
      console.log(`${config} is written: every line in it is a comment until its # is taken away.`);
    });
}

function writeNew(file: string): void {
  try {
    writeFileSync(file, commentedFile(), { flag: 'wx', mode: OWNER_ONLY });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const text = code === 'EEXIST' ? 'is there already, and is not overwritten' : message;
    throw new ConfigError([{ source: file, path: '--config', problem: text }]);
  }
}
