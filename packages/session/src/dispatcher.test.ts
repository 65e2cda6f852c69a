import { describe, expect, it } from 'vitest';
import { HEDGE_BURST } from './dispatch-constants.ts';
import { Dispatcher } from './dispatcher.ts';

const quick = { netMs: 10, serviceMs: 10 };
const slower = { netMs: 20, serviceMs: 20 };
const report = { serviceMs: 10, queueLength: 0, residenceMs: 10 };

/** A dispatcher with links a (quick), b and c (slower), and everything heard of at 0. */
function dispatcherOf(...links: string[]): Dispatcher {
  const dispatcher = new Dispatcher({ deadlineMs: 100, random: () => 0.9, rehearse: false });
  for (const id of links) dispatcher.addLink(id, id === 'a' ? quick : slower, 0);
  return dispatcher;
}

/** Dispatches one frame every 33 ms and answers each after 20 ms. */
function settle(dispatcher: Dispatcher, frames: number): number {
  for (let id = 0; id < frames; id++) {
    const nowMs = id * 33;
    const decision = dispatcher.dispatch(id, nowMs);
    for (const other of ['a', 'b', 'c']) dispatcher.onTraffic(other, nowMs);
    if (decision.type === 'link') dispatcher.onResult(id, decision.linkId, report, nowMs + 20);
  }
  return frames * 33;
}

describe('Dispatcher: choosing', () => {
  it('scales locally without helpers', () => {
    expect(dispatcherOf().dispatch(1, 0)).toEqual({ type: 'local', reason: 'no-link' });
  });

  it('takes the least expected time and stays with it', () => {
    const dispatcher = dispatcherOf('b', 'a');
    expect(dispatcher.dispatch(1, 0)).toEqual({ type: 'link', linkId: 'a' });
    dispatcher.addLink('c', { netMs: 9, serviceMs: 9 }, 1);
    dispatcher.onResult(1, 'a', report, 20);
    expect(dispatcher.dispatch(2, 33)).toEqual({ type: 'link', linkId: 'a' });
  });

  it('leaves it for one that is clearly quicker', () => {
    const dispatcher = dispatcherOf('b');
    settle(dispatcher, 3);
    dispatcher.addLink('c', { netMs: 5, serviceMs: 5 }, 99);
    expect(dispatcher.dispatch(4, 100)).toEqual({ type: 'link', linkId: 'c' });
    expect(dispatcher.failovers).toBe(0);
  });

  it('turns to another when orders pile up', () => {
    const dispatcher = dispatcherOf('a', 'b');
    const chosen = [0, 1, 2, 3].map((id) => dispatcher.dispatch(id, 0));
    expect(chosen.map((d) => d.type === 'link' && d.linkId)).toEqual(['a', 'a', 'a', 'b']);
  });

  it('says when all are full, and when none is quick enough', () => {
    const dispatcher = dispatcherOf('a');
    for (const id of [1, 2, 3]) expect(dispatcher.dispatch(id, 0).type).toBe('link');
    expect(dispatcher.dispatch(4, 0)).toEqual({ type: 'local', reason: 'all-busy' });
    const tooFar = new Dispatcher({ deadlineMs: 15 });
    tooFar.addLink('a', quick, 0);
    expect(tooFar.dispatch(1, 0)).toEqual({ type: 'local', reason: 'too-slow', probeLinkId: 'a' });
    expect(tooFar.dispatch(2, 10)).toEqual({ type: 'local', reason: 'too-slow' });
    expect(tooFar.onResult(1, 'a', report, 12)).toBe('late');
  });

  it('counts the time that already passed since capture', () => {
    expect(dispatcherOf('a').dispatch(1, 85, 0)).toMatchObject({ type: 'local', reason: 'too-slow' });
  });
});

