import type { Browser, Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { launchChromium } from './harness/chromium.ts';
import { waitFor } from './harness/wait.ts';

/** What the two pages of this test keep on their `window`. */
interface Peer {
  pc: RTCPeerConnection;
  channel?: RTCDataChannel;
  candidates: string[];
  received: string[];
}
declare const window: { peer: Peer };

const browsers: Browser[] = [];
afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
});

/** A page in a browser process of its own, with a peer connection that gathers its candidates without trickling. */
async function peerPage(): Promise<Page> {
  const browser = await launchChromium();
  browsers.push(browser);
  const page = await browser.newPage();
  await page.evaluate(() => {
    const pc = new RTCPeerConnection({ iceServers: [] });
    const peer: Peer = { pc, candidates: [], received: [] };
    pc.onicecandidate = ({ candidate }) => {
      if (candidate) peer.candidates.push(candidate.candidate);
    };
    pc.ondatachannel = ({ channel }) => {
      peer.channel = channel;
      channel.onmessage = ({ data }) => peer.received.push(data);
    };
    window.peer = peer;
  });
  return page;
}

/** Sets a description, waits until every candidate stands in it, and gives it back. */
function describe(page: Page, remote?: RTCSessionDescriptionInit): Promise<RTCSessionDescriptionInit> {
  return page.evaluate(async (offer) => {
    const { pc } = window.peer;
    if (offer) await pc.setRemoteDescription(offer);
    else window.peer.channel = pc.createDataChannel('frames', { ordered: false, maxRetransmits: 0 });
    await pc.setLocalDescription();
    while (pc.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 10));
    return pc.localDescription!.toJSON();
  }, remote);
}

test('two browsers open a data channel through mDNS candidates', async () => {
  const [offerer, answerer] = await Promise.all([peerPage(), peerPage()]);
  const answer = await describe(answerer, await describe(offerer));
  await offerer.evaluate((remote) => window.peer.pc.setRemoteDescription(remote), answer);

  await waitFor(() => offerer.evaluate(() => window.peer.channel?.readyState === 'open'), {
    what: 'the data channel to open',
  });
  await offerer.evaluate(() => window.peer.channel!.send('hello'));
  const received = await waitFor(() => answerer.evaluate(() => window.peer.received[0]), {
    what: 'a message to arrive',
  });
  expect(received).toBe('hello');

  const candidates = await offerer.evaluate(() => window.peer.candidates);
  expect(candidates.some((candidate) => candidate.includes('.local '))).toBe(true);
});
