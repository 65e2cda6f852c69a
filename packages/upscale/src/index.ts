/**
 * A small picture into a large one. Knows no network; runs in pages, workers and Node.
 *
 * @module
 * @example
 *   const { engine } = await chooseEngine({ quality: 'fast', input, target, assets });
 *   const { frame, algorithm, stagesMs } = await engine.upscale(i420, target);
 */
export { BackProjection } from './back-projection.ts';
export { bestOfEach, type Choice, type ChooseOptions, chooseEngine } from './choose.ts';
export { createEngine, defaultThreads } from './create.ts';
export { UPSCALE_ERRORS, UpscaleError, type UpscaleErrorCode } from './errors.ts';
export { bicubic, bilinear, lanczos3 } from './filters.ts';
export { checkFrame, checkRegion, checkTarget, chromaSide, createI420 } from './frame.ts';
export * from './metrics/index.ts';
export { MODELS, type ModelEntry, type ModelName, modelFile, modelFor } from './models.ts';
export { PlainEngine, type PlainFilter } from './plain-engine.ts';
export { RgbaPicture } from './rgba-picture.ts';
export { cellsOf, rowStep, type Sketch, Sketcher } from './sketch.ts';
export { spatial } from './spatial.ts';
export type * from './types.ts';
export { isVideoEngine } from './video.ts';
