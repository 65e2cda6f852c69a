/**
 * What was sent, what was refused with which code, and what ought not to have been.
 * @module
 */
const MOST_WRONG = 50;

export class Tally {
  readonly kinds = new Map<string, number>();
  readonly codes = new Map<string, number>();
  readonly closes = new Map<string, number>();
  readonly findings: string[] = [];

  sent(kind: string): void {
    count(this.kinds, kind);
  }

  refused(code: string): void {
    count(this.codes, code);
  }

  closed(code: number): void {
    count(this.closes, String(code));
  }

  wrong(finding: string): void {
    if (this.findings.length < MOST_WRONG) this.findings.push(finding);
  }
}

const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);
