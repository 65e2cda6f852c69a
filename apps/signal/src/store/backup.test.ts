import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { backup, restore } from './backup.ts';
import { sqliteFile } from './sqlite.ts';
import { Store } from './store.ts';
import { Places } from './test-places.ts';

const places = new Places('sqlite');
afterAll(() => places.end());
let dataDir: string;
let copy: string;
beforeEach(async () => {
  const place = await places.fresh();
  if (place.type !== 'sqlite') throw new TypeError('not SQLite');
  dataDir = place.dataDir;
  copy = join(dataDir, 'copy.sqlite');
});
const open = () => Store.open({ type: 'sqlite', dataDir }, () => {});
const helpers = async (store: Store) =>
  (await store.database.db.selectFrom('helpers').select('peer_id').execute()).map(({ peer_id }) => peer_id);

it('copies a database that is being written to, and puts the copy back', async () => {
  const store = await open();
  store.helperSeen('first', {}, 1);
  await store.flush();
  const making = backup(dataDir, copy);
  store.helperSeen('second', {}, 2);
  const report = await making;
  await store.flush();
  expect(report.rows.helpers).toBeGreaterThanOrEqual(1);
  await store.close();

  const restored = await restore(copy, dataDir, 77);
  expect(restored.rows).toEqual(report.rows);
  expect(restored.former).toBe(`${sqliteFile(dataDir)}.before-77`);
  expect(existsSync(restored.former!)).toBe(true);
  const again = await open();
  expect(await helpers(again)).toHaveLength(report.rows.helpers!);
  expect(await helpers(again)).toContain('first');
  await again.close();
});

it('restores over a damaged file', async () => {
  const store = await open();
  store.helperSeen('kept', {}, 1);
  await store.flush();
  await backup(dataDir, copy);
  await store.close();
  writeFileSync(sqliteFile(dataDir), 'rubbish '.repeat(1000));
  await expect(open()).rejects.toMatchObject({ code: 'corrupt' });
  await restore(copy, dataDir, 1);
  const again = await open();
  expect(await helpers(again)).toEqual(['kept']);
  await again.close();
});

it('refuses a damaged copy, one of something else, a copy that is there, and a coordinator that runs', async () => {
  const store = await open();
  await backup(dataDir, copy);
  await expect(backup(dataDir, copy)).rejects.toMatchObject({ code: 'open_failed' });
  await expect(restore(copy, dataDir, 1)).rejects.toMatchObject({ code: 'in_use' });
  await store.close();
  const bytes = readFileSync(copy);
  const damaged = join(dataDir, 'damaged.sqlite');
  writeFileSync(damaged, Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 7)]));
  await expect(restore(damaged, dataDir, 1)).rejects.toMatchObject({ code: 'corrupt' });
  writeFileSync(join(dataDir, 'empty.sqlite'), '');
  await expect(restore(join(dataDir, 'empty.sqlite'), dataDir, 1)).rejects.toMatchObject({ code: 'corrupt' });
  await expect(restore(join(dataDir, 'absent'), dataDir, 1)).rejects.toMatchObject({ code: 'open_failed' });
  await (await open()).close();
});
