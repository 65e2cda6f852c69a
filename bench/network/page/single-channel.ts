/**
 * What one would write first: a frame is a message on one plain data channel, ordered and reliable.
 * @module
 */
import { everyFrame, machineMs } from './frame-clock.ts';
import { opened, openPeer } from './peers.ts';
import type { FrameTimes, NetworkRun } from './run.ts';

const CHANNEL: RTCDataChannelInit = { negotiated: true, id: 0 };

export function sendSingle(frameBytes: number, fps: number): NetworkRun {
  const channel = openPeer('single').createDataChannel('frames', CHANNEL);
  const times: FrameTimes = {};
  let stop = () => {};
  void opened(channel).then(() => {
    stop = everyFrame(fps, (frameId) => {
      times[frameId] = machineMs();
      const frame = new Uint8Array(frameBytes);
      new DataView(frame.buffer).setUint32(0, frameId);
      // A channel dies with 16 MiB waiting: such a frame is as good as lost.
      if (channel.bufferedAmount < 8 << 20) channel.send(frame);
    });
  });
  return { times: () => times, stop: () => stop() };
}

export function receiveSingle(): NetworkRun {
  const channel = openPeer('single').createDataChannel('frames', CHANNEL);
  channel.binaryType = 'arraybuffer';
  const times: FrameTimes = {};
  channel.onmessage = ({ data }) => {
    times[new DataView(data as ArrayBuffer).getUint32(0)] = machineMs();
  };
  return { times: () => times, stop: () => {} };
}
