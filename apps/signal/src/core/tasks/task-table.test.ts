import { P2c2gError } from '@p2c2g/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gamerAt, helperAt } from '../ports.ts';
import { STRANGER } from '../standing.ts';
import { TestCore } from '../test-core.ts';
import { reduceTask, type Task, type TaskRequest } from './task.ts';

const params = {
  input_width: 320,
  input_height: 180,
  output_width: 640,
  output_height: 360,
  quality: 'fast',
};
/** The contract's number, and the setting's default. */
const MOST_ATTEMPTS = 3;
const request = (task_id: string, extra: Partial<TaskRequest> = {}): TaskRequest => ({
  msg_type: 'task_request',
  task_id,
  task_type: 'frame_upscale',
  data: 'AAAA',
  params,
  priority: 5,
  ...extra,
});
const result = (task_id: string, peer_id: string, success = true, extra: object = {}) => ({
  msg_type: 'task_result' as const,
  task_id,
  success,
  result: null,
  processing_time_ms: 1,
  peer_id,
  ...extra,
});

function table(helpers: string[] = []) {
  const core = new TestCore();
  core.broker.registerGamer('g');
  for (const id of helpers) core.helper(id);
  const ask = (task: TaskRequest) => core.broker.handle(gamerAt('g'), task);
  const answer = () => core.lastTo(gamerAt('g'), 'task_result');
  const holder = (id: string) =>
    core.said.findLast(({ message }) => message.msg_type === 'task_assign' && message.task_id === id)?.to.id;
  return { core, ask, answer, holder };
}

describe('tasks', () => {
  it('go to a helper and come back with its name', () => {
    const { core, ask, answer } = table(['h']);
    ask(request('t'));
    expect(core.lastTo(helperAt('h'), 'task_assign')).toMatchObject({
      task_id: 't',
      attempt: 1,
      deadline_ms: 5000,
    });
    core.broker.handle(helperAt('h'), result('t', 'h', true, { attempt: 1 }));
    expect(answer()).toMatchObject({ task_id: 't', success: true, peer_id: 'h' });
    expect(core.broker.tasks).toMatchObject({ completed: 1, pending: 0 });
  });

  it('wait for a helper that can, by priority', () => {
    const { core, ask } = table();
    ask(request('low', { priority: 1 }));
    ask(request('high', { priority: 9 }));
    core.helper('cannot', { task_types: ['other'] });
    core.helper('can', { max_concurrent_tasks: 1 });
    expect(core.heardBy(helperAt('can')).filter(({ msg_type }) => msg_type === 'task_assign')).toMatchObject([
      { task_id: 'high' },
    ]);
    expect(core.lastTo(helperAt('cannot'), 'task_assign')).toBeUndefined();
  });

  it('go before those of others as far as their key goes, whatever they ask for', () => {
    const { core } = table();
    const keyed = (subject: string, priority?: number) => ({ ...STRANGER, subject, priority });
    core.broker.registerGamer('modest', keyed('key:1', 3));
    core.broker.registerGamer('usual', keyed('key:2'));
    core.broker.registerGamer('first', keyed('key:3', 8));
    core.broker.handle(gamerAt('modest'), request('of the modest', { priority: 9 }));
    core.broker.handle(gamerAt('usual'), request('of the usual', { priority: 9 }));
    core.broker.handle(gamerAt('first'), request('not urgent', { priority: 4 }));
    core.helper('h', { max_concurrent_tasks: 3 });
    const given = core
      .heardBy(helperAt('h'))
      .flatMap((one) => (one.msg_type === 'task_assign' ? [one.task_id] : []));
    expect(given).toEqual(['of the usual', 'not urgent', 'of the modest']);
  });

  it('are tried three times, by others first, and then fail with the code', () => {
    const { core, ask, answer, holder } = table(['h1', 'h2', 'h3', 'h4']);
    ask(request('t'));
    const tried = new Set<string>();
    for (let n = 0; n < MOST_ATTEMPTS; n += 1) {
      const peer = holder('t')!;
      tried.add(peer);
      core.broker.handle(helperAt(peer), result('t', peer, false, { error: 'engine' }));
      core.pass(500, 50);
    }
    expect(tried.size).toBe(3);
    expect(answer()).toMatchObject({
      success: false,
      error: expect.stringMatching(/^P2C2G_TASK_ATTEMPTS: .*engine/),
    });
    expect(core.broker.tasks).toMatchObject({ failed: 1, pending: 0 });
  });

  it('go to another after a timeout; the late answer is refused', () => {
    const { core, ask, holder } = table(['h1', 'h2']);
    ask(request('t', { deadline_ms: 500 }));
    const late = holder('t')!;
    core.pass(700, 50);
    expect(holder('t')).not.toBe(late);
    expect(() => core.broker.handle(helperAt(late), result('t', late))).toThrow(/over/);
    expect(() => core.broker.handle(helperAt(late), result('t', 'someone-else'))).toThrow(/never yours/);
  });

  it('refuse an answer to an earlier attempt of the same helper', () => {
    const { core, ask } = table(['h']);
    ask(request('t', { deadline_ms: 500 }));
    core.pass(700, 50);
    expect(core.lastTo(helperAt('h'), 'task_assign')).toMatchObject({ attempt: 2 });
    expect(() => core.broker.handle(helperAt('h'), result('t', 'h', true, { attempt: 1 }))).toThrow(
      /attempt/,
    );
    core.broker.handle(helperAt('h'), result('t', 'h', true, { attempt: 2 }));
  });

  it('go to another when someone who watches says that their helper failed', () => {
    const { core, ask, holder } = table(['h1', 'h2']);
    ask(request('t'));
    const first = holder('t')!;
    core.broker.tasks.reportFailed(first, 't');
    core.pass(500, 50);
    const second = holder('t')!;
    expect(second).not.toBe(first);
    expect(() => core.broker.tasks.reportFailed(first, 't')).toThrow(/does not have/);
  });

  it('are tried as often as the settings say', () => {
    const core = new TestCore({ maxTaskAttempts: 1 });
    core.broker.registerGamer('g');
    core.helper('h1');
    core.helper('h2');
    core.broker.handle(gamerAt('g'), request('t'));
    const assigned = core.said.find(({ message }) => message.msg_type === 'task_assign')!;
    core.broker.handle(assigned.to, result('t', assigned.to.id, false));
    expect(core.lastTo(gamerAt('g'), 'task_result')).toMatchObject({
      error: expect.stringMatching(/^P2C2G_TASK_ATTEMPTS: .*1 attempt/),
    });
  });

  it('move at once when their helper dies', () => {
    const { core, ask, holder } = table(['h1', 'h2']);
    ask(request('t'));
    const first = holder('t')!;
    core.broker.left(helperAt(first), 'bye');
    expect(holder('t')).not.toBe(first);
  });

  it.each([
    [{ task_type: 'ai_dance' }, /^P2C2G_UNKNOWN_TASK_TYPE: .*ai_dance/],
    [{ params: { ...params, output_width: -4 } }, /^P2C2G_BAD_TASK: .*output_width/],
    [{ params: { ...params, quality: 'best' } }, /^P2C2G_BAD_TASK: .*quality/],
    [{ data: null }, /^P2C2G_BAD_TASK: .*data/],
  ])('are answered with a clear error: %j', (extra, error) => {
    const { ask, answer } = table(['h']);
    ask(request('t', extra));
    expect(answer()).toMatchObject({ success: false, error: expect.stringMatching(error) });
  });

  it('are bounded, and unique while under way', () => {
    const { ask } = table();
    ask(request('t'));
    expect(() => ask(request('t'))).toThrow(/under way/);
    for (let n = 1; n < 64; n += 1) ask(request(`t${n}`));
    expect(() => ask(request('one-more'))).toThrow(/queue is full/);
  });

  it('are forgotten with their requester', () => {
    const { core, ask } = table();
    ask(request('t'));
    core.broker.left(gamerAt('g'), 'bye');
    expect(core.broker.tasks.pending).toBe(0);
  });
});

