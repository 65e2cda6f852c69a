import { BlockList, isIP } from 'node:net';
import type { Config } from '../config-schema.ts';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether anyone may connect without a key: as set, else only where nobody else can reach it. */
export function isOpen({ auth, coordinator }: Pick<Config, 'auth' | 'coordinator'>): boolean {
  return auth.mode === 'auto' ? isOwnMachine(coordinator.host) : auth.mode === 'open';
}

/** Whether it is for this machine alone: a loopback host, and no keys, which would mean a proxy before it. */
export const isPrivate = (config: Pick<Config, 'auth' | 'coordinator'>): boolean =>
  isOwnMachine(config.coordinator.host) && isOpen(config);

const isOwnMachine = (host: string): boolean => host === 'localhost' || isLoopback(host);

function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
