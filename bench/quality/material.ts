/**
 * What a folder of other people's data holds: pairs of stills and clips, named as the header of `quality.ts` says.
 * @module
 */
import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { PlainProblem } from '../../scripts/lib/say.mjs';

export interface Files {
  readonly low: string;
  readonly high: string;
}

/** One row of the table for each method and degradation. */
export type Material =
  | { readonly kind: 'pairs'; readonly set: string; readonly pairs: readonly Files[] }
  | { readonly kind: 'clip'; readonly set: string; readonly clip: Files };

const STILL = /^(.+)-(lr|hr)\.(?:webp|png)$/;
const CLIP = /^(?:(.+)-)?(lr|hr)\.(?:mkv|mp4|webm|avi|y4m)$/;

/**
 * Pairs and clips of a folder and its subfolders, in the order of their names. The folder's own name is the set's; what lies deeper is
 * `folder/subfolder`, and a clip beside stills `folder/clip`.
 * @throws PlainProblem when the folder is not there, holds nothing of use, or a half of a pair is missing
 */
export function findMaterial(folder: string): Material[] {
  const root = resolve(folder);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    throw new PlainProblem(`--data ${folder}: there is no such folder`);
  }
  const found = inFolder(root, basename(root));
  if (found.length > 0) return found;
  throw new PlainProblem(
    `--data ${folder}: neither NNN-lr.webp with NNN-hr.webp nor lr.mkv with hr.mkv (or .mp4) in it or its subfolders`,
  );
}

function inFolder(folder: string, set: string): Material[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const pairs = couples(folder, names, STILL).map(({ files }) => files);
  const clips = couples(folder, names, CLIP);
  const alone = pairs.length === 0 && clips.length === 1;
  return [
    ...(pairs.length > 0 ? [{ kind: 'pairs' as const, set, pairs }] : []),
    ...clips.map(({ name, files }) => ({
      kind: 'clip' as const,
      set: alone ? set : `${set}/${name || 'clip'}`,
      clip: files,
    })),
    ...entries
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => inFolder(join(folder, name), `${set}/${name}`)),
  ];
}

/** Files that belong together: the same name but for `lr` and `hr`. */
function couples(folder: string, names: readonly string[], shape: RegExp): { name: string; files: Files }[] {
  const halves = new Map<string, Partial<Files>>();
  for (const file of names) {
    const [, name = '', half] = shape.exec(file) ?? [];
    if (half === undefined) continue;
    const key = half === 'lr' ? 'low' : 'high';
    if (halves.get(name)?.[key] !== undefined) {
      throw new PlainProblem(
        `${join(folder, file)}: there is a second file of that name with another ending`,
      );
    }
    halves.set(name, { ...halves.get(name), [key]: join(folder, file) });
  }
  return [...halves].map(([name, { low, high }]) => {
    if (low === undefined) throw new PlainProblem(`${high}: its low-resolution half (-lr) is missing`);
    if (high === undefined) throw new PlainProblem(`${low}: its full-size half (-hr) is missing`);
    return { name, files: { low, high } };
  });
}
