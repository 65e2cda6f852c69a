import { describe, expect, it } from 'vitest';
import { gamerAt, helperAt } from './ports.ts';
import { STRANGER } from './standing.ts';
import { PARAMS, TestCore } from './test-core.ts';

const failed = (core: TestCore, gamerId: string) => {
  const [lease] = core.leasesOf(gamerId);
  core.broker.handle(gamerAt(gamerId), {
    msg_type: 'link_state',
    lease_id: lease!.leaseId,
    epoch: lease!.epoch,
    state: 'failed',
  });
  return lease!;
};

describe('a session', () => {
  it('gets one active link and standbys, each from another helper, told to both ends', () => {
    const core = new TestCore();
    for (const id of ['h1', 'h2', 'h3']) core.helper(id);
    core.gamer('g', 4);
    const leases = core.leasesOf('g');
    expect(leases.map(({ role }) => role).sort()).toEqual(['active', 'standby', 'standby']);
    expect(new Set(leases.map(({ peerId }) => peerId)).size).toBe(3);
    for (const { peerId, leaseId } of leases)
      expect(core.lastTo(helperAt(peerId), 'assign')).toMatchObject({ lease_id: leaseId, you: 'helper' });
    expect(core.lastTo(gamerAt('g'), 'session_state')).toMatchObject({
      status: 'active',
      links: 3,
      queue_position: null,
    });
  });

  it('waits with its place and an honest reason, and is served when a helper comes', () => {
    const core = new TestCore();
    core.gamer('g1');
    core.gamer('g2');
    expect(core.lastTo(gamerAt('g1'), 'session_state')).toMatchObject({
      status: 'queued',
      queue_position: 1,
      reason: 'no_helpers',
    });
    expect(core.lastTo(gamerAt('g2'), 'session_state')).toMatchObject({ queue_position: 2 });
    core.helper('h', { max_concurrent_tasks: 1 });
    expect(core.leasesOf('g1')).toHaveLength(1);
    expect(core.lastTo(gamerAt('g2'), 'session_state')).toMatchObject({
      queue_position: 1,
      reason: 'all_busy',
    });
  });

  it('waits shorter where its key says so, but none waits for ever', () => {
    const core = new TestCore();
    core.gamer('usual');
    core.broker.registerGamer('first', { ...STRANGER, priority: 6 });
    const request = { msg_type: 'session_request' as const, params: PARAMS, codecs: ['h264'], max_links: 1 };
    core.broker.handle(gamerAt('first'), request);
    const place = (id: string) => core.lastTo(gamerAt(id), 'session_state')!.queue_position;
    expect([place('first'), place('usual')]).toEqual([1, 2]);
    core.pass(100_000, 1_000);
    core.broker.registerGamer('late', { ...STRANGER, priority: 7 });
    core.broker.handle(gamerAt('late'), request);
    expect([place('first'), place('usual'), place('late')]).toEqual([1, 2, 3]);
  });

  it.each([
    ['no_shared_codec', { codecs: ['vp8'] }],
    [
      'none_fast_enough',
      {
        measured: [
          { quality: 'fast', input_width: 320, input_height: 180, backend: 'wasm', ms_per_frame: 900 },
        ],
      },
    ],
  ])('says %s', (reason, extra) => {
    const core = new TestCore();
    core.helper('h', extra);
    core.gamer('g');
    expect(core.lastTo(gamerAt('g'), 'session_state')).toMatchObject({ status: 'queued', reason });
  });

  it('is refilled when a helper says bye, at once, with a larger epoch for the same pair', () => {
    const core = new TestCore();
    core.helper('h1');
    core.gamer('g');
    const first = core.leasesOf('g')[0]!;
    core.broker.left(helperAt('h1'), 'bye');
    expect(core.lastTo(gamerAt('g'), 'peer_gone')).toMatchObject({ lease_id: first.leaseId, reason: 'bye' });
    core.helper('h1');
    expect(core.leasesOf('g')[0]).toMatchObject({ peerId: 'h1', epoch: first.epoch + 1 });
  });

  it('gives a standby the active role in the record when the active link ends', () => {
    const core = new TestCore();
    core.helper('h1');
    core.helper('h2');
    core.gamer('g', 2);
    const active = core.leasesOf('g').find(({ role }) => role === 'active')!;
    core.broker.left(helperAt(active.peerId), 'bye');
    expect(core.leasesOf('g')).toMatchObject([{ role: 'active' }]);
  });

  it('frees everything when it ends, and tells the helpers', () => {
    const core = new TestCore();
    core.helper('h');
    core.gamer('g');
    const { leaseId, sessionId } = core.leasesOf('g')[0]!;
    core.broker.handle(gamerAt('g'), { msg_type: 'session_end', session_id: sessionId });
    expect(core.lastTo(helperAt('h'), 'release')).toMatchObject({
      lease_id: leaseId,
      reason: 'session_ended',
    });
    expect(core.broker.world.leases.size + core.sessions.size + core.leases.size).toBe(0);
  });
});

