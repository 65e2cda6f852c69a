/** 4x4 matrices, column by column, as WebGL takes them. */
export type Matrix = Float32Array;
export type Vec3 = readonly [number, number, number];

export function multiply(a: Matrix, b: Matrix): Matrix {
  const out = new Float32Array(16);
  for (let column = 0; column < 4; column++)
    for (let row = 0; row < 4; row++)
      for (let k = 0; k < 4; k++) out[column * 4 + row]! += a[k * 4 + row]! * b[column * 4 + k]!;
  return out;
}

/** `fov` is the vertical angle in radians. */
export function perspective(fov: number, aspect: number, near: number, far: number): Matrix {
  const f = 1 / Math.tan(fov / 2);
  const out = new Float32Array(16);
  out[0] = f / aspect;
  out[5] = f;
  out[10] = (far + near) / (near - far);
  out[11] = -1;
  out[14] = (2 * far * near) / (near - far);
  return out;
}

/** From `eye`, turned by `yaw` about y and `pitch` about x, then leaned by `roll`; y is up and yaw 0 looks along -z. */
export function viewFrom(eye: Vec3, yaw: number, pitch: number, roll = 0): Matrix {
  const [sy, cy, sp, cp] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  const turn = new Float32Array([
    cy,
    sp * sy,
    -cp * sy,
    0,
    0,
    cp,
    sp,
    0,
    sy,
    -sp * cy,
    cp * cy,
    0,
    0,
    0,
    0,
    1,
  ]);
  const [sr, cr] = [Math.sin(roll), Math.cos(roll)];
  const lean = new Float32Array([cr, sr, 0, 0, -sr, cr, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  return multiply(lean, multiply(turn, translation([-eye[0], -eye[1], -eye[2]])));
}

export function translation([x, y, z]: Vec3): Matrix {
  return new Float32Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1]);
}

/** x and y from 0 to 1 over the whole picture, y down. */
export function flat(): Matrix {
  return new Float32Array([2, 0, 0, 0, 0, -2, 0, 0, 0, 0, -1, 0, -1, 1, 0, 1]);
}
