/**
 * Our own way: packets with parity by measured loss, over as many connections as the loss asks for.
 * @module
 */
import {
  AdaptiveSender,
  ArrivalLog,
  type OutgoingFrame,
  PACKET_KIND,
  packetize,
  Reassembler,
  readReport,
  reportFrame,
  StripeCount,
  StripedChannel,
} from '@p2c2g/transport';
import { everyFrame, machineMs } from './frame-clock.ts';
import { openPeer } from './peers.ts';
import type { FrameTimes, NetworkRun, SenderLook } from './run.ts';

const CHANNEL: RTCDataChannelInit = { negotiated: true, id: 0, ordered: false, maxRetransmits: 0 };
const EPOCH = 1;
const GATE_BYTES = 96 * 1024;

export interface SendOrder {
  readonly fps: number;
  /** Fixed size; undefined: the rate controller's. */
  readonly frameBytes?: number;
  readonly startBps: number;
  readonly maxBps: number;
  /** Of the line, for the number of connections. */
  readonly rttMs: number;
}

interface Sending extends NetworkRun {
  look(): SenderLook;
  addStripe(name: string): void;
}

const openStripe = (name: string): RTCDataChannel => {
  const channel = openPeer(name).createDataChannel('frames', CHANNEL);
  channel.binaryType = 'arraybuffer';
  return channel;
};

export function sendFrames(order: SendOrder): Sending {
  const first = openStripe('stripe-0');
  const channel = new StripedChannel(first);
  const rate = { startBps: order.startBps, minBps: 100_000, maxBps: order.maxBps };
  const sender = new AdaptiveSender({ channel, epoch: EPOCH, gateBytes: GATE_BYTES, rate });
  const count = new StripeCount();
  const times: FrameTimes = {};
  let wanted = 1;
  let receivedBytes = 0;
  const hear = (stripe: RTCDataChannel) => {
    stripe.onmessage = ({ data }) => {
      const packet = new Uint8Array(data as ArrayBuffer);
      sender.report(packet, performance.now());
      const read = readReport(packet, EPOCH);
      if (read.ok) receivedBytes = Math.max(receivedBytes, read.report.bytes);
      const signs = {
        lossRate: sender.path.loss.rate,
        rateBps: sender.targetBps,
        rttMs: order.rttMs,
        waitingMs: 0,
      };
      wanted = count.update(signs, performance.now());
    };
  };
  hear(first);
  const stop = everyFrame(order.fps, (frameId) => {
    if (first.readyState !== 'open') return;
    const bytes = order.frameBytes ?? Math.max(100, sender.payloadBps / 8 / order.fps);
    times[frameId] = machineMs();
    sender.send(frameOf(frameId, new Uint8Array(Math.round(bytes))), performance.now());
  });
  return {
    times: () => times,
    stop,
    addStripe: (name) => {
      const stripe = openStripe(name);
      hear(stripe);
      channel.add(stripe);
    },
    look: () => ({
      targetBps: sender.targetBps,
      parityShare: sender.parityShare,
      lossRate: sender.path.loss.rate,
      stripes: channel.count,
      stripesWanted: wanted,
      gated: sender.stats().gated,
      receivedBytes,
      standingMs: sender.path.standingMs,
      capacityBps: sender.path.capacityBps ?? null,
      deliveredBps: sender.path.deliveredBps ?? null,
    }),
  };
}

export function receiveFrames(): NetworkRun & { addStripe(name: string): void } {
  const reassembler = new Reassembler({ kind: PACKET_KIND.uplink, epoch: EPOCH });
  const log = new ArrivalLog(PACKET_KIND.uplink, EPOCH);
  const times: FrameTimes = {};
  const addStripe = (name: string) => {
    const stripe = openStripe(name);
    stripe.onmessage = ({ data }) => {
      const packet = new Uint8Array(data as ArrayBuffer);
      const nowMs = performance.now();
      log.packet(packet, nowMs);
      const result = reassembler.accept(packet, nowMs);
      if (result.type === 'frame') times[result.frame.frameId] = machineMs();
      reassembler.expire(nowMs);
      const report = log.take(nowMs);
      if (report) for (const each of packetize(reportFrame(EPOCH, report))) stripe.send(each);
    };
  };
  addStripe('stripe-0');
  return { times: () => times, stop: () => {}, addStripe };
}

const frameOf = (frameId: number, payload: Uint8Array): OutgoingFrame => ({
  kind: PACKET_KIND.uplink,
  epoch: EPOCH,
  frameId,
  region: 0,
  key: false,
  work: false,
  captureTimeUs: 0,
  payload,
});
