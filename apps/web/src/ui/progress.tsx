import { formatBytes } from './format.ts';

/** A download: bar, bytes, and the name of what comes. Of unknown length it only says that it moves. */
export function ByteProgress(props: { what: string; loaded: number; total: number | null; testId: string }) {
  const { what, loaded, total, testId } = props;
  return (
    <div class="progress" data-testid={testId} data-value={loaded}>
      <div class="progress-words">
        <span id={`${testId}-what`}>{what}</span>
        <span class="num">
          {formatBytes(loaded)}
          {total !== null && ` of ${formatBytes(total)}`}
        </span>
      </div>
      <progress
        aria-labelledby={`${testId}-what`}
        max={total ?? undefined}
        value={total === null ? undefined : loaded}
      />
    </div>
  );
}
