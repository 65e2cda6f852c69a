/** What the gamer chose, how it is remembered, and what it means as a request. */
import type { Pool } from '@p2c2g/protocol';
import { readPool } from '../access/company.ts';
import type { FrameRate, PlayRequest, Quality, Size, SourceOption } from './view.ts';

export interface PlaySettings {
  sourceId: string;
  target: Size;
  /** `auto` is half the target each way: what the networks are made for. */
  input: 'auto' | Size;
  quality: Quality;
  fps: FrameRate;
  /** Who may help. */
  pool: Pool;
  /** Whether the numbers beside the picture are shown. */
  showStats: boolean;
}

export const TARGET_PRESETS: readonly Size[] = [
  { width: 640, height: 360 },
  { width: 960, height: 540 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
];

export const INPUT_PRESETS: readonly Size[] = [
  { width: 320, height: 180 },
  { width: 480, height: 270 },
  { width: 640, height: 360 },
  { width: 960, height: 540 },
];

/** Smaller than any codec likes to see; larger than any helper of today upscales in time. */
export const SIZE_LIMITS = { min: 64, max: 3840 } as const;

export const DEFAULT_SETTINGS: PlaySettings = {
  sourceId: 'keep',
  target: { width: 960, height: 540 },
  input: 'auto',
  quality: 'balanced',
  fps: 30,
  pool: 'anyone',
  showStats: true,
};

const KEY = 'p2c2g.play';
const QUALITIES: readonly string[] = ['fast', 'balanced', 'quality'];

/** Even, within limits: chroma planes have half the width and height. */
export function fitSide(side: number): number {
  const within = Math.min(SIZE_LIMITS.max, Math.max(SIZE_LIMITS.min, side));
  return Math.round(within / 2) * 2;
}

export function inputOf({ input, target }: Pick<PlaySettings, 'input' | 'target'>): Size {
  const { width, height } = input === 'auto' ? { width: target.width / 2, height: target.height / 2 } : input;
  return { width: fitSide(width), height: fitSide(height) };
}

export function requestOf(settings: PlaySettings, file: File | null): PlayRequest {
  const { sourceId, target, quality, fps, pool } = settings;
  return {
    sourceId,
    file: sourceId === 'file' ? file : null,
    input: inputOf(settings),
    target: { width: fitSide(target.width), height: fitSide(target.height) },
    quality,
    fps,
    pool,
  };
}

/** A remembered source may be gone, or of no use in this browser: then the first that can be used. */
export function withKnownSource(settings: PlaySettings, sources: readonly SourceOption[]): PlaySettings {
  const usable = sources.filter(({ unavailable }) => unavailable === null);
  if (usable.some(({ id }) => id === settings.sourceId)) return settings;
  return { ...settings, sourceId: usable[0]?.id ?? settings.sourceId };
}

/** `1280x720`, the value of a choice in the page. */
export function sizeId({ width, height }: Size): string {
  return `${width}x${height}`;
}

/** Reads what an earlier version, or another hand, may have left: each field counts only if it makes sense. */
export function parseSettings(json: string | null): PlaySettings {
  const left = readObject(json);
  const fallback = DEFAULT_SETTINGS;
  return {
    sourceId: typeof left.sourceId === 'string' ? left.sourceId : fallback.sourceId,
    target: readSize(left.target) ?? fallback.target,
    input: readSize(left.input) ?? 'auto',
    quality: QUALITIES.includes(left.quality as string) ? (left.quality as Quality) : fallback.quality,
    fps: left.fps === 60 ? 60 : 30,
    pool: readPool(left.pool),
    showStats: left.showStats !== false,
  };
}

function readObject(json: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function readSize(value: unknown): Size | null {
  const { width, height } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Size>;
  if (!Number.isFinite(width) || !Number.isFinite(height)) return null;
  return { width: fitSide(width as number), height: fitSide(height as number) };
}

export function loadSettings(): PlaySettings {
  try {
    return parseSettings(localStorage.getItem(KEY));
  } catch {
    return DEFAULT_SETTINGS; // storage forbidden
  }
}

export function saveSettings(settings: PlaySettings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Not remembered then.
  }
}
