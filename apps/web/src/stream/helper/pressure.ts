/**
 * How hot this machine runs, where the browser tells (Compute Pressure API).
 * @module
 */
import type { ThermalStatus } from '@p2c2g/protocol';

interface Pressure {
  readonly state: ThermalStatus;
}
declare const PressureObserver:
  | (new (
      heard: (records: readonly Pressure[]) => void,
    ) => { observe(source: 'cpu', options: { sampleInterval: number }): Promise<void> })
  | undefined;

/** Calls `heard` at each change; does nothing where the browser has no such thing. */
export function watchPressure(heard: (state: ThermalStatus) => void): void {
  if (typeof PressureObserver === 'undefined') return;
  const observer = new PressureObserver((records) => {
    const last = records[records.length - 1];
    if (last) heard(last.state);
  });
  observer.observe('cpu', { sampleInterval: 1000 }).catch(() => {});
}
