/**
 * The page's connections, by name. Descriptions go through the bench, which moves their candidates to the rig.
 * @module
 */

const peers = new Map<string, RTCPeerConnection>();

export function openPeer(name: string, options: RTCConfiguration = {}): RTCPeerConnection {
  const peer = new RTCPeerConnection({ iceServers: [], ...options });
  peers.set(name, peer);
  return peer;
}

/** With all candidates in it. */
export async function offer(name: string): Promise<string> {
  const peer = peers.get(name)!;
  await peer.setLocalDescription(await peer.createOffer());
  return gathered(peer);
}

export async function answer(name: string, sdp: string): Promise<string> {
  const peer = peers.get(name)!;
  await peer.setRemoteDescription({ type: 'offer', sdp });
  await peer.setLocalDescription(await peer.createAnswer());
  return gathered(peer);
}

export async function accept(name: string, sdp: string): Promise<void> {
  const peer = peers.get(name)!;
  await peer.setRemoteDescription({ type: 'answer', sdp: withVideoRate(sdp) });
  await until(peer, 'connectionstatechange', () => peer.connectionState === 'connected');
}

/**
 * Lets Chromium send video at the rate that the frames need from the first second on: it would begin at 300 kbit/s and look for more,
 * with frames waiting in its pacer meanwhile.
 */
function withVideoRate(sdp: string): string {
  const rates = 'x-google-start-bitrate=14000;x-google-min-bitrate=12000;x-google-max-bitrate=30000';
  return sdp.replace(
    /^a=rtpmap:(\d+) VP8\/90000\r\n/m,
    (line, payloadType) => `${line}a=fmtp:${payloadType} ${rates}\r\n`,
  );
}

async function gathered(peer: RTCPeerConnection): Promise<string> {
  await until(peer, 'icegatheringstatechange', () => peer.iceGatheringState === 'complete');
  return peer.localDescription!.sdp;
}

export function closePeers(): void {
  for (const peer of peers.values()) peer.close();
  peers.clear();
}

function until(target: EventTarget, event: string, holds: () => boolean): Promise<void> {
  return new Promise((done) => {
    const check = () => {
      if (!holds()) return;
      target.removeEventListener(event, check);
      done();
    };
    target.addEventListener(event, check);
    check();
  });
}

export const opened = (channel: RTCDataChannel): Promise<void> =>
  until(channel, 'open', () => channel.readyState === 'open');
