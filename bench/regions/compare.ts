/** What a way of sending frames costs at one level of quality. */
export interface Level {
  /** Mean frame, the key frame and what follows from it left out. */
  readonly bytes: number;
  readonly encodeMs: number;
  readonly decodeMs: number;
  /** Of brightness, over what changes. */
  readonly psnrDb: number;
}

export type Cost = Omit<Level, 'psnrDb'>;

/** What both ways cost at the same picture: in the middle of the range of PSNR that both reach. */
export function atSamePicture(
  whole: readonly Level[],
  part: readonly Level[],
): { psnrDb: number; whole: Cost; part: Cost } | undefined {
  const [wholeRange, partRange] = [whole, part].map((levels) => levels.map(({ psnrDb }) => psnrDb)) as [
    number[],
    number[],
  ];
  const from = Math.max(Math.min(...wholeRange), Math.min(...partRange));
  const to = Math.min(Math.max(...wholeRange), Math.max(...partRange));
  if (!(from <= to)) return undefined;
  const psnrDb = (from + to) / 2;
  return { psnrDb, whole: costAt(whole, psnrDb), part: costAt(part, psnrDb) };
}

/** Between the two levels around it: bytes grow by the same factor for each decibel. */
function costAt(levels: readonly Level[], psnrDb: number): Cost {
  const sorted = levels.toSorted((a, b) => a.psnrDb - b.psnrDb);
  const above = Math.max(
    1,
    sorted.findIndex((level) => level.psnrDb >= psnrDb),
  );
  const [low, high] = [sorted[above - 1]!, sorted[above] ?? sorted[above - 1]!];
  const span = high.psnrDb - low.psnrDb;
  const share = span === 0 ? 0 : (psnrDb - low.psnrDb) / span;
  const between = (a: number, b: number) => a + share * (b - a);
  return {
    bytes: low.bytes * (high.bytes / low.bytes) ** share,
    encodeMs: between(low.encodeMs, high.encodeMs),
    decodeMs: between(low.decodeMs, high.decodeMs),
  };
}
