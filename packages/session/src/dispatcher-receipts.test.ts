import { describe, expect, it } from 'vitest';
import { HEDGE_BURST, RECEIPT_FLOOR_MS } from './dispatch-constants.ts';
import { Dispatcher } from './dispatcher.ts';

const quick = { netMs: 10, serviceMs: 10 };
const slower = { netMs: 20, serviceMs: 20 };
const report = { serviceMs: 10, queueLength: 0, residenceMs: 10 };
const receipt = { tookMs: 2, queueLength: 0 };
const INTERVAL_MS = 33;

/** A dispatcher that has sent `frames` frames to `a`, each receipted after 2 ms and answered after 20; `b` and `c` stand by. */
function running(frames = 60): { dispatcher: Dispatcher; nowMs: number } {
  const dispatcher = new Dispatcher({ deadlineMs: 100, random: () => 0.9, rehearse: false });
  for (const id of ['a', 'b', 'c']) dispatcher.addLink(id, id === 'a' ? quick : slower, 0);
  for (let id = 0; id < frames; id++) {
    const nowMs = id * INTERVAL_MS;
    dispatcher.dispatch(id, nowMs);
    for (const other of ['b', 'c']) dispatcher.onTraffic(other, nowMs);
    dispatcher.onReceipt(id, 'a', receipt, nowMs + 2);
    dispatcher.onResult(id, 'a', report, nowMs + 20);
  }
  return { dispatcher, nowMs: frames * INTERVAL_MS };
}

const linkOf = (dispatcher: Dispatcher, linkId: string, nowMs: number) =>
  dispatcher.snapshot(nowMs).links.find((link) => link.linkId === linkId)!;

