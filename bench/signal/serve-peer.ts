/** The `peer` package's server with its defaults, but for the number of clients. Its folder is the first argument. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { MOST_SOCKETS } from './terms.ts';

const load = createRequire(join(process.argv[2]!, 'loader.js'));
const { PeerServer } = load('peer') as {
  PeerServer: (options: object, ready: (server: { address(): { port: number } }) => void) => void;
};
PeerServer(
  { host: '127.0.0.1', port: 0, path: '/', concurrent_limit: MOST_SOCKETS, allow_discovery: false },
  (server) => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })),
);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