describe('failure', () => {
  it('removes a silent helper and gives its leases to another', () => {
    const core = new TestCore();
    core.helper('h1');
    core.gamer('g');
    core.helper('h2');
    core.nowMs += 3_600;
    core.broker.heard(gamerAt('g'));
    core.beat('h2');
    core.broker.tick();
    expect(core.lastTo(gamerAt('g'), 'peer_gone')).toMatchObject({ peer_id: 'h1', reason: 'silent' });
    expect(core.dropped).toContainEqual(helperAt('h1'));
    expect(core.leasesOf('g')).toMatchObject([{ peerId: 'h2' }]);
    expect(core.ended).toMatchObject([{ reason: 'silent', fault: 'helper' }]);
  });

  it('keeps the leases of a lost socket for the resume window, with no new ones', () => {
    const core = new TestCore();
    core.helper('h');
    core.gamer('g1');
    const { leaseId: lease_id, epoch } = core.leasesOf('g1')[0]!;
    core.broker.handle(gamerAt('g1'), { msg_type: 'link_state', lease_id, epoch, state: 'connected' });
    core.broker.detached(helperAt('h'));
    expect(core.lastTo(gamerAt('g1'), 'helper_lost')).toEqual({
      msg_type: 'helper_lost',
      lease_id,
      epoch,
      peer_id: 'h',
    });
    core.gamer('g2');
    core.pass(29_000, 1_000);
    expect(core.leasesOf('g1')).toMatchObject([{ leaseId: lease_id }]);
    expect(core.leasesOf('g2')).toHaveLength(0);
    core.pass(3_000, 1_000);
    expect(core.lastTo(gamerAt('g1'), 'peer_gone')).toMatchObject({ lease_id, reason: 'socket_closed' });
    expect(core.broker.world.helpers.size).toBe(0);
  });

  it("passes a helper's wish for another path on to the gamer, who offers, and not the other way", () => {
    const core = new TestCore();
    core.helper('h');
    core.helper('other');
    core.gamer('g');
    const { leaseId: lease_id, epoch } = core.leasesOf('g')[0]!;
    const suspect = { msg_type: 'link_state' as const, lease_id, epoch, state: 'suspect' as const };
    core.broker.handle(gamerAt('g'), suspect);
    expect(core.said.some(({ message }) => message.msg_type === 'path_wanted')).toBe(false);
    expect(() => core.broker.handle(helperAt('other'), suspect)).toThrow(/of others/);
    core.broker.handle(helperAt('h'), suspect);
    expect(core.lastTo(gamerAt('g'), 'path_wanted')).toEqual({ msg_type: 'path_wanted', lease_id, epoch });
    expect(core.leasesOf('g')).toHaveLength(1);
  });

  it('rests a slot after three failed attempts in a row, then tries again', () => {
    const core = new TestCore();
    for (let n = 1; n <= 6; n += 1) core.helper(`h${n}`);
    core.gamer('g');
    const tried = [failed(core, 'g').peerId, failed(core, 'g').peerId, failed(core, 'g').peerId];
    expect(new Set(tried).size).toBe(3);
    expect(core.leasesOf('g')).toHaveLength(0);
    expect(core.lastTo(gamerAt('g'), 'session_state')).toMatchObject({
      status: 'queued',
      reason: 'recently_failed',
    });
    core.pass(1_250);
    expect(core.leasesOf('g')).toHaveLength(1);
    expect(tried).not.toContain(core.leasesOf('g')[0]!.peerId);
  });

  it('takes a helper out after three failures with different gamers, and probes it later', () => {
    const core = new TestCore();
    core.helper('h', { max_concurrent_tasks: 1 });
    for (const id of ['g1', 'g2', 'g3']) {
      core.gamer(id);
      failed(core, id);
      core.broker.left(gamerAt(id), 'bye');
    }
    core.gamer('g4');
    expect(core.leasesOf('g4')).toHaveLength(0);
    expect(core.lastTo(helperAt('h'), 'work_state')).toMatchObject({
      state: 'waiting',
      reason: 'backing_off',
    });
    core.pass(5_250);
    expect(core.leasesOf('g4')).toHaveLength(1);
  });

  it('ends what is not answered, with the fault of whoever did not speak', () => {
    const core = new TestCore();
    core.helper('h');
    core.gamer('g');
    core.pass(10_250);
    expect(core.ended[0]).toMatchObject({ reason: 'no_offer', fault: 'gamer' });
  });

  it('takes the leases of a helper that pauses, without blame, and gives it none', () => {
    const core = new TestCore();
    core.helper('h');
    core.gamer('g');
    core.beat('h', { paused: true });
    expect(core.ended).toMatchObject([{ reason: 'paused', fault: null }]);
    expect(core.lastTo(helperAt('h'), 'work_state')).toMatchObject({ state: 'paused', reason: 'paused' });
    core.beat('h', { paused: false });
    expect(core.leasesOf('g')).toHaveLength(1);
  });
});

