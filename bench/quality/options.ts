/**
 * The command line of `bench:quality`.
 * @module
 */
import { parseArgs } from 'node:util';
import { PlainProblem } from '../../scripts/lib/say.mjs';
import { type Degradation, parseDegradation } from './degradation.ts';
import { ALL_METHODS, createMethod, type Method, USUAL_METHODS } from './methods.ts';
import type { Limits } from './steps.ts';

export interface Options {
  readonly folders: readonly string[];
  readonly json: string | undefined;
  readonly sheet: string | undefined;
  readonly degradations: readonly Degradation[];
  readonly methods: readonly Method[];
  readonly limits: Limits;
}

export const USAGE = `usage: npm run bench:quality -- --data DIR [--data DIR...] [--json FILE] [--sheet OUT.png|OUT.webp]
  [--methods all | ${ALL_METHODS.join(',')}]   default: ${USUAL_METHODS.join(',')}
  [--degradations clean,h264-1500k,h264-3000k,vp9-1500k,vp8-1500k,...]      default: clean,h264-1500k
  [--pairs 0] [--clip-frames 32]                                           0 for all of them`;

/** @throws PlainProblem on anything it does not know */
export function readOptions(argv: readonly string[]): Options {
  const values = parse(argv);
  const folders = values.data ?? [];
  if (folders.length === 0) throw new PlainProblem(`--data is missing\n${USAGE}`);
  const methods = values.methods === 'all' ? ALL_METHODS : list(values.methods);
  return {
    folders,
    json: values.json,
    sheet: values.sheet,
    degradations: list(values.degradations).map(parseDegradation),
    methods: methods.map(createMethod),
    limits: { pairs: whole('pairs', values.pairs), clipFrames: whole('clip-frames', values['clip-frames']) },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        data: { type: 'string', multiple: true },
        json: { type: 'string' },
        sheet: { type: 'string' },
        methods: { type: 'string', default: USUAL_METHODS.join(',') },
        degradations: { type: 'string', default: 'clean,h264-1500k' },
        pairs: { type: 'string', default: '0' },
        'clip-frames': { type: 'string', default: '32' },
      },
    }).values;
  } catch (cause) {
    throw new PlainProblem(`${cause instanceof Error ? cause.message : cause}\n${USAGE}`);
  }
}

/** Named once each, in the order given. */
function list(text: string): string[] {
  return [...new Set(text.split(',').map((name) => name.trim()))];
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new PlainProblem(`--${name} ${text}: a whole number, or 0 for all`);
  return value;
}
