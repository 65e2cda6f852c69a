/** What crosses a wire: signaling messages, link control messages, task objects, error codes. Pure; runs anywhere. */
export * from './capabilities.ts';
export type {
  ClientMessage,
  ClientMessageInput,
  ClientMessageType,
  LeaseClaim,
  LinkEvidence,
  PictureEvidence,
} from './client-messages.ts';
export * from './envelope.ts';
export * from './errors.ts';
export {
  type FrameUpscaleParams,
  frameUpscaleParams,
  type IceServer,
  POOLS,
  type Pool,
  QUALITIES,
  type Quality,
  type StreamParams,
  THERMAL_STATES,
  type ThermalStatus,
} from './fields.ts';
export * from './limits.ts';
export type { LinkMessage, StreamReady, StreamStart } from './link-messages.ts';
export * from './reliable.ts';
export {
  type Assign,
  type EndCause,
  IDLE_REASONS,
  type IdleReason,
  type ServerMessage,
  type ServerMessageInput,
  WAIT_REASONS,
  type WaitReason,
  type WorkState,
} from './server-messages.ts';
export * from './tasks.ts';
