import type { Assign, ClientMessageInput } from '@p2c2g/protocol';
import { describe, expect, it } from 'vitest';
import { type LeasedLink, LeaseLinks } from './lease-links.ts';
import type { LinkCommand } from './port-messages.ts';

interface FakeLink extends LeasedLink {
  running: boolean;
  open: boolean;
  lastHeardMs: number;
  lastEchoMs: number;
  closedBecause: string | undefined;
}

const assign = (epoch = 1, adopted = false): Assign => ({
  msg_type: 'assign',
  you: 'gamer',
  session_id: 's',
  lease_id: 'l',
  epoch,
  role: 'active',
  peer_id: 'h',
  gamer_id: 'g',
  params: {
    input_width: 320,
    input_height: 180,
    output_width: 640,
    output_height: 360,
    quality: 'fast',
    fps: 30,
    deadline_ms: 100,
  },
  codecs: ['h264'],
  expected_ms: 10,
  ice_servers: [],
  relay_only: false,
  adopted,
});

function setUp(offers = true) {
  const commands: LinkCommand[] = [];
  const sent: ClientMessageInput[] = [];
  const made: FakeLink[] = [];
  const gone: string[] = [];
  const stripeNews: string[] = [];
  const links = new LeaseLinks<FakeLink>({
    offers,
    silentAfterMs: 2000,
    command: (command) => commands.push(command),
    send: (message) => sent.push(message),
    makeLink: () => {
      const link: FakeLink = {
        running: false,
        open: false,
        lastHeardMs: performance.now(),
        lastEchoMs: performance.now(),
        closedBecause: undefined,
        stripeEvent: ({ linkId }) => stripeNews.push(linkId),
        close(reason) {
          link.closedBecause = reason;
        },
      };
      made.push(link);
      return link;
    },
    wordFailure: ({ lease_id, epoch }, reason) => ({ msg_type: 'release', lease_id, epoch, reason }),
    onGone: (leaseId) => gone.push(leaseId),
  });
  const channel = {} as RTCDataChannel;
  const connect = () => {
    links.event({ type: 'link-channels', linkId: 'l', frames: channel, control: channel });
    const link = made.at(-1)!;
    Object.assign(link, { running: true, open: true });
    return link;
  };
  return { links, commands, sent, gone, stripeNews, connect };
}

describe('links by lease', () => {
  it('opens a connection for a lease and names it once it runs', () => {
    const { links, commands, connect } = setUp();
    links.handle(assign());
    expect(commands).toMatchObject([{ type: 'link-open', linkId: 'l', offers: true }]);
    expect(links.claims()).toEqual([]);
    connect();
    expect(links.claims()).toEqual([{ lease_id: 'l', peer_id: 'h', session_id: 's', epoch: 1 }]);
  });

  it('heeds only what speaks of the current epoch', () => {
    const { links, commands } = setUp();
    links.handle(assign(2));
    links.handle({ msg_type: 'answer', lease_id: 'l', epoch: 1, sdp: 'old' });
    links.handle({ msg_type: 'release', lease_id: 'l', epoch: 1, reason: 'old' });
    expect(commands).toHaveLength(1);
    links.handle({ msg_type: 'answer', lease_id: 'l', epoch: 2, sdp: 'new' });
    expect(commands.at(-1)).toMatchObject({ type: 'link-remote-sdp', sdp: 'new' });
  });

  it('hands news of a further connection to its link, and drops what is of none', () => {
    const { links, stripeNews, sent, connect } = setUp();
    links.handle(assign());
    connect();
    links.event({ type: 'link-connection', linkId: 'l/3.9', state: 'failed' });
    links.event({ type: 'link-connection', linkId: 'other/1.1', state: 'failed' });
    expect(stripeNews).toEqual(['l/3.9']);
    expect(sent).toEqual([]);
  });

  it('keeps a running link that the coordinator only took over', () => {
    const { links, commands, connect } = setUp();
    links.handle(assign());
    const link = connect();
    links.handle(assign(1, true));
    expect(link.closedBecause).toBeUndefined();
    expect(commands).toHaveLength(1);
    links.handle(assign(2));
    expect(link.closedBecause).toBe('replaced');
  });

  it('gives up what never opens and what falls silent, and says so', () => {
    const { links, sent, commands, gone, connect } = setUp();
    links.handle(assign());
    const laterMs = performance.now() + 13_000;
    links.tick(laterMs);
    expect(sent).toMatchObject([{ msg_type: 'release', epoch: 1 }]);
    links.handle(assign(2));
    Object.assign(connect(), { lastHeardMs: laterMs, lastEchoMs: laterMs });
    for (let ms = 100; ms <= 10_100; ms += 100) links.tick(laterMs + ms);
    expect(commands).toContainEqual({ type: 'link-restart', linkId: 'l' });
    expect(sent.at(-1)).toMatchObject({ epoch: 2, reason: 'the other side fell silent' });
    expect(gone).toEqual(['l', 'l']);
  });

  it('says that nobody is to blame when the other side took its leave', () => {
    const { links, sent, gone, connect } = setUp();
    links.handle(assign());
    connect();
    links.release('l', 'the tab was closed');
    expect(sent).toEqual([{ msg_type: 'release', lease_id: 'l', epoch: 1, reason: 'the tab was closed' }]);
    expect(gone).toEqual(['l']);
    links.release('l', 'again');
    expect(sent).toHaveLength(1);
  });

  it('ends without a word when told to, and knows nothing of it afterwards', () => {
    const { links, sent, commands, connect } = setUp();
    links.handle(assign());
    const link = connect();
    links.closeAll('the gamer stopped');
    expect(link.closedBecause).toBe('the gamer stopped');
    expect(sent).toEqual([]);
    expect(commands.at(-1)).toMatchObject({ type: 'link-close' });
    links.event({ type: 'link-connection', linkId: 'l', state: 'failed' });
    expect(sent).toEqual([]);
  });

  it('looks for a new path at the wish of the other end, of this lease, and not again at once', () => {
    const { links, commands, connect } = setUp();
    links.handle(assign(2));
    const wanted = { msg_type: 'path_wanted', lease_id: 'l' } as const;
    links.handle({ ...wanted, epoch: 2 });
    connect();
    links.handle({ ...wanted, epoch: 1 });
    links.handle({ ...wanted, lease_id: 'other', epoch: 2 });
    expect(commands).toHaveLength(1);
    links.handle({ ...wanted, epoch: 2 });
    links.handle({ ...wanted, epoch: 2 });
    expect(commands.slice(1)).toEqual([{ type: 'link-restart', linkId: 'l' }]);
  });

  it('asks for a new path where the other end offers, when its own network changed or it hears nothing', () => {
    const { links, commands, sent, connect } = setUp(false);
    links.handle(assign(3));
    links.networkChanged();
    expect(sent).toEqual([]);
    const link = connect();
    links.networkChanged();
    const asked = { msg_type: 'link_state', lease_id: 'l', epoch: 3, state: 'suspect' };
    expect(sent).toEqual([asked]);
    links.tick(link.lastHeardMs + 100);
    links.tick(link.lastHeardMs + 1_000);
    expect(sent).toEqual([asked, asked]);
    links.handle({ msg_type: 'path_wanted', lease_id: 'l', epoch: 3 });
    expect(commands).toHaveLength(1);
  });
});
