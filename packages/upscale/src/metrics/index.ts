/**
 * Picture metrics on tight 8-bit luma planes, shared by tests, benches and reports.
 *
 * @module
 */
export { flicker } from './flicker.ts';
export { gmsd } from './gmsd.ts';
export { psnr } from './psnr.ts';
export { ssim } from './ssim.ts';
