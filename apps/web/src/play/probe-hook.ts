/**
 * With `?probe` in its address the page can be measured from outside: streams of a set length, pictures kept for
 * comparison, the bare chain. The demo, the benchmarks and the end-to-end tests use it.
 * @module
 */
import type { GamerCommand, GamerReport, ProbeOrder } from '../stream/gamer/messages.ts';
import type { BareChainReport, StreamLook } from '../stream/gamer/probe-types.ts';
import type { Readable } from '../ui/store.ts';
import type { PlayView } from './view.ts';

export interface ProbeHook {
  /** What the next stream is to be; set through the page's `p2c2gProbe.order`. */
  readonly wish: ProbeOrder | undefined;
  hear(report: GamerReport): void;
}

type BareChainOrder = Omit<Extract<GamerCommand, { type: 'bare-chain' }>, 'type'>;
type Finished = Omit<Extract<GamerReport, { type: 'finished' }>, 'type'>;

export function probeHook(
  search: string,
  state: Readable<PlayView>,
  tell: (command: GamerCommand) => void,
): ProbeHook | undefined {
  if (!new URLSearchParams(search).has('probe')) return undefined;
  let wish: ProbeOrder | undefined;
  let finished: Finished | null = null;
  let onBareChain: (report: BareChainReport) => void = () => {};
  let onLook: (look: StreamLook) => void = () => {};
  Object.assign(globalThis, {
    p2c2gProbe: {
      order: (order: ProbeOrder) => {
        wish = order;
        finished = null;
      },
      stats: () => state.get().stats,
      result: () => finished,
      /** Ends the stream; its result comes when what is under way has been shown. */
      finish: () => tell({ type: 'finish' }),
      /** The stream as it is now, straight from the worker; a promise that stays open while nothing is played. */
      look: () =>
        new Promise<StreamLook>((done) => {
          onLook = done;
          tell({ type: 'look' });
        }),
      bareChain: (order: BareChainOrder) =>
        new Promise<BareChainReport>((done) => {
          onBareChain = done;
          tell({ type: 'bare-chain', ...order });
        }),
    },
  });
  return {
    get wish() {
      return wish;
    },
    hear: (report) => {
      if (report.type === 'finished') finished = { stream: report.stream, pictures: report.pictures };
      if (report.type === 'bare-chain') onBareChain(report.report);
      if (report.type === 'look') onLook(report.look);
    },
  };
}
