/**
 * A run in the form that is written and printed.
 * @module
 */
import Table from 'cli-table3';
import pc from 'picocolors';
import type { PictureScore } from '../../apps/web/src/stream/gamer/probe-types.ts';
import type { StreamRun } from '../harness/stream-run.ts';
import type { DemoArgs } from './args.ts';

export interface DemoReport {
  readonly settings: DemoArgs;
  readonly machine: { readonly cores: number; readonly node: string; readonly at: string };
  readonly frames: StreamRun['stream']['frames'];
  readonly onTimeShare: number;
  readonly deadlineMs: number;
  readonly latencyMs: StreamRun['stream']['latencyMs'];
  readonly stagesMs: StreamRun['stream']['stagesMs'];
  readonly bareChainMs: {
    readonly p50: number;
    readonly p95: number;
    readonly stages: Readonly<Record<string, number>>;
  } | null;
  readonly addedOverBareChain: number | null;
  readonly largestGapMs: number;
  readonly hedges: number;
  readonly failovers: number;
  readonly bytes: { readonly up: number; readonly down: number };
  readonly algorithms: readonly string[];
  readonly psnrDb: { readonly upscaled: number; readonly bicubic: number };
  readonly ssim: { readonly upscaled: number; readonly bicubic: number };
  readonly pictures: number;
}

export function demoReport(run: StreamRun, settings: DemoArgs, cores: number): DemoReport {
  const { stream, bareChain } = run;
  const scored = run.pictures.scores.filter(({ outcome }) => outcome === 'upscaled');
  return {
    settings,
    machine: { cores, node: process.version, at: new Date().toISOString() },
    frames: stream.frames,
    onTimeShare: round(stream.onTimeShare, 4),
    deadlineMs: stream.deadlineMs,
    latencyMs: stream.latencyMs,
    stagesMs: stream.stagesMs,
    bareChainMs: bareChain && { p50: bareChain.p50Ms, p95: bareChain.p95Ms, stages: bareChain.stagesMs },
    addedOverBareChain: bareChain && round(stream.latencyMs.p50 / bareChain.p50Ms, 2),
    largestGapMs: stream.largestGapMs,
    hedges: stream.hedges,
    failovers: stream.failovers,
    bytes: { up: stream.bytesUp, down: stream.bytesDown },
    algorithms: stream.algorithms,
    psnrDb: {
      upscaled: meanOf(scored, ({ psnrDb }) => psnrDb.shown),
      bicubic: meanOf(scored, ({ psnrDb }) => psnrDb.bicubic),
    },
    ssim: {
      upscaled: meanOf(scored, ({ ssim }) => ssim.shown, 4),
      bicubic: meanOf(scored, ({ ssim }) => ssim.bicubic, 4),
    },
    pictures: scored.length,
  };
}

/** The report as a person reads it. */
export function printable(report: DemoReport): string {
  const table = new Table({ style: { head: [], border: [] } });
  const { frames, latencyMs: late } = report;
  const mbit = (bytes: number) =>
    `${((bytes * 8) / 1e6 / (frames.sent / report.settings.fps)).toFixed(2)} Mbit/s`;
  table.push(
    ['frames sent', String(frames.sent)],
    ['  upscaled by helpers', String(frames.upscaled)],
    ['  replaced locally', String(frames.local)],
    ['  lost', frames.lost > 0 ? pc.red(String(frames.lost)) : '0'],
    [`on time (${report.deadlineMs} ms)`, `${(100 * report.onTimeShare).toFixed(2)} %`],
    ['latency p50 / p95 / p99', `${ms(late.p50)} / ${ms(late.p95)} / ${ms(late.p99)}`],
    ...Object.entries(report.stagesMs).map(([stage, spread]) => [
      `  ${stage}`,
      `${ms(spread.p50)} / ${ms(spread.p95)} / ${ms(spread.p99)}`,
    ]),
    ['bare chain p50', report.bareChainMs ? ms(report.bareChainMs.p50) : 'not measured'],
    ['latency / bare chain', report.addedOverBareChain ? `${report.addedOverBareChain}` : '-'],
    ['largest gap between frames', ms(report.largestGapMs)],
    ['hedges, failovers', `${report.hedges}, ${report.failovers}`],
    ['up, down', `${mbit(report.bytes.up)}, ${mbit(report.bytes.down)}`],
    [
      'PSNR-Y upscaled, bicubic',
      `${report.psnrDb.upscaled} dB, ${report.psnrDb.bicubic} dB (${report.pictures} pictures)`,
    ],
    ['SSIM upscaled, bicubic', `${report.ssim.upscaled}, ${report.ssim.bicubic}`],
    ['algorithm', report.algorithms.join(', ')],
  );
  return table.toString();
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function meanOf(scores: readonly PictureScore[], read: (score: PictureScore) => number, digits = 2): number {
  if (scores.length === 0) return Number.NaN;
  return round(scores.reduce((sum, score) => sum + read(score), 0) / scores.length, digits);
}
