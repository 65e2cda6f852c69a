import { type Assign, type LinkMessage, MAX_LINK_CONNECTIONS } from '@p2c2g/protocol';
import { MAX_STRIPES, StripedChannel } from '@p2c2g/transport';
import { describe, expect, it } from 'vitest';
import { LinkStripes, leaseOfStripe } from './link-stripes.ts';
import type { LinkCommand } from './port-messages.ts';

const ASSIGN = { lease_id: 'l', ice_servers: [], relay_only: true } as unknown as Assign;

class Channel {
  bufferedAmount = 0;
  readyState = 'connecting';
  binaryType = '';
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  send(): void {}
}

type Opening = Extract<LinkCommand, { type: 'link-open' }>;

function end(offers: boolean) {
  const commands: LinkCommand[] = [];
  const said: LinkMessage[] = [];
  const data: unknown[] = [];
  const first = new Channel();
  first.readyState = 'open';
  const channel = new StripedChannel(first);
  const stripes = new LinkStripes({
    offers,
    assign: ASSIGN,
    channel,
    command: (command) => commands.push(command),
    control: (message) => said.push(message),
    onData: (each) => data.push(each),
  });
  const openings = () => commands.filter((command): command is Opening => command.type === 'link-open');
  /** The page's half does as it was told. */
  const connect = ({ linkId }: Opening): Channel => {
    const frames = new Channel();
    const event = { type: 'link-channels', linkId, frames: frames as unknown as RTCDataChannel } as const;
    stripes.event({ ...event, control: undefined }, 0);
    frames.readyState = 'open';
    return frames;
  };
  const ofType = (type: LinkMessage['type']) => said.filter((message) => message.type === type);
  return { stripes, channel, commands, said, data, openings, connect, ofType };
}

/** Wants `count` until all are open. */
function grow(gamer: ReturnType<typeof end>, count: number): Channel[] {
  const opened: Channel[] = [];
  for (let i = 0; i < count; i += 1) {
    const before = gamer.openings().length;
    gamer.stripes.want(count, 0);
    opened.push(...gamer.openings().slice(before).map(gamer.connect));
  }
  return opened;
}

describe("the gamer's further connections", () => {
  it('are opened a few at a time, up to what is needed, and carry frames once open', () => {
    const gamer = end(true);
    gamer.stripes.want(8, 0);
    gamer.stripes.want(8, 1);
    expect(gamer.openings()).toHaveLength(3);
    expect(gamer.openings()[0]).toMatchObject({ offers: true, withControl: false, relayOnly: true });
    const [frames] = gamer.openings().map(gamer.connect);
    expect(gamer.channel.count).toBe(4);
    frames!.onmessage?.({ data: 'packet' });
    expect(gamer.data).toEqual(['packet']);
    grow(gamer, 100);
    expect(gamer.channel.count).toBe(MAX_STRIPES);
    expect(MAX_STRIPES).toBe(MAX_LINK_CONNECTIONS);
    expect(gamer.openings()).toHaveLength(7);
  });

  it('are left when the way changes, and opened anew at once', () => {
    const gamer = end(true);
    grow(gamer, 4);
    gamer.stripes.leave();
    expect(gamer.channel.count).toBe(1);
    expect(gamer.ofType('stripe_close')).toHaveLength(3);
    grow(gamer, 4);
    expect(gamer.channel.count).toBe(4);
  });

  it('are offered and described over the link itself', () => {
    const gamer = end(true);
    gamer.stripes.want(2, 0);
    const { linkId } = gamer.openings()[0]!;
    expect(leaseOfStripe(linkId)).toBe('l');
    gamer.stripes.event({ type: 'link-local-sdp', linkId, kind: 'offer', sdp: 'mine' }, 0);
    const init = { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0 };
    gamer.stripes.event({ type: 'link-local-candidate', linkId, candidate: init }, 0);
    gamer.stripes.event({ type: 'link-local-candidate', linkId, candidate: { candidate: null } }, 0);
    expect(gamer.said).toEqual([
      { type: 'stripe_offer', stripe: 1, sdp: 'mine' },
      { type: 'stripe_candidate', stripe: 1, candidate: 'c', sdp_mid: '0', sdp_m_line_index: 0 },
    ]);
    for (const sdp of ['theirs', 'once more'])
      gamer.stripes.message({ type: 'stripe_answer', stripe: 1, sdp }, 0);
    expect(gamer.commands.filter(({ type }) => type === 'link-remote-sdp')).toEqual([
      { type: 'link-remote-sdp', linkId, kind: 'answer', sdp: 'theirs' },
    ]);
  });

  it('are as many as the end needs that needs more, and go one by one', () => {
    const gamer = end(true);
    gamer.stripes.message({ type: 'stripe_wish', count: 4 }, 0);
    grow(gamer, 2);
    expect(gamer.channel.count).toBe(4);
    gamer.stripes.message({ type: 'stripe_wish', count: 1 }, 0);
    for (let ms = 0; ms < 5_000; ms += 50) gamer.stripes.want(2, ms);
    expect(gamer.channel.count).toBe(3);
    gamer.stripes.want(2, 5_000);
    gamer.stripes.want(2, 60_000);
    expect(gamer.channel.count).toBe(2);
    expect(gamer.ofType('stripe_close')).toHaveLength(2);
  });

  it('may die without harm to the link, and are not tried again at once', () => {
    const gamer = end(true);
    const [dying] = grow(gamer, 3);
    dying!.onclose?.();
    expect(gamer.channel.count).toBe(2);
    expect(gamer.channel.readyState).toBe('open');
    const openings = gamer.openings().length;
    gamer.stripes.want(3, performance.now());
    expect(gamer.openings()).toHaveLength(openings);
    gamer.stripes.want(3, performance.now() + 11_000);
    expect(gamer.openings()).toHaveLength(openings + 1);
  });

  it('are given up when they do not open in time, each time for longer', () => {
    const gamer = end(true);
    let nowMs = 0;
    for (; nowMs < 3_600_000; nowMs += 1_000) gamer.stripes.want(8, nowMs);
    expect(gamer.openings().length).toBeLessThan(60);
    gamer.stripes.close();
    expect(gamer.commands.filter(({ type }) => type === 'link-close')).toHaveLength(gamer.openings().length);
  });

  it('are not more for a helper that answers what was not asked, offers, or closes what there is', () => {
    const gamer = end(true);
    for (let stripe = 1; stripe < 8; stripe += 1) {
      gamer.stripes.message({ type: 'stripe_offer', stripe, sdp: 'x' }, 0);
      gamer.stripes.message({ type: 'stripe_answer', stripe, sdp: 'x' }, 0);
      gamer.stripes.message({ type: 'stripe_close', stripe }, 0);
    }
    expect(gamer.commands).toEqual([]);
    for (let nowMs = 0; nowMs < 600_000; nowMs += 100) {
      gamer.stripes.message({ type: 'stripe_wish', count: nowMs % 200 === 0 ? 8 : 1 }, nowMs);
      gamer.stripes.want(1, nowMs);
      for (let stripe = 1; stripe < 8; stripe += 1)
        gamer.stripes.message({ type: 'stripe_close', stripe }, nowMs);
    }
    expect(gamer.openings().length).toBeLessThan(40);
  });
});

