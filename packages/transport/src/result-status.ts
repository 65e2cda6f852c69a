/** What became of an order, as one byte on the wire. Numbers are never reused. */
export const RESULT_STATUS = {
  ok: 0,
  /** It would have been late; nobody's fault. */
  late: 1,
  /** The helper's queue is full; nobody's fault. */
  busy: 2,
  /** The helper lacks the frame: it was lost, or a reference was. */
  'not-decoded': 3,
  'upscale-failed': 4,
  'encode-failed': 5,
  /** The wanted size is not one that the helper can make. */
  unsupported: 6,
  /** The helper is leaving. */
  draining: 7,
} as const;

export type ResultStatus = keyof typeof RESULT_STATUS;

const byCode = new Map<number, ResultStatus>(
  Object.entries(RESULT_STATUS).map(([name, code]) => [code, name as ResultStatus]),
);

/** The status of a wire byte, or `undefined` for one that this version does not know. */
export function resultStatusOf(code: number): ResultStatus | undefined {
  return byCode.get(code);
}
