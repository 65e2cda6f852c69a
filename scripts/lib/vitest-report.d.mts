export interface Counts {
  passed: number;
  failed: number;
}
export interface Report {
  testResults?: { status: string; assertionResults: { status: string }[] }[];
}
export declare function countTests(report: Report): Counts;
export declare function readCounts(file: string): Counts;
export declare function sumCounts(all: readonly Counts[]): Counts;
export declare function closingLine(counts: Counts): string;
