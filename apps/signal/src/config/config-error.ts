/** A setting that cannot be used: which, where it came from, and what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly path: string;
  readonly source: string;

  constructor(path: string, source: string, problem: string) {
    super(`${path} (from ${source}): ${problem}`);
    this.path = path;
    this.source = source;
  }
}
