/**
 * `p2c2g`: the coordinator and what its operator does beside it.
 * @module
 */
import { Command } from 'commander';
import { addBackup } from './cli/backup.ts';
import { addInit } from './cli/init.ts';
import { addKeys } from './cli/keys.ts';
import { plainWords } from './cli/plain-words.ts';
import { addServe } from './cli/serve.ts';

const program = new Command('p2c2g').description(
  'The P2C2G coordinator: brings gamers and helpers together.',
);
addServe(program);
addInit(program);
addBackup(program);
addKeys(program);
try {
  await program.parseAsync();
} catch (error) {
  console.error(`p2c2g: ${plainWords(error)}`);
  process.exitCode = 1;
}