describe('Dispatcher: receipts', () => {
  it('asks another helper within a few ms when the first does not say that the frame came', () => {
    const { dispatcher, nowMs } = running();
    dispatcher.dispatch(100, nowMs);
    const wakeMs = dispatcher.nextWakeMs(nowMs);
    expect(wakeMs).toBe(nowMs + RECEIPT_FLOOR_MS);
    expect(dispatcher.tick(wakeMs)).toEqual([
      { type: 'link-suspect', linkId: 'a' },
      { type: 'hedge', frameId: 100, linkId: 'b' },
    ]);
    expect(dispatcher.onResult(100, 'b', report, nowMs + 30)).toBe('first');
  });

  it('asks others for all that a helper has when one of its receipts is missing', () => {
    const { dispatcher, nowMs } = running();
    dispatcher.dispatch(100, nowMs);
    dispatcher.onReceipt(100, 'a', receipt, nowMs + 2);
    dispatcher.dispatch(101, nowMs + 4);
    let wakeMs = nowMs + 4;
    const hedged: number[] = [];
    while (hedged.length === 0 && wakeMs < nowMs + 60) {
      wakeMs = dispatcher.nextWakeMs(wakeMs);
      for (const action of dispatcher.tick(wakeMs)) if (action.type === 'hedge') hedged.push(action.frameId);
    }
    // Frame 101 alone would be of no use: frames are shown in order.
    expect(hedged).toEqual([100, 101]);
  });

  it('waits for the answer when the receipt came', () => {
    const { dispatcher, nowMs } = running();
    dispatcher.dispatch(100, nowMs);
    dispatcher.onReceipt(100, 'a', receipt, nowMs + 2);
    dispatcher.onReceipt(100, 'a', receipt, nowMs + 3);
    expect(dispatcher.nextWakeMs(nowMs + 3)).toBeGreaterThanOrEqual(nowMs + 20);
    expect(dispatcher.tick(nowMs + 15)).toEqual([]);
  });

  it('expects none of a helper that never gave one', () => {
    const dispatcher = new Dispatcher({ deadlineMs: 100, random: () => 0.9, rehearse: false });
    for (const id of ['a', 'b']) dispatcher.addLink(id, quick, 0);
    dispatcher.dispatch(1, 0);
    expect(dispatcher.nextWakeMs(0)).toBeGreaterThanOrEqual(20);
  });

  it('expects none any more when results come without', () => {
    const { dispatcher, nowMs } = running();
    for (let i = 0; i < 5; i++) {
      const sentMs = nowMs + i * INTERVAL_MS;
      for (const other of ['b', 'c']) dispatcher.onTraffic(other, sentMs);
      dispatcher.dispatch(100 + i, sentMs);
      dispatcher.tick(sentMs + 6);
      dispatcher.onResult(100 + i, 'a', report, sentMs + 20);
    }
    expect(linkOf(dispatcher, 'a', nowMs).counts.missingReceipts).toBe(3);
    expect(dispatcher.snapshot(nowMs).needlessHedges).toBe(3);
  });

  it('takes a late receipt for a sign of life and no fault', () => {
    const { dispatcher, nowMs } = running();
    dispatcher.dispatch(100, nowMs);
    dispatcher.tick(nowMs + 6);
    expect(linkOf(dispatcher, 'a', nowMs + 6).suspect).toBe(true);
    dispatcher.onReceipt(100, 'a', { tookMs: 9, queueLength: 0 }, nowMs + 9);
    expect(linkOf(dispatcher, 'a', nowMs + 9)).toMatchObject({ suspect: false, breaker: 'closed' });
    expect(dispatcher.onResult(100, 'a', report, nowMs + 25)).toBe('first');
    expect(dispatcher.snapshot(nowMs + 25).needlessHedges).toBe(1);
    dispatcher.onResult(100, 'b', report, nowMs + 30);
    expect(dispatcher.dispatch(101, nowMs + INTERVAL_MS)).toEqual({ type: 'link', linkId: 'a' });
  });

  it('gives new frames to others while a helper is quiet, and to it when there is no other', () => {
    const { dispatcher, nowMs } = running();
    dispatcher.dispatch(100, nowMs);
    dispatcher.tick(nowMs + 6);
    expect(dispatcher.dispatch(101, nowMs + 10)).toEqual({ type: 'link', linkId: 'c' });
    dispatcher.removeLink('b', nowMs + 11);
    dispatcher.removeLink('c', nowMs + 11);
    expect(dispatcher.dispatch(102, nowMs + 12)).toEqual({ type: 'link', linkId: 'a' });
  });

  it('does not expect a receipt from a helper whose thread others hold', () => {
    const { dispatcher, nowMs } = running();
    dispatcher.onReceipt(59, 'a', { tookMs: 2, queueLength: 3 }, nowMs);
    dispatcher.dispatch(100, nowMs);
    expect(dispatcher.nextWakeMs(nowMs)).toBeGreaterThanOrEqual(nowMs + 20);
  });

  it('expects the receipt of a frame behind another only when that one is done or overdue', () => {
    const { dispatcher, nowMs } = running();
    dispatcher.dispatch(100, nowMs);
    dispatcher.onReceipt(100, 'a', receipt, nowMs + 2);
    dispatcher.dispatch(101, nowMs + 8);
    expect(dispatcher.nextWakeMs(nowMs + 8)).toBeGreaterThanOrEqual(nowMs + 20);
    dispatcher.onResult(100, 'a', report, nowMs + 20);
    expect(dispatcher.nextWakeMs(nowMs + 20)).toBe(nowMs + 20 + RECEIPT_FLOOR_MS);
  });

  it('spends a token for each guess', () => {
    const { dispatcher, nowMs } = running(1);
    let hedges = 0;
    for (let i = 0; i < 60; i++) {
      const sentMs = nowMs + i * INTERVAL_MS;
      for (const id of ['a', 'b', 'c']) dispatcher.onTraffic(id, sentMs);
      dispatcher.dispatch(100 + i, sentMs);
      hedges += dispatcher.tick(sentMs + 15).filter(({ type }) => type === 'hedge').length;
      for (const { linkId, inflight } of dispatcher.snapshot(sentMs).links)
        if (inflight > 0) dispatcher.onReceipt(100 + i, linkId, receipt, sentMs + 16);
      for (const id of ['a', 'b', 'c']) dispatcher.onResult(100 + i, id, report, sentMs + 20);
    }
    expect(hedges).toBeGreaterThanOrEqual(HEDGE_BURST);
    expect(hedges).toBeLessThanOrEqual(HEDGE_BURST + 6);
  });

  it('leaves a helper that takes orders and gives nothing back', () => {
    const { dispatcher, nowMs } = running();
    for (let i = 0; i < 2; i++) {
      dispatcher.dispatch(100 + i, nowMs + i * INTERVAL_MS);
      dispatcher.onReceipt(100 + i, 'a', receipt, nowMs + i * INTERVAL_MS + 2);
    }
    dispatcher.tick(nowMs + 95);
    dispatcher.onReceipt(101, 'a', receipt, nowMs + 96);
    expect(dispatcher.dispatch(102, nowMs + 98)).not.toMatchObject({ linkId: 'a' });
  });
});

describe('Dispatcher: the word of others', () => {
  it('orders elsewhere at once what a lost helper has, and still takes its answer', () => {
    const { dispatcher, nowMs } = running();
    dispatcher.dispatch(100, nowMs);
    dispatcher.onReceipt(100, 'a', receipt, nowMs + 2);
    expect(dispatcher.doubt('a', nowMs + 5)).toEqual([{ type: 'hedge', frameId: 100, linkId: 'b' }]);
    expect(dispatcher.doubt('a', nowMs + 6)).toEqual([]);
    expect(dispatcher.onResult(100, 'a', report, nowMs + 20)).toBe('first');
  });

  it('gives it nothing until anything comes from it', () => {
    const { dispatcher, nowMs } = running();
    dispatcher.doubt('a', nowMs);
    expect(dispatcher.dispatch(100, nowMs)).toEqual({ type: 'link', linkId: 'b' });
    dispatcher.onTraffic('a', nowMs + 10);
    expect(linkOf(dispatcher, 'a', nowMs + 10)).toMatchObject({ suspect: false, role: 'standby' });
  });

  it('says nothing of helpers it does not know', () => {
    const { dispatcher, nowMs } = running();
    expect(dispatcher.doubt('z', nowMs)).toEqual([]);
    dispatcher.onReceipt(1, 'z', receipt, nowMs);
    expect(dispatcher.snapshot(nowMs).links).toHaveLength(3);
  });
});
