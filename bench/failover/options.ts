/**
 * The bench's command line.
 * @module
 */
import { parseArgs } from 'node:util';

/**
 * What happens to the helper that has the next frame: its renderer gets SIGKILL or SIGSTOP, or its tab is closed. `coordinator` kills
 * that one instead, `none` nobody: what the machine itself makes of gaps.
 */
export const CAUSES = ['kill', 'freeze', 'close', 'coordinator', 'none'] as const;
export type Cause = (typeof CAUSES)[number];

export interface Options {
  readonly trials: number;
  readonly causes: readonly Cause[];
  readonly fps: readonly number[];
  readonly helpers: number;
  readonly input: string;
  readonly target: string;
  readonly json: string | undefined;
  /** In the simulator instead of in browsers. */
  readonly simulated: boolean;
}

/** @throws Error with the sentence to print */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      trials: { type: 'string', default: '20' },
      causes: { type: 'string', default: CAUSES.join(',') },
      fps: { type: 'string', default: '30,60' },
      helpers: { type: 'string', default: '2' },
      input: { type: 'string', default: '160x90' },
      target: { type: 'string', default: '320x180' },
      json: { type: 'string' },
      simulated: { type: 'boolean', default: false },
    },
  });
  return {
    trials: whole('trials', values.trials, 1, 1000),
    causes: values.causes.split(',').map(cause),
    fps: values.fps.split(',').map((fps) => whole('fps', fps, 1, 60)),
    helpers: whole('helpers', values.helpers, 1, 4),
    input: values.input,
    target: values.target,
    json: values.json,
    simulated: values.simulated,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} must be a whole number from ${least} to ${most}, not ${text}`);
  return value;
}

function cause(text: string): Cause {
  const known = CAUSES.find((each) => each === text);
  if (!known) throw new Error(`--causes must be of ${CAUSES.join(', ')}, not ${text}`);
  return known;
}
