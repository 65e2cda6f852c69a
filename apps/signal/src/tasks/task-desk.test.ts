import { expect, it } from 'vitest';
import { gamerAt, helperAt, type Outbox } from '../core/ports.ts';
import type { TaskTable } from '../core/tasks/task-table.ts';
import { TaskDesk } from './task-desk.ts';

function setUp() {
  let nowMs = 0;
  let count = 0;
  const withdrawn: string[] = [];
  const sent: string[] = [];
  const table = {
    submit: () => {},
    find: () => undefined,
    withdraw: (id: string) => withdrawn.push(id),
  } as unknown as TaskTable;
  const names = { secret: () => String(++count) } as never;
  const desk = new TaskDesk(
    () => table,
    names,
    () => nowMs,
  );
  const clients = { send: ({ id }: { id: string }) => sent.push(id), drop: () => {}, cut: () => {} };
  const outbox = desk.before(clients as unknown as Outbox);
  const result = (task_id: string) =>
    outbox.send(gamerAt('http/me'), {
      msg_type: 'task_result',
      task_id,
      success: true,
      result: 'AAAA',
      processing_time_ms: 1,
      peer_id: 'h',
    });
  return { desk, outbox, result, withdrawn, sent, pass: (ms: number) => (nowMs += ms) };
}
const TASK = { task_type: 'frame_upscale', data: 'AAAA', params: {}, priority: 5 };
const gone = (desk: TaskDesk, id: string) =>
  desk.collect('me', id, 0).then(
    () => false,
    () => true,
  );

it('keeps a result for a minute, and a task that nobody takes for ten', async () => {
  const { desk, result, withdrawn, pass } = setUp();
  const done = desk.submit('me', TASK).task_id;
  const never = desk.submit('me', TASK).task_id;
  result(done);
  pass(60_000);
  desk.sweep();
  expect(await desk.collect('me', done, 0)).toMatchObject({ status: 'done', result: 'AAAA' });
  pass(1);
  desk.sweep();
  expect([await gone(desk, done), await gone(desk, never)]).toEqual([true, false]);
  pass(540_000);
  desk.sweep();
  expect(await gone(desk, never)).toBe(true);
  expect(withdrawn).toContain(never);
});

it('leaves to the clients what is theirs', () => {
  const { outbox, sent } = setUp();
  outbox.send(gamerAt('g'), { msg_type: 'heartbeat_ack', timestamp: 1, server_time: 1 });
  outbox.send(helperAt('http'), { msg_type: 'heartbeat_ack', timestamp: 1, server_time: 1 });
  expect(sent).toEqual(['g', 'http']);
});

it('holds no more results than it has room for', () => {
  const { desk } = setUp();
  for (let n = 0; n < 1_000; n += 1) desk.submit('me', TASK);
  expect(() => desk.submit('me', TASK)).toThrow(/queue is full/i);
});
