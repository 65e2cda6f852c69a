export interface Wrapping {
  program: string;
  args: string[];
}
export type Isolation = { wrapping: Wrapping } | { refusal: string };
export declare function probeIsolation(): Isolation;
export declare function runIsolated(
  program: string,
  args: readonly string[],
  options?: { cwd?: string; env?: NodeJS.ProcessEnv },
): Promise<number>;
