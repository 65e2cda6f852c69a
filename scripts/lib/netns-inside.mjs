/**
 * The first thing to run inside a new network namespace (see netns.mjs): brings up a network of one machine, then runs
 * the command given as arguments. With `--check` in place of a command it only brings the network up.
 */
import { spawnSync } from 'node:child_process';
import { Socket } from 'node:net';
import { runCommand } from './command.mjs';
import { which } from './which.mjs';

/**
 * The descriptor whose other end the outer script holds. Names of signals come down it, a line each, and it closes when
 * that script is gone, however it went.
 */
const LIFELINE = 3;

/** What a command gets to close its things once nobody waits for it any more. */
const GRACE_MS = 2000;

/**
 * One end of a cable to nowhere carries the address; the default route makes it the interface that browsers choose,
 * and the way out for multicast, which the kernel loops back to the sockets on this side.
 */
const NETWORK = `
link set lo up
link add p2c2g0 type veth peer name p2c2g1
addr add 10.77.0.1/24 dev p2c2g0
link set p2c2g0 up
link set p2c2g1 up
route add default via 10.77.0.2 dev p2c2g0
`;

const [program, ...args] = process.argv.slice(2);

const ip = spawnSync(which('ip') ?? 'ip', ['-batch', '-'], { input: NETWORK, encoding: 'utf8' });
if (ip.status !== 0) {
  process.stderr.write(ip.stderr || 'ip could not set up the network\n');
  process.exit(1);
}
if (program === undefined || program === '--check') process.exit(0);

holdLifeline();
process.exit(await runCommand(program, args));

/** What comes down the lifeline is raised here; runCommand passes it on as any other signal. */
function holdLifeline() {
  const lifeline = new Socket({ fd: LIFELINE, readable: true });
  lifeline.on('data', (names) => {
    for (const name of names.toString().trim().split('\n')) process.kill(process.pid, name);
  });
  lifeline.on('error', () => {});
  lifeline.on('close', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), GRACE_MS).unref();
  });
  lifeline.unref();
}
