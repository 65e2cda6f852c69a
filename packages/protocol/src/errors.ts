/**
 * Every error that crosses a wire: its code, whose fault it is, whether trying again can help, and what to do.
 * The documentation's table is made from this one.
 * @module
 */

/** Who has to change something for the error to go away. */
export type Fault = 'gamer' | 'helper' | 'client' | 'network' | 'coordinator';

interface ErrorEntry {
  readonly fault: Fault;
  readonly retry: boolean;
  readonly what: string;
  readonly remedy: string;
}

const entry = (fault: Fault, retry: boolean, what: string, remedy: string): ErrorEntry =>
  Object.freeze({ fault, retry, what, remedy });

/** The table of codes. Codes are never renamed: clients compare them. */
export const ERRORS = Object.freeze({
  P2C2G_MALFORMED: entry(
    'client',
    false,
    'The message is not valid.',
    'Send JSON that matches the protocol.',
  ),
  P2C2G_UNKNOWN_MESSAGE: entry(
    'client',
    false,
    'No message of that msg_type exists.',
    'See docs/PROTOCOL.md for the names.',
  ),
  P2C2G_TOO_LARGE: entry(
    'client',
    false,
    'The message is larger than the server takes.',
    'Stay under max_message_bytes of the welcome.',
  ),
  P2C2G_VERSION: entry(
    'client',
    false,
    'The protocol version is not spoken here.',
    'Reload the page or update the program.',
  ),
  P2C2G_NOT_REGISTERED: entry(
    'client',
    false,
    'The connection has not registered yet.',
    'Send peer_register or register_gamer first.',
  ),
  P2C2G_ALREADY_REGISTERED: entry(
    'client',
    false,
    'The connection is registered already.',
    'Open another connection for another identity.',
  ),
  P2C2G_ID_TAKEN: entry(
    'client',
    true,
    'That id is in use by a live connection.',
    'Choose another id, or resume with the token of the old connection.',
  ),
  P2C2G_FORBIDDEN: entry(
    'client',
    false,
    'This identity may not do that.',
    'Act only on sessions, leases and tasks of your own.',
  ),
  P2C2G_UNAUTHORIZED: entry(
    'client',
    false,
    'That is no key, invite or token of this server.',
    'Send authenticate first, with what the operator gave you.',
  ),
  P2C2G_TOKEN_EXPIRED: entry(
    'client',
    false,
    'It has expired.',
    'Refresh tokens over the socket in time; ask the operator for a new key.',
  ),
  P2C2G_REVOKED: entry('client', false, 'It was revoked.', 'Ask the operator for another.'),
  P2C2G_TOKEN_REPLAYED: entry(
    'client',
    false,
    'Another client has used this token.',
    'Get a token of your own: one is good for one client.',
  ),
  P2C2G_OUT_OF_ORDER: entry(
    'client',
    false,
    'The message does not fit the state of its lease or session.',
    'Drop the lease and wait for a new assignment.',
  ),
  P2C2G_STALE_EPOCH: entry(
    'client',
    false,
    'The lease has been given out anew since.',
    'Use the epoch of the latest assignment.',
  ),
  P2C2G_UNKNOWN_LEASE: entry('client', false, 'No such lease.', 'It has ended: wait for a new assignment.'),
  P2C2G_UNKNOWN_SESSION: entry('client', false, 'No such session.', 'It has ended: ask for a new one.'),
  P2C2G_RESUME_UNKNOWN: entry(
    'coordinator',
    true,
    'The connection cannot be resumed any more.',
    'Register again; name your running leases to keep them.',
  ),
  P2C2G_REPLAY_LOST: entry(
    'coordinator',
    true,
    'Messages were lost between the two connections.',
    'Register again; name your running leases to keep them.',
  ),
  P2C2G_TOO_MANY_MESSAGES: entry(
    'client',
    true,
    'Messages come faster than they are taken.',
    'Wait retry_after_ms, then go on slower.',
  ),
  P2C2G_TOO_MANY_CONNECTIONS: entry(
    'client',
    true,
    'Too many connections come from this address.',
    'Wait retry_after_ms; use one connection for each client.',
  ),
  P2C2G_OVERLOADED: entry('coordinator', true, 'The server is full.', 'Try again after retry_after_ms.'),
  P2C2G_SHUTTING_DOWN: entry(
    'coordinator',
    true,
    'The server is going away.',
    'Reconnect to it, or to the alternative it named.',
  ),
  P2C2G_UNKNOWN_TASK_TYPE: entry(
    'gamer',
    false,
    'No helper knows this type of task.',
    'Use a task type that the server lists.',
  ),
  P2C2G_BAD_TASK: entry(
    'gamer',
    false,
    'The parameters of the task are not valid.',
    'Correct the parameters named in the message.',
  ),
  P2C2G_TASK_FAILED: entry('helper', true, 'Helpers tried and failed.', 'Submit the task again later.'),
  P2C2G_TASK_TIMEOUT: entry(
    'helper',
    true,
    'No helper finished the task in time.',
    'Submit it again, with a longer deadline.',
  ),
  P2C2G_TASK_ATTEMPTS: entry(
    'helper',
    true,
    'The task was given out as often as is allowed, and failed each time.',
    'Submit it again later.',
  ),
  P2C2G_NO_PAYLOADS: entry(
    'client',
    false,
    'This coordinator takes no pictures in messages.',
    'Stream from browser to browser, or ask the operator to set limits.task_payloads to on.',
  ),
  P2C2G_DUPLICATE_TASK: entry('gamer', false, 'A task of that id is under way.', 'Choose another task_id.'),
  P2C2G_QUEUE_FULL: entry('coordinator', true, 'The queue is full.', 'Try again after retry_after_ms.'),
  P2C2G_NO_CREDIT: entry(
    'gamer',
    false,
    'The account cannot pay for that.',
    'Ask the operator for credits, earn some by helping, or choose a smaller picture.',
  ),
  P2C2G_NOT_FOUND: entry('client', false, 'There is no such thing here.', 'Check the address and the name.'),
  P2C2G_CONFLICT: entry(
    'client',
    false,
    'That contradicts what is recorded.',
    'Read what is there; use a new key for something new.',
  ),
  P2C2G_PEER_SILENT: entry(
    'helper',
    true,
    'The helper stopped answering.',
    'Nothing: another helper takes over.',
  ),
  P2C2G_LINK_FAILED: entry(
    'network',
    true,
    'No connection to the other side could be made.',
    'Check firewalls; a TURN server helps behind strict ones.',
  ),
  P2C2G_CODEC_UNSUPPORTED: entry(
    'client',
    false,
    'No video codec is shared by both sides.',
    'Use a current Chromium-based browser.',
  ),
  P2C2G_ENGINE_FAILED: entry(
    'helper',
    true,
    'The upscaling engine failed.',
    'Reload the page; the reason is in the message.',
  ),
  P2C2G_LATE: entry(
    'network',
    true,
    'The frame would have come too late, so it was dropped.',
    'Nothing: no one is blamed.',
  ),
  P2C2G_INTERNAL: entry(
    'coordinator',
    true,
    'The server made a mistake.',
    'Try again; tell the operator if it stays.',
  ),
} as const satisfies Record<string, ErrorEntry>);

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.freeze(Object.keys(ERRORS) as ErrorCode[]);

/**
 * An error with a code of the table.
 * @example throw new P2c2gError('P2C2G_UNKNOWN_LEASE', 'lease 7f3 ended 2 s ago')
 */
export class P2c2gError extends Error {
  override readonly name = 'P2c2gError';
  readonly code: ErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, detail?: string, retryAfterMs?: number) {
    super(detail ? `${ERRORS[code].what} ${detail}` : ERRORS[code].what);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  get fault(): Fault {
    return ERRORS[this.code].fault;
  }

  get retry(): boolean {
    return ERRORS[this.code].retry;
  }

  get remedy(): string {
    return ERRORS[this.code].remedy;
  }
}
