export declare function fingerprint(root: string, entries: readonly string[]): string;
export declare class Stamp {
  readonly file: string;
  constructor(file: string);
  matches(value: string): boolean;
  forget(): void;
  remember(value: string): void;
}
