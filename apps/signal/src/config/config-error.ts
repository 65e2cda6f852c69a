/** One setting that cannot be used: where the value stands, which setting it is, and what would be right. */
export interface ConfigProblem {
  /** `p2c2g.yaml:3:14`, `env PORT`, `flag --port`. */
  readonly source: string;
  /** `coordinator.max_peers`. */
  readonly path: string;
  readonly problem: string;
}

/** The settings cannot be used; every reason is in here, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ source, path, problem }) => `${source}: ${path}: ${problem}`).join('\n'));
    this.problems = problems;
  }
}
