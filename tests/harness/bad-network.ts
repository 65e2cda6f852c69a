/**
 * A rig between the tabs of a test: their pages are told that the other side lives where the rig listens.
 * @module
 */
import { networkInterfaces } from 'node:os';
import { candidateAddress, withAddress } from '@p2c2g/transport/rig/candidate.ts';
import type { Site, UdpRig } from '@p2c2g/transport/rig/udp-rig.ts';
import type { BrowserContext } from 'playwright-core';

declare global {
  /** A candidate line as the page shall see it; empty for one that it shall not. */
  var rigCandidate: (line: string) => Promise<string>;
}

/** The address at which browsers here find each other; they leave out the loopback. */
export function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const found = all.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!found) throw new Error('this machine has no address but the loopback');
  return found.address;
}

/** Moves a candidate to the port that stands for it; those that are not UDP are left out. */
export async function movedCandidate(rig: UdpRig, line: string, site: Site): Promise<string> {
  const address = candidateAddress(line);
  if (address?.protocol !== 'udp') return '';
  return withAddress(line, rig.host, await rig.portFor(address.port, site));
}

/** The same description with its candidates moved. */
export async function movedDescription(rig: UdpRig, sdp: string, site: Site): Promise<string> {
  const lines: string[] = [];
  for (const line of sdp.split('\r\n')) {
    const moved = line.startsWith('a=candidate:') ? await movedCandidate(rig, line, site) : line;
    if (moved !== '' || line === '') lines.push(moved);
  }
  return lines.join('\r\n');
}

/**
 * From its next page on, everyone whom a page of this context connects to is found at `othersAt`, behind the rig: the one that stands there
 * when the other's address is told.
 */
export async function putBehind(
  context: BrowserContext,
  rig: UdpRig | (() => UdpRig),
  othersAt: Site,
): Promise<void> {
  const now = typeof rig === 'function' ? rig : () => rig;
  await context.exposeFunction('rigCandidate', (line: string) => movedCandidate(now(), line, othersAt));
  await context.addInitScript(() => {
    const { addIceCandidate } = RTCPeerConnection.prototype;
    const add = addIceCandidate as (this: RTCPeerConnection, init?: RTCIceCandidateInit) => Promise<void>;
    RTCPeerConnection.prototype.addIceCandidate = async function (init?: RTCIceCandidateInit | null) {
      const candidate = await globalThis.rigCandidate(init?.candidate ?? '');
      if (candidate) await add.call(this, { ...init, candidate });
    };
  });
}
