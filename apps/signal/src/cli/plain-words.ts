/** What went wrong, as a sentence for whoever typed the command; a stack helps only those who wrote it. */
import { ConfigError } from '../config/config-error.ts';
import { StoreError } from '../store/store-error.ts';

export function plainWords(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StoreError) return error.message;
  const { code, port, address, message } = error as NodeJS.ErrnoException & {
    port?: number;
    address?: string;
  };
  if (code === 'EADDRINUSE')
    return `port ${port} on ${address} is taken: stop what runs there, or choose another with --port.`;
  if (code === 'EACCES')
    return `port ${port} may not be used by this user: choose one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL')
    return `${address} is not an address of this machine: choose another with --host.`;
  return message ?? String(error);
}
