/**
 * Work on 8-bit planes with SIMD, compiled to WebAssembly by AssemblyScript (`npm run kernels -w packages/upscale`). Nothing here allocates:
 * the caller lays out the memory and passes addresses in bytes, all of them multiples of 16.
 */
export { resampleAcross, resampleDown } from './resample';
