/**
 * `npm test`: sets up what is missing, then checks types, house rules and style, builds the pages, and runs the unit
 * and the end-to-end tests. Every step runs even after one failed, so that one run tells all there is to mend.
 *
 * The last line is the sum of both test runs, `N passed, M failed`; the exit code is 0 only when every step held.
 * `--no-netns` keeps the end-to-end tests on this machine's own network.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { COTURN, ensureTools, neededTools, POSTGRES } from './lib/apt.mjs';
import { runCommand } from './lib/command.mjs';
import { runIsolated } from './lib/netns.mjs';
import { requireNode } from './lib/node-version.mjs';
import { cacheOf, ROOT } from './lib/paths.mjs';
import { PlainProblem, runMain, say } from './lib/say.mjs';
import { ensurePackages, ensureWebBuild } from './lib/setup.mjs';
import { closingLine, readCounts, sumCounts } from './lib/vitest-report.mjs';

const REPORTS = join(cacheOf(ROOT), 'test-reports');
const isolate = !process.argv.includes('--no-netns');

requireNode();
await runMain(async () => {
  await ensurePackages();
  ensureTools({ tools: [...neededTools(), POSTGRES, COTURN] });

  /** @type {string[]} */
  const failedSteps = [];
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      interrupted = true;
    });
  }
  const step = async (/** @type {string} */ name, /** @type {() => Promise<boolean>} */ holds) => {
    if (interrupted) {
      failedSteps.push(`${name} (not run)`);
      return;
    }
    say(name);
    const startedMs = performance.now();
    const held = await holds();
    if (!held) failedSteps.push(name);
    say(`${name}: ${held ? 'fine' : 'FAILED'} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
  };

  await step('types', () => tool('typescript/bin/tsc', ['--noEmit']));
  await step('house rules', async () => (await node([join(ROOT, 'scripts/check-house.mjs')])) === 0);
  await step('style', () => tool('@biomejs/biome/bin/biome', ['check', '.']));
  await step('web build', webBuildHolds);
  await step('unit tests', () => vitest('unit', runCommand));
  await step('end-to-end tests', () => vitest('e2e', isolate ? runIsolated : runCommand));

  if (failedSteps.length > 0) say(`failed: ${failedSteps.join(', ')}`);
  console.log(closingLine(sumCounts([readCounts(reportOf('unit')), readCounts(reportOf('e2e'))])));
  return failedSteps.length === 0 ? 0 : 1;
});

/** @param {readonly string[]} args @param {typeof runCommand} [run] */
function node(args, run = runCommand) {
  return run(process.execPath, args, { cwd: ROOT });
}

/** @param {string} script below node_modules @param {readonly string[]} args */
async function tool(script, args) {
  return (await node([join(ROOT, 'node_modules', script), ...args])) === 0;
}

async function webBuildHolds() {
  try {
    await ensureWebBuild();
    return true;
  } catch (error) {
    if (!(error instanceof PlainProblem)) throw error;
    say(error.message);
    return false;
  }
}

/** @param {'unit' | 'e2e'} project */
function reportOf(project) {
  return join(REPORTS, `${project}.json`);
}

/**
 * A project passes when Vitest says so and at least one of its tests ran: a pattern that matches nothing must not look like success.
 * @param {'unit' | 'e2e'} project @param {typeof runCommand} run
 */
async function vitest(project, run) {
  const report = reportOf(project);
  mkdirSync(REPORTS, { recursive: true });
  rmSync(report, { force: true });
  const script = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await node([script, 'run', '--project', project, ...reporters], run);
  const { passed, failed } = readCounts(report);
  if (passed + failed === 0) say(`the ${project} project ran no tests`);
  return code === 0 && failed === 0 && passed > 0;
}
