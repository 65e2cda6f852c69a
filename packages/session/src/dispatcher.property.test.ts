import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_ATTEMPTS, MAX_INFLIGHT } from './dispatch-constants.ts';
import type { Action, RefusalReason } from './dispatch-types.ts';
import { Dispatcher } from './dispatcher.ts';

const links = ['a', 'b', 'c', 'd'];
const link = fc.constantFrom(...links);
const recent = fc.integer({ min: 0, max: 8 });

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('dispatch' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('result' as const), link, recent }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('receipt' as const), link, recent }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('doubt' as const), link }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), link, recent }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('add' as const), link }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), link }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('tick' as const) }) },
);

it('keeps its promises whatever helpers do', () => {
  const steps = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 60 })), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (script) => {
      const dispatcher = new Dispatcher({ deadlineMs: 100, random: () => 0 });
      const orders = new Map<number, string[]>();
      const outcomes = new Map<number, string>();
      const perform = (actions: readonly Action[]) => {
        for (const action of actions) {
          if (action.type === 'hedge' || action.type === 'retry')
            orders.get(action.frameId)!.push(action.linkId);
          if (action.type === 'local') settle(action.frameId, 'local');
        }
      };
      const settle = (frameId: number, outcome: string) => {
        expect(outcomes.has(frameId)).toBe(false);
        outcomes.set(frameId, outcome);
      };
      let nowMs = 0;
      let frameId = 0;
      for (const [what, afterMs] of script) {
        nowMs += afterMs;
        if (what.do === 'dispatch') {
          const decision = dispatcher.dispatch(++frameId, nowMs);
          const asked = decision.type === 'link' ? [decision.linkId, decision.rehearsalLinkId] : [];
          orders.set(
            frameId,
            asked.filter((id) => id !== undefined),
          );
          if (decision.type === 'local') settle(frameId, 'local');
        } else if (what.do === 'result') {
          const id = frameId - what.recent;
          const verdict = dispatcher.onResult(id, what.link, { serviceMs: 9, queueLength: 1 }, nowMs);
          if (verdict === 'first') settle(id, 'upscaled');
        } else if (what.do === 'receipt') {
          const report = { tookMs: what.recent, queueLength: 0 };
          dispatcher.onReceipt(frameId - what.recent, what.link, report, nowMs);
        } else if (what.do === 'doubt') perform(dispatcher.doubt(what.link, nowMs));
        else if (what.do === 'refuse') {
          const reason: RefusalReason = what.recent % 2 ? 'late' : 'error';
          perform(dispatcher.onRefusal(frameId - what.recent, what.link, reason, nowMs));
        } else if (what.do === 'add')
          perform(dispatcher.addLink(what.link, { netMs: 9, serviceMs: 9 }, nowMs));
        else if (what.do === 'remove') perform(dispatcher.removeLink(what.link, nowMs));
        else perform(dispatcher.tick(nowMs));
        for (const { inflight } of dispatcher.snapshot(nowMs).links) {
          expect(inflight).toBeGreaterThanOrEqual(0);
          expect(inflight).toBeLessThanOrEqual(MAX_INFLIGHT);
        }
      }
      for (let i = 0; i < 20; i++) {
        nowMs = Math.min(dispatcher.nextWakeMs(nowMs), nowMs + 1_000);
        perform(dispatcher.tick(nowMs));
      }
      expect(outcomes.size).toBe(frameId);
      for (const asked of orders.values()) expect(asked.length).toBeLessThanOrEqual(MAX_ATTEMPTS);
      expect(dispatcher.nextWakeMs(nowMs)).toBe(Number.POSITIVE_INFINITY);
    }),
    { numRuns: 500 },
  );
});
