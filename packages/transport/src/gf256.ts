/**
 * Arithmetic in GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (0x11d) and generator 2, the field of QR codes and RAID 6.
 * Addition is XOR. Multiplication goes through one 256-byte row per factor, so the inner loop over a packet is a table look-up.
 */

const POLYNOMIAL = 0x11d;
const ORDER = 255;

const exp = new Uint8Array(ORDER * 2);
const log = new Uint8Array(256);
for (let power = 0, value = 1; power < ORDER; power++) {
  exp[power] = value;
  exp[power + ORDER] = value;
  log[value] = power;
  value <<= 1;
  if (value & 256) value ^= POLYNOMIAL;
}

/** The product table, row by factor: 64 KiB, which a level-2 cache holds. */
const products = new Uint8Array(256 * 256);
for (let a = 1; a < 256; a++) {
  for (let b = 1; b < 256; b++) products[(a << 8) | b] = exp[log[a]! + log[b]!]!;
}

export function multiply(a: number, b: number): number {
  return products[(a << 8) | b]!;
}

/** The inverse of `a`, which must not be 0. */
export function invert(a: number): number {
  return exp[ORDER - log[a]!]!;
}

/** `into ^= factor * from`, over the bytes of `from`; what `from` lacks of `into` counts as 0. */
export function addScaled(into: Uint8Array, from: Uint8Array, factor: number): void {
  if (factor === 0) return;
  const row = products.subarray(factor << 8, (factor << 8) + 256);
  const length = Math.min(into.length, from.length);
  for (let i = 0; i < length; i++) into[i] = into[i]! ^ row[from[i]!]!;
}

/** `bytes *= factor`, in place. */
export function scale(bytes: Uint8Array, factor: number): void {
  const row = products.subarray(factor << 8, (factor << 8) + 256);
  for (let i = 0; i < bytes.length; i++) bytes[i] = row[bytes[i]!]!;
}
