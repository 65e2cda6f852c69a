import { type ClientMessage, ERRORS, type P2c2gError, type ServerMessageInput } from '@p2c2g/protocol';

/** An error as the client reads it, with what it is about. */
export function errorMessage(error: P2c2gError, about?: ClientMessage): ServerMessageInput {
  const { fault, retry } = ERRORS[error.code];
  return {
    msg_type: 'error',
    code: error.code,
    message: error.message.slice(0, 500),
    fault,
    retry,
    ...(error.retryAfterMs === undefined ? {} : { retry_after_ms: error.retryAfterMs }),
    ...(about && 'task_id' in about ? { task_id: about.task_id } : {}),
    ...(about && 'lease_id' in about ? { lease_id: about.lease_id } : {}),
    ...(about && 'session_id' in about ? { session_id: about.session_id } : {}),
  };
}