it('a task never has more than three attempts, whatever happens in whatever order', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('assigned' as const), peerId: fc.constantFrom('a', 'b') }),
    fc.record({
      kind: fc.constant('attempt_failed' as const),
      why: fc.constantFrom('timeout' as const, 'failure' as const, 'helper_gone' as const),
    }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40, size: 'max' }), (events) => {
      let task: Task = {
        request: request('t'),
        chargeKey: 'c',
        requesterId: 'g',
        submittedMs: 0,
        timeoutMs: 100,
        maxAttempts: MOST_ATTEMPTS,
        tried: new Set(),
        attempts: 0,
        state: { kind: 'queued', notBeforeMs: 0 },
      };
      for (const one of events) {
        const [next, effect] = reduceTask(task, one, 0);
        task = next;
        expect(task.attempts).toBeLessThanOrEqual(MOST_ATTEMPTS);
        if (effect.kind === 'give_up') return;
      }
    }),
  );
});

it('says of each task once what became of it, whatever happens', () => {
  const id = fc.constantFrom('a', 'b');
  const event = fc.oneof(
    fc.record({ kind: fc.constant('ask' as const), task: id }),
    fc.record({ kind: fc.constant('answer' as const), task: id, peer: id, success: fc.boolean() }),
    fc.record({ kind: fc.constant('gone' as const), peer: id }),
    fc.record({ kind: fc.constant('back' as const), peer: id }),
    fc.record({ kind: fc.constant('withdraw' as const), task: id }),
    fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(6_000) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60, size: 'max' }), (events) => {
      const { core, ask } = table(['a', 'b']);
      const refused = (act: () => void) => {
        try {
          act();
        } catch (error) {
          expect(error).toBeInstanceOf(P2c2gError);
        }
      };
      for (const one of events) {
        if (one.kind === 'ask') refused(() => ask(request(one.task)));
        if (one.kind === 'answer')
          refused(() => core.broker.handle(helperAt(one.peer), result(one.task, one.peer, one.success)));
        if (one.kind === 'gone') core.broker.left(helperAt(one.peer), 'bye');
        if (one.kind === 'back') core.helper(one.peer);
        if (one.kind === 'withdraw') core.broker.tasks.withdraw(one.task);
        if (one.kind === 'pass') core.pass(one.ms, 500);
      }
      const open = [...core.charged.values()].filter((said) => said.length === 0);
      expect(open).toHaveLength(core.broker.tasks.pending);
      core.broker.left(gamerAt('g'), 'bye');
      const said = [...core.charged.values()];
      expect(said.every((words) => words.length === 1)).toBe(true);
      expect(said.filter(([word]) => word !== 'failed')).toHaveLength(core.broker.tasks.completed);
    }),
  );
});
