/**
 * Sizes beyond which a message is refused. They bound what one connection can make the coordinator hold.
 * @module
 */

/** Version of the signaling protocol; a peer that speaks another one is told so and closed. */
export const PROTOCOL_VERSION = 1;

/** Bytes of one WebSocket message. An SDP and its envelope fit several times over. */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** Characters of one session description: data-channel SDPs are under 1 KiB, with many candidates under 4 KiB. */
export const MAX_SDP_CHARS = 16 * 1024;

/** Candidates relayed per lease and direction: a machine with many interfaces gathers about twenty. */
export const MAX_CANDIDATES = 64;

/** Characters of one ICE candidate line. */
export const MAX_CANDIDATE_CHARS = 1024;

/** Characters of an identifier that a client chooses. */
export const MAX_ID_CHARS = 64;

/** Largest picture side, in pixels, that may be asked for: 8K. */
export const MAX_SIDE_PX = 8192;

/** Characters of an inline task payload (base64); the rest of the message must still fit. */
export const MAX_INLINE_DATA_CHARS = 48 * 1024;

/** Most links one session may hold warm. */
export const MAX_LINKS = 4;

/** Most peer connections of one link: striping over more of them gains nothing at any loss measured. */
export const MAX_LINK_CONNECTIONS = 8;

/** WebSocket close codes of ours. 44xx mirrors the HTTP status that a web server would give. */
export const CloseCode = Object.freeze({
  malformed: 4400,
  unauthorized: 4401,
  forbiddenOrigin: 4403,
  registrationTimeout: 4408,
  replaced: 4409,
  tooLarge: 4413,
  tooManyMessages: 4429,
  versionMismatch: 4426,
  silent: 4410,
  /** The client does not read what it is sent. */
  slowConsumer: 4430,
  overloaded: 4503,
} as const);
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];
