/**
 * Rows for people: one table, best figures of each set and degradation marked.
 * @module
 */
import Table from 'cli-table3';
import type { QualityRow } from './tally.ts';

const HEAD = ['set', 'degradation', 'method', 'PSNR-Y dB', '- bicubic', 'SSIM', 'GMSD', 'flicker', 'n'];

export function qualityTable(rows: readonly QualityRow[]): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [] } });
  for (const group of groups(rows)) {
    const bicubic = group.find(({ method }) => method === 'bicubic')?.psnrY;
    const bestOf = (read: (row: QualityRow) => number) => Math.max(...group.map(read));
    const best = {
      psnrY: bestOf((r) => r.psnrY),
      ssim: bestOf((r) => r.ssim),
      gmsd: -bestOf((r) => -r.gmsd),
    };
    const mark = (value: number, top: number, digits: number) =>
      `${value.toFixed(digits)}${value === top ? ' *' : ''}`;
    for (const row of group) {
      table.push([
        row.set,
        row.degradation,
        row.method,
        mark(row.psnrY, best.psnrY, 2),
        bicubic === undefined ? '' : signed(row.psnrY - bicubic),
        mark(row.ssim, best.ssim, 4),
        mark(row.gmsd, best.gmsd, 4),
        row.flicker?.toFixed(2) ?? '',
        row.n,
      ]);
    }
  }
  return table.toString();
}

/** Rows of one set and degradation, which come one after another. */
function groups(rows: readonly QualityRow[]): QualityRow[][] {
  const found = new Map<string, QualityRow[]>();
  for (const row of rows) {
    const key = `${row.set}\n${row.degradation}`;
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return [...found.values()];
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
}
