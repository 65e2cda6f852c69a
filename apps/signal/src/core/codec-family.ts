/** WebCodecs strings name a profile and a level (`avc1.42E01F`); two ends agree on the family. */
const FAMILIES: Readonly<Record<string, string>> = Object.freeze({
  avc1: 'h264',
  avc3: 'h264',
  h264: 'h264',
  vp09: 'vp9',
  vp9: 'vp9',
  vp8: 'vp8',
  av01: 'av1',
  av1: 'av1',
  hev1: 'h265',
  hvc1: 'h265',
  h265: 'h265',
});

export function codecFamily(codec: string): string {
  const head = (codec.split('.')[0] ?? codec).toLowerCase();
  return FAMILIES[head] ?? head;
}

/** Those of `wanted`, in its order, that `offered` has too. A helper that names none takes what comes. */
export function sharedCodecs(wanted: readonly string[], offered: readonly string[] | undefined): string[] {
  if (offered === undefined) return [...wanted];
  const families = new Set(offered.map(codecFamily));
  return wanted.filter((codec) => families.has(codecFamily(codec)));
}

/** Whether there is any such; asked of every pair that placement looks at, so it builds nothing. */
export const shareCodec = (wanted: readonly string[], offered: readonly string[] | undefined): boolean =>
  offered === undefined ||
  wanted.some((one) => offered.some((other) => one === other || codecFamily(one) === codecFamily(other)));
