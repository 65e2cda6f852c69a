/**
 * The browser's own video track. Its encoded frames are filled up to a fixed size on their way out and timed as whole frames on their
 * way in, before any jitter buffer that belongs to showing them.
 * @module
 */
import { machineMs } from './frame-clock.ts';
import { openPeer } from './peers.ts';
import type { FrameTimes, NetworkRun } from './run.ts';

interface EncodedStreams {
  readonly readable: ReadableStream<RTCEncodedVideoFrame>;
  readonly writable: WritableStream<RTCEncodedVideoFrame>;
}

/** Chromium's older interface, which needs no worker. */
interface WithEncodedStreams {
  createEncodedStreams(): EncodedStreams;
}

const WITH_STREAMS = { encodedInsertableStreams: true } as RTCConfiguration;
const LENGTH_BYTES = 4;

/** @param frameBytes of every frame on the wire */
export function sendTrack(frameBytes: number, fps: number): NetworkRun {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
  const context = canvas.getContext('2d')!;
  const peer = openPeer('rtp', WITH_STREAMS);
  const times: FrameTimes = {};
  let count = 0;
  const draw = setInterval(() => {
    count += 1;
    context.fillStyle = `hsl(${count % 360} 80% 50%)`;
    context.fillRect((count * 7) % 300, (count * 3) % 160, 20, 20);
  }, 1000 / fps);
  const [track] = canvas.captureStream(fps).getVideoTracks();
  const sender = peer.addTrack(track!);
  const { readable, writable } = (sender as unknown as WithEncodedStreams).createEncodedStreams();
  const fill = new TransformStream<RTCEncodedVideoFrame, RTCEncodedVideoFrame>({
    transform(frame, controller) {
      times[frame.timestamp] = machineMs();
      const full = new Uint8Array(Math.max(frameBytes, frame.data.byteLength + LENGTH_BYTES));
      full.set(new Uint8Array(frame.data));
      new DataView(full.buffer).setUint32(full.byteLength - LENGTH_BYTES, frame.data.byteLength);
      frame.data = full.buffer;
      controller.enqueue(frame);
    },
  });
  void readable.pipeThrough(fill).pipeTo(writable);
  return {
    times: () => times,
    stop: () => {
      clearInterval(draw);
      track!.stop();
    },
  };
}

export function receiveTrack(): NetworkRun {
  const peer = openPeer('rtp', WITH_STREAMS);
  const times: FrameTimes = {};
  const video = document.createElement('video');
  video.muted = true;
  peer.ontrack = ({ receiver, track }) => {
    const { readable, writable } = (receiver as unknown as WithEncodedStreams).createEncodedStreams();
    const empty = new TransformStream<RTCEncodedVideoFrame, RTCEncodedVideoFrame>({
      transform(frame, controller) {
        times[frame.timestamp] = machineMs();
        const { data } = frame;
        const length = new DataView(data).getUint32(data.byteLength - LENGTH_BYTES);
        frame.data = data.slice(0, length);
        controller.enqueue(frame);
      },
    });
    void readable.pipeThrough(empty).pipeTo(writable);
    video.srcObject = new MediaStream([track]);
    void video.play();
  };
  return { times: () => times, stop: () => {} };
}
