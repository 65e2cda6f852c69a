"""Frames through a real video stream, and back as luma planes.

The networks see decoded video, never clean renders, so every training frame may pass through here first: ffmpeg's encoders in the
settings nearest to a browser's realtime ones (no B-frames, no look-ahead, tight rate control).
"""

import subprocess

import numpy as np

ENCODERS = {
    "h264": ["-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-profile:v", "baseline", "-g", "300"],
    "vp8": ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-g", "300"],
    "vp9": ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-g", "300"],
}


def read_luma(path, width, height, extra=()):
    """All frames of a video as uint8 [n, height, width], BT.601 limited range (16..235), the range video planes hold."""
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, *extra, "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"],
        check=True, stdout=subprocess.PIPE).stdout
    return _luma_of(raw, width, height)


def through_codec(frames, bits_per_pixel, codec="h264", fps=30):
    """Encode uint8 [n, h, w] as one inter-coded stream and decode it. Rate is bits per pixel and frame, so that it means
    the same at every size: 1.5 Mbit/s at 640x360@30 is 0.22, 2 Mbit/s at 320x180@30 is 1.16."""
    n, h, w = frames.shape
    rate = str(int(bits_per_pixel * w * h * fps))
    size = ["-f", "rawvideo", "-s", f"{w}x{h}", "-r", str(fps)]
    chroma = np.full(2 * ((h + 1) // 2) * ((w + 1) // 2), 128, np.uint8).tobytes()
    source = b"".join(f.tobytes() + chroma for f in frames)
    coded = subprocess.run(
        ["ffmpeg", "-v", "error", *size, "-pix_fmt", "yuv420p", "-i", "-", *ENCODERS[codec],
         "-b:v", rate, "-maxrate", rate, "-bufsize", str(int(rate) // 4), "-threads", "1", "-f", "nut", "-"],
        input=source, check=True, stdout=subprocess.PIPE).stdout
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "nut", "-i", "-", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"],
        input=coded, check=True, stdout=subprocess.PIPE).stdout
    out = _luma_of(raw, w, h)
    if len(out) != n:
        raise RuntimeError(f"{codec} round trip returned {len(out)} of {n} frames")
    return out


def _luma_of(raw, w, h):
    size = w * h + 2 * ((w + 1) // 2) * ((h + 1) // 2)
    planes = np.frombuffer(raw, np.uint8).reshape(-1, size)
    return planes[:, : w * h].reshape(-1, h, w).copy()
