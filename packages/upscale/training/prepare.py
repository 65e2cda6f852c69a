"""Native pairs and clips -> one .npz of (decoded low-resolution, clean high-resolution) luma frames.

    prepare.py --worlds DIR --scale 2 --out worlds-x2.npz          # what render-worlds.ts wrote
    prepare.py --pairs DIR --clip LR.mkv HR.mkv --out freedoom.npz

A pair is NNN-lr.webp / NNN-hr.webp, the high one twice the size of the low one. A still becomes a short camera pan (whole low-resolution
pixels, so that the pair stays aligned), because a codec treats a moving picture unlike a still one. A sample n is `lr{n}`
[degradation, 2, h, w] (the frame and the one before it; degradation 0 is clean) and `hr{n}` [scale h, scale w].
"""

import argparse
import glob
import io
import json
import os
import subprocess

import numpy as np
from PIL import Image

from codec import read_luma, through_codec

BITS_PER_PIXEL = (0.1, 0.22, 0.5, 1.2)
CODECS = ("h264", "h264", "h264", "vp8", "vp9")
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
    """(low-resolution frames, {index of a kept frame: its high-resolution frame})."""
    for folder in args.worlds:
        yield from world_sequences(folder, args.scale)
    for folder in args.pairs:
        for path in sorted(glob.glob(os.path.join(folder, "*-lr.webp"))):
            lr, hr = pan(luma(path), luma(path.replace("-lr.", "-hr.")), rng)
            # Late frames of a stream stand for its steady state; the first is an intra frame and worth one sample.
            yield lr, {k: hr[k] for k in (0, PAN_FRAMES // 2, PAN_FRAMES - 1)}
    for lr_path, hr_path in args.clip:
        w, h = Image.open(_first_frame(lr_path)).size
        lr = read_luma(lr_path, w, h)
        hr = read_luma(hr_path, 2 * w, 2 * h)
        for at in range(0, len(lr) - 9, 30):
            end = min(len(lr), at + 30)
            yield lr[at:end], {k - at: hr[k] for k in range(at, end, 6)}


def world_sequences(folder, scale):
    index = json.load(open(os.path.join(folder, "index.json")))
    w, h, frames, kept = index["width"], index["height"], index["frames"], index["kept"]

    def planes(name, size):
        return np.fromfile(os.path.join(folder, f"{name}-{size}.gray"), np.uint8).reshape(-1, h * size, w * size)

    for clip in index["clips"]:
        sizes = {size: planes(clip["name"], size) for size in ((1, 2, 4) if scale == 2 else (1, scale))}
        for low in (1, 2) if scale == 2 else (1,):
            high = sizes[low * scale]
            yield sizes[low], dict(zip(kept, high if len(high) == len(kept) else high[kept]))


def _first_frame(path):
    png = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-frames:v", "1", "-c:v", "png", "-f", "image2pipe", "-"],
                         check=True, stdout=subprocess.PIPE).stdout
    return io.BytesIO(png)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", action="append", default=[])
    parser.add_argument("--scale", type=int, default=2)
    parser.add_argument("--pairs", action="append", default=[])
    parser.add_argument("--clip", action="append", nargs=2, default=[])
    parser.add_argument("--rates", type=int, default=2, help="how many of the rates each clip is coded at, drawn by lot")
    parser.add_argument("--codecs", default=",".join(CODECS))
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=2)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    store, n = {}, 0
    for lr, kept in sequences(args, rng):
        rates = sorted(rng.choice(BITS_PER_PIXEL, args.rates, replace=False))
        coded = [lr] + [through_codec(lr, bpp, rng.choice(args.codecs.split(","))) for bpp in rates]
        for k, hr in kept.items():
            store[f"hr{n}"] = hr
            store[f"lr{n}"] = np.stack([np.stack([c[k], c[max(0, k - 1)]]) for c in coded])
            n += 1
    np.savez(args.out, **store)
    print(f"{n} frames x {1 + args.rates} degradations -> {args.out}")


if __name__ == "__main__":
    main()
