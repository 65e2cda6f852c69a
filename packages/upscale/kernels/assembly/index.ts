/**
 * Work on 8-bit planes with SIMD, compiled to WebAssembly by AssemblyScript (see `../compile.ts`). Nothing here allocates: the caller lays out
 * the memory and passes addresses in bytes. Loads and stores may touch up to 16 bytes past an end.
 */

export { cellsRow, convRow3, convRow4, rectifyRow, widenRow } from './conv';
export { easuRow, edgeRow, floatRow } from './easu';
export { addDifference, levelDifference } from './levels';
export { rcasRow } from './rcas';
export { resampleAcross, resampleDown } from './resample';
export { rgbaRow } from './rgba';
