/**
 * Numbers as people read them. Every function takes the unit its name says and writes the unit out.
 *
 * Fixed digits, never locale-dependent: a column of changing numbers must not jump, and a screenshot must mean the same
 * everywhere. A missing value is an en dash.
 */

export const NONE = '–';

/** 8.4 ms below ten, whole milliseconds above, seconds from ten seconds on. */
export function formatMs(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return NONE;
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 9.95 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** Bits per second in powers of a thousand, as networks count. */
export function formatBps(bps: number): string {
  return withPrefix(bps, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s']);
}

/** Bytes in powers of a thousand, as disks and data plans count. */
export function formatBytes(bytes: number): string {
  return withPrefix(bytes, ['B', 'kB', 'MB', 'GB', 'TB']);
}

function withPrefix(value: number, units: readonly string[]): string {
  let left = Math.max(0, value);
  let power = 0;
  // 999.5 would be written "1000": take the next unit from there on.
  while (left >= 999.5 && power < units.length - 1) {
    left /= 1000;
    power++;
  }
  const digits = power > 0 && left < 9.95 ? 1 : 0;
  return `${left.toFixed(digits)} ${units[power]}`;
}

/** A share 0..1 as percent; small but real shares do not read as zero. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  return `${percent.toFixed(percent < 10 && percent > 0 ? 1 : 0)} %`;
}

/** 12 483 with thin spaces. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

export function formatFps(fps: number): string {
  return fps.toFixed(fps > 0 && fps < 10 ? 1 : 0);
}

/** A running time: 45 s, 12 min, 3 h 05 min. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** "1 helper", "2 helpers". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
