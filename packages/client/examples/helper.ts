/**
 * Helps from a terminal, with the processor alone, until Ctrl-C:
 * `npx tsx packages/client/examples/helper.ts [http://127.0.0.1:8765] [name]`. P2C2G_KEY holds a key where one is asked for.
 */
import { cpus, totalmem } from 'node:os';
import { PeerNode } from '@p2c2g/client';

const [url = 'http://127.0.0.1:8765', name = 'terminal-helper'] = process.argv.slice(2);
const key = process.env.P2C2G_KEY;

const peer = new PeerNode(name, {
  cpu_cores: cpus().length,
  ram_gb: totalmem() / 2 ** 30,
  gpu: null,
  gpu_vram_gb: null,
  max_concurrent_tasks: 1,
});
await peer.connectToCoordinator(url, {
  ...(key === undefined ? {} : { key }),
  reconnectAttempts: Number.POSITIVE_INFINITY,
  onState: ({ kind }) => console.log(kind),
});
console.log(`${name} helps at ${url}`);
process.once('SIGINT', () => peer.disconnect());
process.once('SIGTERM', () => peer.disconnect());
await peer.serve();
process.exit();
