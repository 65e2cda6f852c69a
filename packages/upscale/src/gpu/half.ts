/**
 * 16-bit floats (IEEE 754 binary16) for weights on the GPU.
 *
 * @module
 */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The nearest binary16 of each value, ties to even; what is too large becomes infinite. */
export function toHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) out[i] = halfBits(values[i]!);
  return out;
}

function halfBits(value: number): number {
  float[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  // Half a step above the largest number, 65504.
  if (magnitude >= 65520) return sign | 0x7c00;
  // Below 2^-14 all steps are 2^-24 long.
  if (magnitude < 2 ** -14) return sign | roundEven(magnitude * 2 ** 24);
  const exponent = ((bits[0]! >>> 23) & 0xff) - 127;
  // 1024..2048 for the mantissa with its leading one; rounded up to 2048 it carries into the exponent by the addition.
  return sign | (((exponent + 15) << 10) + roundEven(magnitude * 2 ** (10 - exponent)) - 1024);
}

function roundEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return down + (down & 1);
}
