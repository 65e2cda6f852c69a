import { describe, expect, it } from 'vitest';
import { gamerAt, helperAt } from './ports.ts';
import { PARAMS, TestCore } from './test-core.ts';

/** A core that ran one session on one helper, died, and left its records to the next. */
function afterRestart() {
  const before = new TestCore();
  before.helper('h');
  before.gamer('g');
  const lease = before.leasesOf('g')[0]!;
  const secret = before.lastTo(gamerAt('g'), 'session_state')!.session_secret;
  const core = new TestCore(
    {},
    {
      sessions: [...before.sessions.values()],
      leases: [...before.leases.values()],
      epochs: [{ gamerId: 'g', peerId: 'h', epoch: lease.epoch }],
    },
  );
  const claim = { lease_id: lease.leaseId, peer_id: 'h', session_id: lease.sessionId, epoch: lease.epoch };
  const comeBack = (session_secret = secret, leases = [claim]) => {
    core.broker.registerGamer('g');
    core.broker.handle(gamerAt('g'), {
      msg_type: 'session_request',
      params: PARAMS,
      codecs: ['h264'],
      max_links: 1,
      running: { session_id: claim.session_id, session_secret, leases },
    });
  };
  return { core, claim, comeBack };
}

describe('after a restart', () => {
  it.each(['helper first', 'gamer first'])('adopts what both ends name, %s', (order) => {
    const { core, claim, comeBack } = afterRestart();
    const steps = [() => core.helper('h', {}, [claim]), () => comeBack()];
    for (const step of order === 'helper first' ? steps : steps.reverse()) step();
    const adopted = { lease_id: claim.lease_id, epoch: claim.epoch, adopted: true };
    expect(core.lastTo(gamerAt('g'), 'assign')).toMatchObject(adopted);
    expect(core.lastTo(helperAt('h'), 'assign')).toMatchObject(adopted);
    expect(core.broker.world.leases.get(claim.lease_id)?.state.kind).toBe('connected');
    expect(core.lastTo(gamerAt('g'), 'session_state')).toMatchObject({
      session_id: claim.session_id,
      status: 'active',
      links: 1,
    });
    expect(core.leasesOf('g')).toHaveLength(1);
  });

  it('refuses a wrong secret, and another gamer', () => {
    const { core, comeBack } = afterRestart();
    expect(() => comeBack('wrong-wrong-wrong')).toThrow(/secret/);
    expect(core.broker.world.sessions.size).toBe(0);
  });

  it('refuses a claim that differs from the record in any part', () => {
    const { core, claim } = afterRestart();
    for (const wrong of [
      { epoch: claim.epoch + 1 },
      { session_id: 'other' },
      { peer_id: 'other' },
      { lease_id: 'other' },
    ]) {
      core.helper('h', {}, [{ ...claim, ...wrong }]);
      expect(core.lastTo(helperAt('h'), 'release')).toBeDefined();
    }
    expect(core.broker.world.leases.size).toBe(0);
  });

  it('tells the gamer when its helper came back without the lease, and finds another', () => {
    const { core, claim, comeBack } = afterRestart();
    comeBack();
    core.helper('h');
    expect(core.lastTo(gamerAt('g'), 'peer_gone')).toMatchObject({
      lease_id: claim.lease_id,
      reason: 'replaced',
    });
    expect(core.leasesOf('g')).toMatchObject([{ peerId: 'h', epoch: claim.epoch + 1 }]);
  });

  it('lets go of what nobody asks for within the resume window', () => {
    const { core, claim } = afterRestart();
    core.helper('h', {}, [claim]);
    core.pass(30_500);
    expect(core.lastTo(helperAt('h'), 'release')).toMatchObject({
      lease_id: claim.lease_id,
      reason: 'socket_closed',
    });
    expect(core.broker.recovery.pending).toBe(0);
  });

  it('frees the place of a link that failed before its helper was back', () => {
    const { core, claim, comeBack } = afterRestart();
    comeBack();
    core.broker.handle(gamerAt('g'), {
      msg_type: 'link_state',
      lease_id: claim.lease_id,
      epoch: claim.epoch,
      state: 'failed',
    });
    core.helper('h2');
    expect(core.leasesOf('g')).toMatchObject([{ peerId: 'h2' }]);
    core.helper('h', {}, [claim]);
    expect(core.lastTo(helperAt('h'), 'release')).toMatchObject({ lease_id: claim.lease_id });
  });

  it('says so when the session is not known, and releases its links', () => {
    const core = new TestCore();
    const claim = { lease_id: 'l', peer_id: 'h', session_id: 's', epoch: 1 };
    core.broker.registerGamer('g');
    const running = { session_id: 's', session_secret: 'x'.repeat(20), leases: [claim] };
    const ask = {
      msg_type: 'session_request' as const,
      params: PARAMS,
      codecs: ['h264'],
      max_links: 1,
      running,
    };
    expect(() => core.broker.handle(gamerAt('g'), ask)).toThrow(/No such session/);
    expect(core.lastTo(gamerAt('g'), 'release')).toMatchObject({ lease_id: 'l' });
  });
});
