/** What gamers see corrects what helpers claim. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { claimedMs, expectedMs, newHelper, observe } from './helper.ts';
import { gamerAt } from './ports.ts';
import { PARAMS, TestCore } from './test-core.ts';

const measured = (ms_per_frame: number) => ({
  measured: [
    { quality: 'fast' as const, input_width: 320, input_height: 180, backend: 'wasm' as const, ms_per_frame },
  ],
});

/** So many seconds of a session, as its gamer tells them. */
function seconds(core: TestCore, count: number, msPerFrame: number, rtt_ms = 5): void {
  const [session] = core.broker.world.sessions.values();
  const [{ peerId }] = core.broker.world.leases.all() as [{ peerId: string }, ...unknown[]];
  for (let n = 0; n < count; n += 1) {
    core.broker.handle(gamerAt(session!.gamerId), {
      msg_type: 'telemetry',
      session_id: session!.sessionId,
      at: core.nowMs,
      frames: { sent: 30, upscaled: 30, local: 0, lost: 0, on_time: 30 },
      latency_ms: { p50: 1, p95: 1 },
      bytes_up: 0,
      bytes_down: 0,
      failovers: 0,
      helpers: [{ peer_id: peerId, frames: 30, failed: 0, ms_per_frame: msPerFrame, rtt_ms }],
    });
    core.pass(1_000, 500);
  }
}
const expected = (core: TestCore, id: string) => expectedMs(core.broker.world.helpers.get(id)!, PARAMS);

it('moves a boaster to where it belongs within half a minute, and games go to the honest', () => {
  const core = new TestCore();
  core.helper('boaster', measured(5));
  core.gamer('g');
  expect(expected(core, 'boaster')).toBe(5);
  seconds(core, 30, 35, 60);
  expect(expected(core, 'boaster')).toBeGreaterThan(30);
  expect(core.broker.world.helpers.get('boaster')!.rttMs).toBeCloseTo(60, 0);
  core.helper('honest', measured(12));
  core.gamer('g2');
  expect(core.leasesOf('g2').map(({ peerId }) => peerId)).toEqual(['honest']);
});

it('lifts one that is quicker than it said', () => {
  const core = new TestCore();
  core.helper('modest', measured(40));
  core.gamer('g');
  seconds(core, 30, 20);
  expect(expected(core, 'modest')).toBeLessThan(22);
});

it('is slow to believe one second, and bounded whatever a gamer tells', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e7, noNaN: true })), (told) => {
      const helper = newHelper('h', { ...CAPABILITIES, ...measured(10) }, 0);
      const claimed = claimedMs(helper.capabilities, PARAMS);
      for (const msPerFrame of told) {
        const before = expectedMs(helper, PARAMS);
        observe(helper, PARAMS, { msPerFrame, rttMs: 1 });
        expect(Math.abs(expectedMs(helper, PARAMS) - before)).toBeLessThanOrEqual(0.8 * claimed);
      }
      expect(expectedMs(helper, PARAMS)).toBeGreaterThanOrEqual(claimed / 4);
      expect(expectedMs(helper, PARAMS)).toBeLessThanOrEqual(8 * claimed);
    }),
  );
});

it('takes no word on a helper that the session does not have', () => {
  const core = new TestCore();
  core.helper('serving', measured(5));
  core.gamer('g');
  core.helper('other', measured(5));
  const [session] = core.broker.world.sessions.values();
  const seen = { peer_id: 'other', frames: 30, failed: 0, ms_per_frame: 500, rtt_ms: 900 };
  core.broker.handle(gamerAt('g'), {
    msg_type: 'telemetry',
    session_id: session!.sessionId,
    at: 0,
    frames: { sent: 1, upscaled: 1, local: 0, lost: 0, on_time: 1 },
    latency_ms: { p50: 1, p95: 1 },
    bytes_up: 0,
    bytes_down: 0,
    failovers: 0,
    helpers: [seen],
  });
  expect(expected(core, 'other')).toBe(5);
});

const CAPABILITIES = {
  cpu_cores: 1,
  ram_gb: 1,
  gpu: null,
  gpu_vram_gb: null,
  max_concurrent_tasks: 4,
  task_types: ['frame_upscale'],
};
