"""Frames through a real H.264 stream, and back as luma planes.

The networks see decoded video, never clean renders, so every training frame may pass through here first:
libx264 in the settings nearest to a browser's realtime encoder (no B-frames, no look-ahead, tight rate control).
"""

import subprocess

import numpy as np

REALTIME = ["-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-profile:v", "baseline", "-g", "300"]


def read_luma(path, width, height, extra=()):
    """All frames of a video as uint8 [n, height, width], BT.601 limited range (16..235), the range video planes hold."""
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, *extra, "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"],
        check=True, stdout=subprocess.PIPE).stdout
    return _luma_of(raw, width, height)


def through_h264(frames, bits_per_pixel, fps=30):
    """Encode uint8 [n, h, w] as one inter-coded stream and decode it. Rate is bits per pixel and frame, so that it means
    the same at every size: 1.5 Mbit/s at 640x360@30 is 0.22, 2 Mbit/s at 320x180@30 is 1.16."""
    n, h, w = frames.shape
    rate = str(int(bits_per_pixel * w * h * fps))
    size = ["-f", "rawvideo", "-s", f"{w}x{h}", "-r", str(fps)]
    chroma = np.full(2 * ((h + 1) // 2) * ((w + 1) // 2), 128, np.uint8).tobytes()
    source = b"".join(f.tobytes() + chroma for f in frames)
    coded = subprocess.run(
        ["ffmpeg", "-v", "error", *size, "-pix_fmt", "yuv420p", "-i", "-", *REALTIME,
         "-b:v", rate, "-maxrate", rate, "-bufsize", str(int(rate) // 4), "-threads", "1", "-f", "h264", "-"],
        input=source, check=True, stdout=subprocess.PIPE).stdout
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "h264", "-i", "-", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"],
        input=coded, check=True, stdout=subprocess.PIPE).stdout
    out = _luma_of(raw, w, h)
    if len(out) != n:
        raise RuntimeError(f"H.264 round trip returned {len(out)} of {n} frames")
    return out


def _luma_of(raw, w, h):
    size = w * h + 2 * ((w + 1) // 2) * ((h + 1) // 2)
    planes = np.frombuffer(raw, np.uint8).reshape(-1, size)
    return planes[:, : w * h].reshape(-1, h, w).copy()
