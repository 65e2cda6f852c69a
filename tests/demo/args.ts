/**
 * The demo's command line.
 * @module
 */
import { parseArgs } from 'node:util';

export interface DemoArgs {
  readonly helpers: number;
  readonly frames: number;
  readonly fps: number;
  readonly source: string;
  readonly input: string;
  readonly target: string;
  readonly quality: string;
  readonly killOne: boolean;
  readonly json: string;
  readonly picture: string;
}

export const USAGE = `npm run demo -- [options]
  --helpers N      helper tabs (1..8, default 3)
  --frames M       frames to stream (30..100000, default 300)
  --fps F          30 or 60 (default 30)
  --source NAME    demo scene (default keep)
  --input WxH      size the game is drawn at (default 320x180)
  --target WxH     size it is shown at (default 640x360)
  --quality Q      fast, balanced or quality (default fast)
  --kill-one       kill the active helper midway
  --json FILE      report (default demo-report.json)
  --picture FILE   side by side (default demo-side-by-side.png)`;

/** @throws Error with the sentence to print */
export function readArgs(argv: readonly string[]): DemoArgs | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      helpers: { type: 'string', default: '3' },
      frames: { type: 'string', default: '300' },
      fps: { type: 'string', default: '30' },
      source: { type: 'string', default: 'keep' },
      input: { type: 'string', default: '320x180' },
      target: { type: 'string', default: '640x360' },
      quality: { type: 'string', default: 'fast' },
      'kill-one': { type: 'boolean', default: false },
      json: { type: 'string', default: 'demo-report.json' },
      picture: { type: 'string', default: 'demo-side-by-side.png' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    helpers: whole('helpers', values.helpers, 1, 8),
    frames: whole('frames', values.frames, 30, 100_000),
    fps: oneOf('fps', values.fps, ['30', '60'], Number),
    source: values.source,
    input: size('input', values.input),
    target: size('target', values.target),
    quality: oneOf('quality', values.quality, ['fast', 'balanced', 'quality'], String),
    killOne: values['kill-one'],
    json: values.json,
    picture: values.picture,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`--${name} must be a whole number from ${least} to ${most}, not ${text}`);
  }
  return value;
}

function oneOf<T>(name: string, text: string, allowed: readonly string[], read: (text: string) => T): T {
  if (!allowed.includes(text)) throw new Error(`--${name} must be one of ${allowed.join(', ')}, not ${text}`);
  return read(text);
}

function size(name: string, text: string): string {
  if (!/^\d{2,4}x\d{2,4}$/.test(text)) throw new Error(`--${name} must look like 640x360, not ${text}`);
  return text;
}