describe("the helper's further connections", () => {
  it('are wished for once per change, and opened only when offered', () => {
    const helper = end(false);
    for (const count of [1, 5, 5, 1]) helper.stripes.want(count, 0);
    expect(helper.said).toEqual([
      { type: 'stripe_wish', count: 5 },
      { type: 'stripe_wish', count: 1 },
    ]);
    expect(helper.openings()).toEqual([]);
    helper.stripes.message({ type: 'stripe_offer', stripe: 3, sdp: 'x' }, 0);
    helper.stripes.message({ type: 'stripe_offer', stripe: 3, sdp: 'x' }, 0);
    expect(helper.openings()).toMatchObject([{ offers: false, withControl: false }]);
    helper.connect(helper.openings()[0]!);
    expect(helper.channel.count).toBe(2);
    helper.stripes.message({ type: 'stripe_close', stripe: 3 }, 0);
    expect(helper.channel.count).toBe(1);
    expect(helper.commands.at(-1)?.type).toBe('link-close');
  });

  it('are bounded in number and in time for a gamer that opens and closes', () => {
    const helper = end(false);
    for (let i = 0; i < 1_000; i += 1) {
      const stripe = 1 + (i % 7);
      helper.stripes.message({ type: 'stripe_offer', stripe, sdp: 'x' }, i);
      helper.stripes.message({ type: 'stripe_close', stripe }, i);
    }
    expect(helper.openings()).toHaveLength(7);
    expect(helper.ofType('stripe_close').length).toBeGreaterThan(900);
    helper.stripes.message({ type: 'stripe_offer', stripe: 1, sdp: 'x' }, 10_000);
    expect(helper.openings()).toHaveLength(8);
  });

  it('take no more candidates than a machine has', () => {
    const helper = end(false);
    const init = { candidate: 'c', sdp_mid: null, sdp_m_line_index: null };
    helper.stripes.message({ type: 'stripe_offer', stripe: 1, sdp: 'x' }, 0);
    for (let i = 0; i < 500; i += 1)
      helper.stripes.message({ type: 'stripe_candidate', stripe: 1, ...init }, 0);
    helper.stripes.message({ type: 'stripe_candidate', stripe: 2, ...init }, 0);
    expect(helper.commands.filter(({ type }) => type === 'link-remote-candidate')).toHaveLength(64);
  });

  it('leave everything else that is said to others', () => {
    expect(end(false).stripes.message({ type: 'key_request' }, 0)).toBe(false);
  });
});
