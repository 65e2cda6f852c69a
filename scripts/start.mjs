/**
 * `npm start`: sets up what is missing, then runs the coordinator until it is stopped.
 * Everything after `npm start --` goes to the coordinator as it is; so does the environment.
 */
import { join } from 'node:path';
import { runCommand } from './lib/command.mjs';
import { COORDINATOR_NODE_ARGS } from './lib/coordinator-args.mjs';
import { requireNode } from './lib/node-version.mjs';
import { ROOT } from './lib/paths.mjs';
import { runMain } from './lib/say.mjs';
import { ensurePackages, ensureWebBuild } from './lib/setup.mjs';

requireNode();
await runMain(async () => {
  await ensurePackages();
  await ensureWebBuild();
  const coordinator = join(ROOT, 'apps/signal/src/main.ts');
  const args = [...COORDINATOR_NODE_ARGS, '--import', 'tsx', coordinator, ...process.argv.slice(2)];
  return runCommand(process.execPath, args, { cwd: ROOT });
});
