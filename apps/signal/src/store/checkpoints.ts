/**
 * Brings what stands in SQLite's write-ahead log into the file, beside the event loop. Left to itself SQLite does it within
 * some commit, which then takes milliseconds where it usually takes a tenth of one, and whoever asks for a helper waits.
 * Here a second connection does it on a thread of the driver; writers go on meanwhile (https://www.sqlite.org/wal.html).
 * @module
 */
import LibsqlDatabase from 'libsql/promise';

const EVERY_MS = 1_000;
/** The log is begun anew only when nothing was added since: the second, of what came during the first, is soon done. */
const CHECKPOINT = 'pragma wal_checkpoint(passive); pragma wal_checkpoint(passive)';

/** @returns ends them; resolves when none is under way */
export function startCheckpoints(file: string): () => Promise<void> {
  const database = new LibsqlDatabase(file, {});
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    // One that fails, as on a full disk, is made up for by the next; and commits do it themselves when the log grows long.
    running ??= database
      .exec(CHECKPOINT)
      .catch(() => {})
      .then(() => {
        running = undefined;
      });
  }, EVERY_MS).unref();
  return async () => {
    clearInterval(timer);
    await running;
    database.close();
  };
}
