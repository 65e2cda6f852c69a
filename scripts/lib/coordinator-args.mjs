/**
 * What the coordinator's process is started with beside its own arguments.
 *
 * Its messages are short-lived and many: with the usual 16 MB for new objects, memory is tidied five times a second at
 * ten thousand messages a second, some 8 ms each time, and messages wait meanwhile. Twice the room halves that; four times
 * would take ten thousand idle sockets beyond 400 MB.
 */
export const COORDINATOR_NODE_ARGS = Object.freeze(['--max-semi-space-size=32']);
