/**
 * The certificate for HTTPS, as its files have it now.
 * @module
 */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config-schema.ts';

export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * @returns undefined when plain HTTP is wanted
 * @throws ConfigError when a file cannot be read, or the two do not fit each other
 */
export function readCertificate({ tls }: Pick<Config, 'tls'>): Certificate | undefined {
  if (tls.cert_file === '') return undefined;
  const found = { cert: read(tls.cert_file, 'tls.cert_file'), key: read(tls.key_file, 'tls.key_file') };
  try {
    createSecureContext(found);
  } catch (error) {
    const problem = `no certificate and key that fit each other: ${(error as Error).message}`;
    throw new ConfigError([{ source: tls.cert_file, path: 'tls.cert_file', problem }]);
  }
  return found;
}

function read(file: string, path: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigError([{ source: file, path, problem: (error as Error).message }]);
  }
}