describe('Dispatcher: late answers', () => {
  it('hedges once, to the next best, when an answer is unusually late', () => {
    const dispatcher = dispatcherOf('a', 'b', 'c');
    const nowMs = settle(dispatcher, 60);
    dispatcher.dispatch(100, nowMs);
    const wakeMs = dispatcher.nextWakeMs(nowMs);
    expect(wakeMs).toBeGreaterThanOrEqual(nowMs + 20);
    expect(wakeMs).toBeLessThan(nowMs + 30);
    expect(dispatcher.tick(wakeMs)).toEqual([
      { type: 'link-suspect', linkId: 'a' },
      { type: 'hedge', frameId: 100, linkId: 'b' },
    ]);
    expect(dispatcher.tick(nowMs + 99).filter((a) => a.type === 'hedge')).toEqual([]);
    expect(dispatcher.onResult(100, 'b', report, nowMs + 60)).toBe('first');
    expect(dispatcher.onResult(100, 'a', report, nowMs + 61)).toBe('duplicate');
  });

  it('spends no more hedges than it has', () => {
    const dispatcher = dispatcherOf('a');
    for (const link of ['b', 'c']) dispatcher.addLink(link, quick, 0);
    let hedges = 0;
    for (let id = 0; id < 100; id++) {
      const nowMs = id * 200;
      for (const link of ['a', 'b', 'c']) dispatcher.onTraffic(link, nowMs);
      const decision = dispatcher.dispatch(id, nowMs);
      const hedge = dispatcher.tick(nowMs + 61).find((action) => action.type === 'hedge');
      if (hedge) hedges++;
      if (hedge) dispatcher.onResult(id, hedge.linkId, report, nowMs + 80);
      if (decision.type === 'link') dispatcher.onRefusal(id, decision.linkId, 'late', nowMs + 90);
    }
    expect(hedges).toBeGreaterThanOrEqual(HEDGE_BURST);
    expect(hedges).toBeLessThanOrEqual(HEDGE_BURST + 10);
  });

  it('hands over at the deadline and names what comes after', () => {
    const dispatcher = dispatcherOf('a');
    dispatcher.dispatch(1, 0);
    expect(dispatcher.tick(100)).toContainEqual({ type: 'local', frameId: 1, reason: 'deadline' });
    expect(dispatcher.onResult(1, 'a', report, 101)).toBe('late');
    expect(dispatcher.onResult(1, 'a', report, 102)).toBe('duplicate');
    expect(dispatcher.onResult(1, 'z', report, 102)).toBe('unknown');
    expect(dispatcher.onResult(9, 'a', report, 102)).toBe('unknown');
  });

  it('waits for an answer as long as its frame may take', () => {
    const dispatcher = new Dispatcher({ deadlineMs: 1_000 });
    dispatcher.addLink('a', { netMs: 5, serviceMs: 400 }, 0);
    dispatcher.dispatch(1, 0);
    dispatcher.onTraffic('a', 600);
    expect(dispatcher.tick(700).map(({ type }) => type)).not.toContain('timeout');
    expect(dispatcher.onResult(1, 'a', report, 800)).toBe('first');
  });

  it('puts a helper out after three timeouts, and tries it again later', () => {
    const dispatcher = dispatcherOf('a');
    for (const id of [1, 2, 3]) dispatcher.dispatch(id, 0);
    dispatcher.onTraffic('a', 200);
    const timeouts = dispatcher.tick(250).filter((action) => action.type === 'timeout');
    expect(timeouts).toHaveLength(3);
    expect(dispatcher.snapshot(260).links[0]).toMatchObject({ role: 'out', breaker: 'open', inflight: 0 });
    expect(dispatcher.dispatch(4, 300)).toMatchObject({ type: 'local', reason: 'no-link' });
    dispatcher.onTraffic('a', 750);
    expect(dispatcher.dispatch(5, 760)).toEqual({ type: 'link', linkId: 'a' });
    expect(dispatcher.dispatch(6, 760)).toMatchObject({ type: 'local', reason: 'all-busy' });
    dispatcher.onResult(5, 'a', report, 790);
    expect(dispatcher.snapshot(790).links[0]).toMatchObject({ breaker: 'closed' });
    expect(dispatcher.failovers).toBe(1);
  });
});

