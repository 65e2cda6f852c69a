"""Native pairs and clips -> one .npz of (decoded low-resolution, clean high-resolution) luma frames.

    prepare.py --pairs DIR --clip LR.mkv HR.mkv --out train.npz

A pair is NNN-lr.webp / NNN-hr.webp, the high one twice the size of the low one. A still becomes a short camera pan (whole low-resolution
pixels, so that the pair stays aligned), because a codec treats a moving picture unlike a still one. Each sequence is stored clean and
at several rates; HR is stored once and referred to.
"""

import argparse
import glob
import os

import numpy as np
from PIL import Image

from codec import read_luma, through_h264

BITS_PER_PIXEL = (0.12, 0.25, 0.6, 1.2)
PAN_FRAMES = 10


def luma(path):
    rgb = np.asarray(Image.open(path).convert("RGB"), np.float64)
    return np.clip(np.round(16 + rgb @ np.array([65.481, 128.553, 24.966]) / 255), 0, 255).astype(np.uint8)


def pan(lr, hr, rng):
    """A pan of PAN_FRAMES crops, three quarters of the frame in each direction, at most 3 low-resolution px a frame."""
    h, w = lr.shape
    ch, cw = h * 3 // 4 // 2 * 2, w * 3 // 4 // 2 * 2
    step = rng.integers(-3, 4, 2)
    reach = np.abs(step) * (PAN_FRAMES - 1)
    start = np.array([rng.integers(0, h - ch - reach[0] + 1), rng.integers(0, w - cw - reach[1] + 1)])
    start += np.where(step < 0, reach, 0)
    at = [start + i * step for i in range(PAN_FRAMES)]
    return (np.stack([lr[y:y + ch, x:x + cw] for y, x in at]),
            np.stack([hr[2 * y:2 * (y + ch), 2 * x:2 * (x + cw)] for y, x in at]))


def sequences(args, rng):
    for folder in args.pairs:
        for path in sorted(glob.glob(os.path.join(folder, "*-lr.webp"))):
            lr, hr = luma(path), luma(path.replace("-lr.", "-hr."))
            yield "still", *pan(lr, hr, rng)
    for lr_path, hr_path in args.clip:
        w, h = Image.open(_first_frame(lr_path)).size
        lr = read_luma(lr_path, w, h)
        hr = read_luma(hr_path, 2 * w, 2 * h)
        for at in range(0, len(lr) - 9, 30):
            yield "clip", lr[at:at + 30], hr[at:at + 30]


def _first_frame(path):
    import io
    import subprocess
    png = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "-"],
                         check=True, stdout=subprocess.PIPE).stdout
    return io.BytesIO(png)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", action="append", default=[])
    parser.add_argument("--clip", action="append", nargs=2, default=[])
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=2)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    store, n = {}, 0
    for kind, lr, hr in sequences(args, rng):
        # Late frames of a stream stand for its steady state; the first is an intra frame and worth one sample.
        keep = [0, PAN_FRAMES // 2, PAN_FRAMES - 1] if kind == "still" else list(range(0, len(lr), 6))
        coded = [lr] + [through_h264(lr, bpp) for bpp in BITS_PER_PIXEL]
        for i in keep:
            store[f"hr{n}"] = hr[i]
            store[f"lr{n}"] = np.stack([c[i] for c in coded])
            n += 1
    np.savez(args.out, **store)
    print(f"{n} frames x {1 + len(BITS_PER_PIXEL)} degradations -> {args.out}")


if __name__ == "__main__":
    main()
