/**
 * Tasks over HTTP: hand in, collect, withdraw. For programs without WebRTC and without a socket.
 * @module
 */
import { taskRequest } from '@p2c2g/protocol/client-messages.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import type { Gate } from '../auth/gate.ts';
import { standingOf } from '../auth/standing-of.ts';
import { grantedPriority, STRANGER, type Standing } from '../core/standing.ts';
import type { Hub } from '../net/hub.ts';
import { shuttingDown } from '../net/shutting-down.ts';
import { documented } from './documented.ts';
import { whole } from './fields.ts';
import { validated } from './problem.ts';

/** A proxy in between gives up after a minute. */
const LONGEST_WAIT_MS = 30_000;
/** The contract's. */
const DEFAULT_WAIT_MS = '5000';

const newTask = v.strictObject(v.omit(taskRequest, ['msg_type', 'task_id']).entries);
const collectQuery = v.object({ timeout_ms: v.optional(whole(0, LONGEST_WAIT_MS), DEFAULT_WAIT_MS) });
/** Chosen by the requester, one for each task; as in the IETF's draft of the header of that name. */
const submitHeaders = v.object({
  'idempotency-key': v.optional(
    v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 visible characters')),
  ),
});
const taskParams = v.object({ task_id: v.pipe(v.string(), v.maxLength(64)) });

export function serveTasks(app: FastifyInstance, hub: Hub, gate: Gate): void {
  /** Whose tasks these are: a key's, or an address's where nobody is asked who they are. */
  const ownerOf = async (request: FastifyRequest): Promise<string> =>
    (await standingIn(request)).subject ?? request.ip;
  const standingIn = async ({ headers, ip }: FastifyRequest): Promise<Standing> =>
    gate.open
      ? STRANGER
      : standingOf(await gate.requireScope(headers.authorization, 'connect', ip), undefined);

  const submitting = documented({
    tag: 'tasks',
    summary:
      'Hands in a task. A helper gets it as soon as one is free; at most three try it. It costs one frame of its size, if it is done. With a header Idempotency-Key, handing in the same again is the same task.',
    scope: 'connect',
    body: newTask,
  });
  app.post('/api/tasks', submitting, async (request, reply) => {
    const standing = await standingIn(request);
    const asked = validated(newTask, request.body);
    const wanted = { ...asked, priority: grantedPriority(asked.priority, standing) };
    if (hub.draining) throw shuttingDown();
    const { 'idempotency-key': again } = validated(submitHeaders, request.headers);
    const task = hub.taskDesk.submit(standing.subject ?? request.ip, wanted, again);
    return reply.code(202).header('location', `/api/tasks/${task.task_id}`).send(task);
  });

  const collecting = documented({
    tag: 'tasks',
    summary: 'Waits for a task to be done. A result stays for a minute.',
    scope: 'connect',
    params: taskParams,
    query: collectQuery,
  });
  app.get('/api/tasks/:task_id', collecting, async (request) => {
    const owner = await ownerOf(request);
    const { timeout_ms } = validated(collectQuery, request.query);
    return hub.taskDesk.collect(owner, validated(taskParams, request.params).task_id, timeout_ms);
  });

  const withdrawing = documented({
    tag: 'tasks',
    summary: 'Withdraws a task, or forgets its result.',
    scope: 'connect',
    params: taskParams,
  });
  app.delete('/api/tasks/:task_id', withdrawing, async (request, reply) => {
    hub.taskDesk.withdraw(await ownerOf(request), validated(taskParams, request.params).task_id);
    return reply.code(204).send();
  });

  const listing = documented({
    tag: 'tasks',
    summary: 'All tasks that are queued or under way, without their data.',
    scope: 'read',
  });
  app.get('/api/tasks', listing, () => ({ tasks: taskRows(hub) }));
}

const taskRows = ({ broker: { tasks, world } }: Hub) =>
  tasks.all().map(({ request, state, attempts, submittedMs }) => ({
    task_type: request.task_type,
    priority: request.priority,
    status: state.kind,
    peer_id: state.kind === 'assigned' ? state.peerId : null,
    attempts,
    age_ms: world.now - submittedMs,
  }));
