import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TestCore } from './test-core.ts';

it('holds those with a place free, whatever leases come and go', () => {
  const step = fc.record({
    what: fc.constantFrom('helper', 'gamer', 'leave', 'end', 'fail'),
    n: fc.nat(5),
    places: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const core = new TestCore();
      const { broker } = core;
      const { world } = broker;
      for (const { what, n, places } of steps) {
        const [lease] = core.leasesOf(`g${n}`);
        if (what === 'helper') core.helper(`h${n}`, { max_concurrent_tasks: places });
        else if (what === 'gamer') core.gamer(`g${n}`, places);
        else if (what === 'leave') broker.left({ role: 'helper', id: `h${n}` }, 'bye');
        else if (lease && what === 'end')
          broker.handle(
            { role: 'gamer', id: `g${n}` },
            { msg_type: 'session_end', session_id: lease.sessionId },
          );
        else if (lease)
          broker.handle(
            { role: 'gamer', id: `g${n}` },
            { msg_type: 'link_state', lease_id: lease.leaseId, epoch: lease.epoch, state: 'failed' },
          );
        const free = [...world.helpers.values()].filter(
          ({ peerId, capabilities }) =>
            world.leases.ofHelper(peerId).size < capabilities.max_concurrent_tasks,
        );
        expect(new Set(world.freeHelpers.all)).toEqual(new Set(free));
        expect(world.freeHelpers.all).toHaveLength(free.length);
      }
    }),
    { numRuns: 200 },
  );
});