describe('Dispatcher: failing helpers', () => {
  it('gives frames on when a helper comes anew under its old name', () => {
    const dispatcher = dispatcherOf('a');
    dispatcher.dispatch(1, 0);
    expect(dispatcher.addLink('a', quick, 5)).toEqual([{ type: 'retry', frameId: 1, linkId: 'a' }]);
    expect(dispatcher.onResult(1, 'a', report, 20)).toBe('first');
  });

  it('gives the frames of a helper that left to another, at once', () => {
    const dispatcher = dispatcherOf('a', 'b');
    dispatcher.dispatch(1, 0);
    expect(dispatcher.removeLink('a', 5)).toEqual([{ type: 'retry', frameId: 1, linkId: 'b' }]);
    expect(dispatcher.removeLink('b', 6)).toEqual([{ type: 'local', frameId: 1, reason: 'no-link' }]);
    expect(dispatcher.failovers).toBe(1);
  });

  it('finds a silent helper and takes it back when it speaks', () => {
    const dispatcher = dispatcherOf('a', 'b');
    dispatcher.onTraffic('b', 400);
    expect(dispatcher.nextWakeMs(0)).toBe(500);
    expect(dispatcher.tick(500)).toEqual([{ type: 'link-dead', linkId: 'a' }]);
    expect(dispatcher.tick(501)).toEqual([]);
    expect(dispatcher.dispatch(1, 510)).toEqual({ type: 'link', linkId: 'b' });
    dispatcher.onTraffic('a', 1_000);
    expect(dispatcher.snapshot(1_001).links[0]).toMatchObject({ dead: false, breaker: 'half-open' });
  });

  it('retries what a helper refuses, without penalty unless it is an error', () => {
    const dispatcher = dispatcherOf('a', 'b');
    for (let id = 0; id < 5; id++) {
      dispatcher.dispatch(id, id);
      const link = dispatcher.snapshot(id).links.find((l) => l.inflight > 0)!.linkId;
      dispatcher.onRefusal(id, link, 'late', id);
      const other = dispatcher.snapshot(id).links.find((l) => l.inflight > 0)?.linkId;
      if (other) dispatcher.onResult(id, other, report, id);
    }
    expect(dispatcher.snapshot(5).links.every((link) => link.breaker === 'closed')).toBe(true);
    const single = dispatcherOf('a');
    for (const id of [1, 2, 3]) {
      single.dispatch(id, 0);
      expect(single.onRefusal(id, 'a', 'error', 1)).toEqual([
        { type: 'local', frameId: id, reason: 'no-link' },
      ]);
    }
    expect(single.snapshot(2).links[0]).toMatchObject({ breaker: 'open' });
  });

  it('asks at most three helpers for one frame', () => {
    const dispatcher = dispatcherOf('a', 'b', 'c');
    dispatcher.addLink('d', slower, 0);
    const first = dispatcher.dispatch(1, 0);
    const asked = [first.type === 'link' ? first.linkId : ''];
    for (let i = 0; i < 3; i++) {
      const [action] = dispatcher.onRefusal(1, asked.at(-1)!, 'error', 1);
      if (action?.type === 'retry') asked.push(action.linkId);
      else expect(action).toEqual({ type: 'local', frameId: 1, reason: 'attempts' });
    }
    expect(new Set(asked).size).toBe(3);
  });

  it('counts a failover once, when the helper it had to leave turns out to be dead', () => {
    const dispatcher = dispatcherOf('a', 'b');
    const nowMs = settle(dispatcher, 30);
    const asked = [0, 1, 2].map((i) => {
      dispatcher.tick(nowMs + i * 33);
      const decision = dispatcher.dispatch(100 + i, nowMs + i * 33);
      return decision.type === 'link' && decision.linkId;
    });
    expect([asked[0], asked.at(-1)]).toEqual(['a', 'b']);
    for (const id of [100, 101, 102]) dispatcher.onResult(id, 'b', report, nowMs + 120);
    expect(dispatcher.failovers).toBe(0);
    dispatcher.onTraffic('b', nowMs + 480);
    dispatcher.tick(nowMs + 500);
    expect(dispatcher.failovers).toBe(1);
  });
});
