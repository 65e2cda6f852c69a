/**
 * `p2c2g backup FILE` and `p2c2g restore FILE`.
 * @module
 */
import type { Command } from 'commander';
import type { Setting } from '../config/settings.ts';
import { type BackupReport, backup, restore } from '../store/backup.ts';
import { StoreError } from '../store/store-error.ts';
import { noteInAudit } from './cli-audit.ts';
import { settingsOfCommand, withSettings } from './settings-options.ts';

export const ofDatabase = ({ section }: Setting): boolean => section === 'database';

export function addBackup(program: Command): void {
  withSettings(program.command('backup <file>'), ofDatabase)
    .description('copy the SQLite database, also while the coordinator runs, and read the copy through')
    .action(async (file: string, _: unknown, command: Command) => {
      report('backup', await backup(folderOf(command), file));
    });
  withSettings(program.command('restore <file>'), ofDatabase)
    .description('put a copy in the place of the SQLite database; the coordinator must not run')
    .action(async (file: string, _: unknown, command: Command) => {
      const restored = await restore(file, folderOf(command), Date.now());
      noteInAudit(settingsOfCommand(command).config, 'database_restored', { file });
      report('restored', restored);
      if (restored.former) console.log(`the former database is kept as ${restored.former}`);
    });
}

function folderOf(command: Command): string {
  const { type, data_dir } = settingsOfCommand(command).config.database;
  if (type !== 'sqlite') throw new StoreError('not_sqlite', `database.type is ${type}`);
  return data_dir;
}

function report(done: string, { file, version, rows }: BackupReport): void {
  const counts = Object.entries(rows).map(([table, count]) => `${table} ${count}`);
  console.log(`${done}: ${file}, version ${version}, read through: ${counts.join(', ')}`);
}
