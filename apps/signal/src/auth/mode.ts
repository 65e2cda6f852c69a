import { BlockList, isIP } from 'node:net';
import type { Config } from '../config-schema.ts';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether anyone may connect without a key: as set, else only where nobody else can reach it. */
export function isOpen({ auth, coordinator }: Pick<Config, 'auth' | 'coordinator'>): boolean {
  if (auth.mode !== 'auto') return auth.mode === 'open';
  return coordinator.host === 'localhost' || isLoopback(coordinator.host);
}

function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
