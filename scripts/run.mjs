/**
 * `node scripts/run.mjs [--no-netns] FILE [args]`: sets up what is missing, then runs a TypeScript program (the demo, a
 * bench) on a network of its own. A file that ends in `.test.ts` is run by Vitest: one end-to-end test at a time.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { COTURN, ensureTools, neededTools } from './lib/apt.mjs';
import { runCommand } from './lib/command.mjs';
import { runIsolated } from './lib/netns.mjs';
import { requireNode } from './lib/node-version.mjs';
import { ROOT } from './lib/paths.mjs';
import { PlainProblem, runMain } from './lib/say.mjs';
import { ensurePackages, ensureWebBuild } from './lib/setup.mjs';

const USAGE = 'usage: node scripts/run.mjs [--no-netns] FILE.ts [arguments]';

requireNode();
await runMain(async () => {
  const isolate = process.argv[2] !== '--no-netns';
  const [file, ...args] = process.argv.slice(isolate ? 2 : 3);
  if (file === undefined) throw new PlainProblem(USAGE);
  if (!existsSync(file)) throw new PlainProblem(`there is no file ${file}`);
  await ensurePackages();
  ensureTools({ tools: isTest(file) ? [...neededTools(), COTURN] : neededTools() });
  await ensureWebBuild();
  const run = isolate ? runIsolated : runCommand;
  return run(process.execPath, [...runnerFor(file), file, ...args], {});
});

/** @param {string} file */
function isTest(file) {
  return file.endsWith('.test.ts');
}

/** @param {string} file */
function runnerFor(file) {
  if (!isTest(file)) return ['--import', 'tsx'];
  return [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'e2e'];
}
