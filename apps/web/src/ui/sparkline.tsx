import { formatMs } from './format.ts';
import { linePath, niceTop } from './sparkline-path.ts';

const WIDTH = 300;
const HEIGHT = 64;

interface SparklineProps {
  /** One a second, oldest first; null where nothing happened. */
  valuesMs: readonly (number | null)[];
  /** Seconds the width stands for. */
  capacity: number;
  label: string;
  /** A dashed line: the frame budget or the deadline. */
  limitMs?: number;
}

/** A quiet line chart of milliseconds over the last seconds. Decoration plus a spoken summary. */
export function Sparkline({ valuesMs, capacity, label, limitMs }: SparklineProps) {
  const top = niceTop(valuesMs, limitMs === undefined ? 10 : limitMs * 1.2);
  const box = { width: WIDTH, height: HEIGHT, capacity };
  const last = valuesMs.findLast((v) => v !== null) ?? null;
  const limitY = limitMs === undefined ? null : HEIGHT * (1 - limitMs / top);
  return (
    <figure class="spark">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}: now ${formatMs(last)}, scale to ${formatMs(top)}`}
      >
        <path class="spark-grid" d={`M0 ${HEIGHT / 2}H${WIDTH}`} />
        {limitY !== null && <path class="spark-limit" d={`M0 ${limitY}H${WIDTH}`} />}
        <path class="spark-line" d={linePath(valuesMs, top, box)} />
      </svg>
      <figcaption>
        <span>{label}</span>
        <span class="spark-scale">top {formatMs(top)}</span>
      </figcaption>
    </figure>
  );
}
