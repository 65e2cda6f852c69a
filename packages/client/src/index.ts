/**
 * The coordinator's clients as objects: one that does tasks, and one that has them done. For programs in Node and in pages.
 * @module
 * @example
 *   const peer = new PeerNode('attic-pc', { cpu_cores: 8, ram_gb: 16, gpu: null, gpu_vram_gb: null });
 *   await peer.connectToCoordinator('http://127.0.0.1:8765');
 *   await peer.serve();
 */
export { fromBase64, toBase64 } from './bytes.ts';
export type { Executor, Executors } from './executor.ts';
export {
  type Frame,
  type FrameSink,
  type FrameSource,
  GamerClient,
  type GamerOptions,
} from './gamer-client.ts';
export { PeerNode, type PeerOptions, type PeerResult } from './peer-node.ts';
export type { ConnectionState, Refusal } from './signaling/connection.ts';
export type { ConnectOptions } from './wire.ts';
