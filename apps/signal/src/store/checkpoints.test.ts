import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import LibsqlDatabase from 'libsql';
import { expect, it, vi } from 'vitest';
import { startCheckpoints } from './checkpoints.ts';

it('brings commits into the file itself, in turns, and is still when it has ended', async () => {
  vi.useFakeTimers();
  const dir = mkdtempSync(join(tmpdir(), 'p2c2g-log-'));
  try {
    const file = join(dir, 'a.sqlite');
    const database = new LibsqlDatabase(file);
    database.exec('pragma journal_mode = wal; pragma wal_autocheckpoint = 0');
    database.exec('create table kept (n integer)');
    const stop = startCheckpoints(file);
    database.exec('insert into kept values (7)');
    vi.advanceTimersByTime(1_000);
    await stop();
    database.exec('insert into kept values (8)');
    vi.advanceTimersByTime(10_000);
    copyFileSync(file, join(dir, 'b.sqlite'));
    database.close();
    const copy = new LibsqlDatabase(join(dir, 'b.sqlite'));
    expect(copy.prepare('select n from kept').all()).toEqual([{ n: 7 }]);
    copy.close();
  } finally {
    vi.useRealTimers();
    rmSync(dir, { recursive: true, force: true });
  }
});
