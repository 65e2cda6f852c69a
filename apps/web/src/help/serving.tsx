import { formatBps, formatBytes, formatCount, formatDuration, formatMs, formatShare } from '../ui/format.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { Stat } from '../ui/stat.tsx';
import type { ServingStats } from './view.ts';

/** Three minutes: long enough to see a slow-down come, short enough to see it go. */
const HISTORY_S = 180;

/** What this tab has done so far, and what it does now. Never a frame itself. */
export function Serving({ stats, nowMs }: { stats: ServingStats; nowMs: number }) {
  return (
    <section class="panel stack" aria-labelledby="serving">
      <div class="panel-head">
        <h2 id="serving">Your help so far</h2>
        {stats.sinceMs !== null && (
          <span class="soft small num">for {formatDuration(nowMs - stats.sinceMs)}</span>
        )}
      </div>
      <dl class="stats">
        <Stat name="frames" label="frames upscaled" value={stats.framesUpscaled}>
          {formatCount(stats.framesUpscaled)}
        </Stat>
        <Stat name="ms-per-frame" label="time per frame" value={stats.msPerFrame}>
          {formatMs(stats.msPerFrame)}
        </Stat>
        <Stat name="sessions" label="games now" value={stats.sessionsNow}>
          {formatCount(stats.sessionsNow)}
          <span class="stat-aside">of {formatCount(stats.sessionsTotal)} in all</span>
        </Stat>
        <Stat name="load" label="load" value={stats.load}>
          {formatShare(stats.load)}
        </Stat>
      </dl>
      <Sparkline
        label="ms per frame, last 3 minutes"
        valuesMs={stats.msPerFrameHistory}
        capacity={HISTORY_S}
      />
      <dl class="stats stats-small">
        <Stat name="bytes-up" label="sent" value={stats.bytesUp}>
          {formatBytes(stats.bytesUp)} <span class="stat-aside">{formatBps(stats.uploadBps)}</span>
        </Stat>
        <Stat name="bytes-down" label="received" value={stats.bytesDown}>
          {formatBytes(stats.bytesDown)} <span class="stat-aside">{formatBps(stats.downloadBps)}</span>
        </Stat>
        <Stat name="dropped" label="given up as late" value={stats.framesDropped}>
          {formatCount(stats.framesDropped)}
        </Stat>
      </dl>
    </section>
  );
}
