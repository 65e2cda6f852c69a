/**
 * A log's file: begun anew when it is full, with so many earlier ones kept beside it.
 * @module
 */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { DestinationStream } from 'pino';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { ConfigError } from './config/config-error.ts';
import type { Config } from './config-schema.ts';

/** It tells addresses: for its owner's eyes. */
const OWNER_ONLY = 0o600;

export class LogFile implements DestinationStream {
  readonly #stream: RotatingFileStream;

  private constructor(stream: RotatingFileStream) {
    this.#stream = stream;
  }

  /** @throws ConfigError when nothing can be written there */
  static open(file: string, setting: string, { max_mb, keep_files }: Config['logging']): LogFile {
    try {
      mkdirSync(dirname(file), { recursive: true });
      accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
    } catch (error) {
      throw new ConfigError([{ source: file, path: setting, problem: (error as Error).message }]);
    }
    const stream = createStream(basename(file), {
      path: dirname(file),
      size: `${max_mb}M`,
      rotate: keep_files,
      mode: OWNER_ONLY,
    });
    // A full disk must not end the coordinator: standard error is where its service manager looks.
    stream.on('error', (error) => console.error(`p2c2g: ${file}: ${error.message}`));
    return new LogFile(stream);
  }

  write(line: string): void {
    this.#stream.write(line);
  }

  /** Resolves when all is on disk. */
  close(): Promise<void> {
    return new Promise((done) => this.#stream.end(() => done()));
  }
}
