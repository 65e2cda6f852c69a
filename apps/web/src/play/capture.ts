/**
 * Sources that only a page can open: a shared tab, window or screen, and a video file.
 * @module
 */
import type { Problem } from '../ui/problem.ts';

export interface OpenedCapture {
  readonly frames: ReadableStream<VideoFrame>;
  readonly size: { width: number; height: number };
  close(): void;
}

/** A source that could not be opened, told to a person. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.what);
    this.problem = problem;
  }
}

interface CaptureWish {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/**
 * Asks the person what to share. Call it from a click.
 * @throws CaptureError when it is declined or not to be had
 */
export async function captureDisplay(wish: CaptureWish, onEnd: () => void): Promise<OpenedCapture> {
  const media = await navigator.mediaDevices
    .getDisplayMedia({ video: { frameRate: { ideal: wish.fps, max: 60 } }, audio: false })
    .catch((error: DOMException) => {
      throw new CaptureError(captureProblem(error));
    });
  const [track] = media.getVideoTracks();
  if (!track) throw new CaptureError(noPicture);
  // The browser scales while it captures: cheaper than anything the page could do with full-size frames.
  await track
    .applyConstraints({ width: wish.width, height: wish.height, frameRate: wish.fps })
    .catch(() => {});
  track.addEventListener('ended', onEnd);
  return fromTrack(track, () => track.stop());
}

/**
 * Plays a video file, silently and on a loop.
 * @throws CaptureError when the browser cannot play it
 */
export async function captureFile(file: File): Promise<OpenedCapture> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  Object.assign(video, { src: url, muted: true, loop: true, playsInline: true });
  const close = () => {
    video.pause();
    video.removeAttribute('src');
    URL.revokeObjectURL(url);
  };
  await video.play().catch(() => {
    close();
    throw new CaptureError({
      code: 'P2C2G_FILE_UNPLAYABLE',
      what: `This browser cannot play ${file.name}.`,
      fault: 'this-browser',
      remedy: 'Try an MP4 (H.264) or WebM (VP9) file.',
    });
  });
  const [track] = (video as HTMLVideoElement & { captureStream(): MediaStream })
    .captureStream()
    .getVideoTracks();
  if (!track) {
    close(); // sound alone would play on, unheard
    throw new CaptureError(noPicture);
  }
  return fromTrack(track, () => {
    track.stop();
    close();
  });
}

function fromTrack(track: MediaStreamTrack, close: () => void): OpenedCapture {
  const { width = 0, height = 0 } = track.getSettings();
  const { readable } = new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack });
  return { frames: readable, size: { width, height }, close };
}

const noPicture: Problem = {
  code: 'P2C2G_CAPTURE_EMPTY',
  what: 'The source has no picture.',
  fault: 'this-device',
  remedy: 'Choose another window, tab or file.',
};

function captureProblem(error: DOMException): Problem {
  if (error.name === 'NotAllowedError') {
    return {
      code: 'P2C2G_CAPTURE_DENIED',
      what: 'Nothing was shared.',
      fault: 'you',
      remedy: 'Press Play again and choose what to share.',
    };
  }
  return {
    code: 'P2C2G_CAPTURE_FAILED',
    what: `The browser could not capture: ${error.message}`,
    fault: 'this-browser',
    remedy: 'Choose another source, or allow screen recording for the browser in the system settings.',
  };
}