describe('who may say what', () => {
  const code = (act: () => void): string => {
    try {
      act();
    } catch (error) {
      return (error as { code: string }).code;
    }
    return 'none';
  };

  it('relays only between the ends of a lease and in its epoch', () => {
    const core = new TestCore();
    core.helper('h');
    core.gamer('g');
    core.gamer('other');
    const { leaseId: lease_id, epoch } = core.leasesOf('g')[0]!;
    const offer = { msg_type: 'offer' as const, lease_id, epoch, sdp: 'v=0' };
    expect(code(() => core.broker.handle(gamerAt('other'), offer))).toBe('P2C2G_FORBIDDEN');
    expect(code(() => core.broker.handle(helperAt('h'), offer))).toBe('P2C2G_OUT_OF_ORDER');
    expect(code(() => core.broker.handle(gamerAt('g'), { ...offer, epoch: epoch + 1 }))).toBe(
      'P2C2G_STALE_EPOCH',
    );
    expect(code(() => core.broker.handle(gamerAt('g'), { ...offer, lease_id: 'no' }))).toBe(
      'P2C2G_UNKNOWN_LEASE',
    );
    core.broker.handle(gamerAt('g'), offer);
    expect(core.lastTo(helperAt('h'), 'offer')).toMatchObject({ sdp: 'v=0' });
    const candidate = { msg_type: 'candidate' as const, lease_id, epoch, candidate: 'c' };
    for (let n = 0; n < 64; n += 1) core.broker.handle(gamerAt('g'), candidate);
    expect(code(() => core.broker.handle(gamerAt('g'), candidate))).toBe('P2C2G_TOO_MANY_MESSAGES');
  });

  it('keeps roles, names and sessions apart', () => {
    const core = new TestCore();
    core.helper('h');
    core.gamer('g');
    core.gamer('other');
    const { sessionId: session_id } = core.leasesOf('g')[0]!;
    const ask = { msg_type: 'session_request' as const, params: PARAMS, codecs: ['h264'], max_links: 1 };
    expect(code(() => core.broker.handle(helperAt('h'), ask))).toBe('P2C2G_FORBIDDEN');
    expect(code(() => core.broker.handle(gamerAt('other'), { msg_type: 'session_end', session_id }))).toBe(
      'P2C2G_FORBIDDEN',
    );
    expect(code(() => core.broker.handle(gamerAt('g'), { msg_type: 'register_gamer', gamer_id: 'g' }))).toBe(
      'P2C2G_ALREADY_REGISTERED',
    );
    expect(
      code(() =>
        core.broker.handle(helperAt('h'), { msg_type: 'heartbeat', peer_id: 'x', timestamp: 0, load: 0 }),
      ),
    ).toBe('P2C2G_FORBIDDEN');
    const full = new TestCore({ maxPeers: 1 });
    full.helper('h1');
    expect(code(() => full.broker.admit(helperAt('h2')))).toBe('P2C2G_OVERLOADED');
    expect(code(() => full.broker.admit(helperAt('h1')))).toBe('none');
  });
});
