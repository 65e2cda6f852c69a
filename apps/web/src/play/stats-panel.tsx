import { formatBps, formatCount, formatFps, formatMs, formatShare, NONE } from '../ui/format.ts';
import { Sparkline } from '../ui/sparkline.tsx';
import { Stat } from '../ui/stat.tsx';
import { HelpersTable } from './helpers-table.tsx';
import { StagesBar } from './stages-bar.tsx';
import type { PlayStats } from './view.ts';

/** Two minutes of one value a second. */
const HISTORY_S = 120;
/** The product's promise for a frame from capture to screen. */
const DEADLINE_MS = 100;

/** The numbers beside the picture. Hidden, not removed, when switched off: scripts read them either way. */
export function StatsPanel({ stats, hidden }: { stats: PlayStats; hidden: boolean }) {
  return (
    <aside class="stats-panel" aria-label="Numbers" data-testid="stats" hidden={hidden}>
      <Headline stats={stats} />
      <Sparkline
        label="latency, last 2 minutes"
        valuesMs={stats.latencyHistoryMs}
        capacity={HISTORY_S}
        limitMs={DEADLINE_MS}
      />
      <StagesBar stagesMs={stats.stagesMs} />
      <Frames stats={stats} />
      <HelpersTable helpers={stats.helpers} />
      <Network stats={stats} />
    </aside>
  );
}

function Headline({ stats }: { stats: PlayStats }) {
  const { latencyMs } = stats;
  return (
    <dl class="stats">
      <Stat name="fps-out" label="fps shown" value={stats.fpsOut}>
        {formatFps(stats.fpsOut)}
      </Stat>
      <Stat name="fps-in" label="fps captured" value={stats.fpsIn}>
        {formatFps(stats.fpsIn)}
      </Stat>
      <Stat name="latency-p50" label="latency" value={latencyMs?.p50 ?? null}>
        {formatMs(latencyMs?.p50 ?? null)}
      </Stat>
      <Stat name="latency-p95" label="95 % within" value={latencyMs?.p95 ?? null}>
        {formatMs(latencyMs?.p95 ?? null)}
      </Stat>
    </dl>
  );
}

const COUNTS: readonly [name: string, label: string, read: (stats: PlayStats) => number][] = [
  ['frames-sent', 'sent', ({ frames }) => frames.sent],
  ['frames-upscaled', 'upscaled', ({ frames }) => frames.upscaled],
  ['frames-local', 'scaled here', ({ frames }) => frames.local],
  ['frames-lost', 'lost', ({ frames }) => frames.lost],
  ['failovers', 'failovers', ({ failovers }) => failovers],
  ['hedges', 'hedges', ({ hedges }) => hedges],
];

function Frames({ stats }: { stats: PlayStats }) {
  return (
    <dl class="stats stats-tight">
      {COUNTS.map(([name, label, read]) => (
        <Stat key={name} name={name} label={label} value={read(stats)}>
          {formatCount(read(stats))}
        </Stat>
      ))}
    </dl>
  );
}

const MODES: Readonly<Record<PlayStats['mode'], string>> = {
  solo: 'one helper',
  split: 'several, a band each',
  local: 'this machine',
};

function Network({ stats }: { stats: PlayStats }) {
  return (
    <dl class="stats stats-tight stats-pair">
      <Stat name="uplink-bps" label="up" value={stats.uplinkBps}>
        {formatBps(stats.uplinkBps)}
      </Stat>
      <Stat name="downlink-bps" label="down" value={stats.downlinkBps}>
        {formatBps(stats.downlinkBps)}
      </Stat>
      <Stat name="loss" label="packet loss" value={stats.lossShare}>
        {formatShare(stats.lossShare)}
      </Stat>
      <Stat name="line-bps" label="line carries" value={stats.lineBps}>
        {stats.lineBps === null ? NONE : formatBps(stats.lineBps)}
      </Stat>
      <Stat name="parity" label="parity" value={stats.parityShare}>
        {formatShare(stats.parityShare)}
      </Stat>
      <Stat name="connections" label="connections" value={stats.connections}>
        {stats.connections}
      </Stat>
      <Stat name="largest-gap" label="longest gap" value={stats.largestGapMs}>
        {formatMs(stats.largestGapMs)}
      </Stat>
      <Stat name="model" label="network" value={stats.model}>
        {stats.model ?? NONE}
      </Stat>
      <Stat name="mode" label="pictures by" value={stats.mode}>
        {MODES[stats.mode]}
      </Stat>
      <Stat name="algorithm" label="algorithm" value={stats.algorithm}>
        {stats.algorithm ?? NONE}
      </Stat>
    </dl>
  );
}
