/**
 * A picture, or a band of it, as the dispatcher knows it: one number for a frame and the number of the result stream that brings it.
 * @module
 */

/** Number of the result stream of whole pictures. */
export const WHOLE_PICTURE = 0;

/** Streams that a packet can name. */
const STREAMS = 256;

export const partOf = (frameId: number, region: number): number => frameId * STREAMS + region;
export const frameOfPart = (part: number): number => Math.floor(part / STREAMS);
export const regionOfPart = (part: number): number => part % STREAMS;
