/**
 * How far a long benchmark is: one line that is redrawn on a terminal, now and then a new one elsewhere. It goes to stderr.
 * @module
 */

/** Where nothing can be redrawn, more than this would fill a log. */
const LINE_EVERY_MS = 15_000;
const BAR_CHARS = 24;

export interface Progress {
  step(what: string): void;
  done(): void;
}

export function progress(total: number): Progress {
  const terminal = process.stderr.isTTY === true;
  const start = performance.now();
  let count = 0;
  let lastLineMs = start;
  return {
    step(what) {
      count += 1;
      const now = performance.now();
      if (terminal) process.stderr.write(`\r\x1b[K${progressLine(count, total, now - start)} ${what}`);
      else if (now - lastLineMs >= LINE_EVERY_MS) {
        lastLineMs = now;
        process.stderr.write(`${progressLine(count, total, now - start)} ${what}\n`);
      }
    },
    done() {
      if (terminal) process.stderr.write('\r\x1b[K');
    },
  };
}

/** A bar, a share, and the time that the rest will take if it goes on like this. */
export function progressLine(count: number, total: number, spentMs: number): string {
  const share = Math.min(1, count / total);
  const full = Math.round(share * BAR_CHARS);
  const leftS = Math.round((spentMs / count) * Math.max(0, total - count) * 1e-3);
  const bar = '#'.repeat(full) + '.'.repeat(BAR_CHARS - full);
  return `[${bar}] ${count}/${total}, ${leftS} s left`;
}
