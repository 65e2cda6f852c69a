"""Train one LumaX2 on prepared frames.

    train.py --data train.npz [--data scenes.npz] --val val.npz --channels 16 --layers 1 --minutes 5 --out fast.pt

Time-boxed, seeded, cosine learning rate. The loss is the squared error divided by what bicubic leaves on the same frame, so that every frame
weighs alike, as it does in a mean of PSNRs. It has to be squared: a native pair differs by aliasing no network can foresee, and an absolute
error then answers with the median, which is as jagged as the input and, measured, 0.3 dB below bicubic.
"""

import argparse
import math
import time

import numpy as np
import torch

from nets import LumaX2, psnr

CLEAN_SHARE = 0.3
PATCH = 48


class Frames:
    def __init__(self, paths):
        self.lr, self.hr = [], []
        for path in paths:
            data = np.load(path)
            for i in range(len(data.files) // 2):
                self.lr.append(data[f"lr{i}"])
                self.hr.append(data[f"hr{i}"])
        self.weight = None

    def weigh(self):
        """1 / squared error of bicubic on the clean frame, in 0..1 units; at most 45 dB, or flat frames would drown the rest."""
        bicubic = bicubic_net()
        worth = [10 ** (psnr_of(bicubic, lr[0], hr) / 10) for lr, hr in zip(self.lr, self.hr)]
        self.weight = np.minimum(worth, 10 ** 4.5).astype(np.float32)

    def batch(self, size, halo, rng):
        """Random patches, flipped and transposed alike: [size, 1, PATCH + 2 halo, ...] and [size, 1, 2 PATCH, ...] in 0..1, weights."""
        side = PATCH + 2 * halo
        xs, ys, ws = [], [], []
        for _ in range(size):
            k = rng.integers(len(self.lr))
            kinds, h, w = self.lr[k].shape
            d = 0 if rng.random() < CLEAN_SHARE else rng.integers(1, kinds)
            y, x = rng.integers(h - side + 1), rng.integers(w - side + 1)
            lo = self.lr[k][d, y:y + side, x:x + side]
            hi = self.hr[k][2 * (y + halo):2 * (y + halo + PATCH), 2 * (x + halo):2 * (x + halo + PATCH)]
            turn = rng.integers(4)
            if turn & 1:
                lo, hi = lo[:, ::-1], hi[:, ::-1]
            if turn & 2:
                lo, hi = lo.T, hi.T
            xs.append(lo)
            ys.append(hi)
            ws.append(self.weight[k])
        return tensor(np.stack(xs)[:, None]), tensor(np.stack(ys)[:, None]), torch.tensor(np.array(ws))


def tensor(a):
    return torch.from_numpy(np.ascontiguousarray(a)).float() / 255


def bicubic_net():
    net = LumaX2(1, 0)
    with torch.no_grad():
        net.tail.weight.zero_()
    return net


def psnr_of(net, lr, hr):
    """PSNR-Y of a whole frame, borders replicated as the engine does."""
    with torch.no_grad():
        x = torch.nn.functional.pad(tensor(lr)[None, None], [net.halo] * 4, mode="replicate")
        return psnr(net(x)[0, 0], tensor(hr))


def evaluate(net, frames, degradation, count=12):
    """Mean PSNR-Y over some frames."""
    picks = np.linspace(0, len(frames.lr) - 1, min(count, len(frames.lr))).astype(int)
    return sum(psnr_of(net, frames.lr[k][degradation], frames.hr[k]) for k in picks) / len(picks)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", action="append", required=True)
    parser.add_argument("--val", action="append", default=[])
    parser.add_argument("--channels", type=int, required=True)
    parser.add_argument("--layers", type=int, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--init", help="checkpoint to go on from")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(args.seed)
    frames, held_out = Frames(args.data), [Frames([v]) for v in args.val]
    net = LumaX2(args.channels, args.layers)
    if args.init:
        net.load_state_dict(torch.load(args.init)["weights"])
    print(net.params(), "parameters, halo", net.halo, flush=True)
    frames.weigh()
    report(bicubic_net(), held_out, "bicubic")
    optimiser = torch.optim.Adam(net.parameters(), lr=args.lr)
    start, step, done = time.time(), 0, 0.0
    while done < 1:
        done = min(1.0, (time.time() - start) / (60 * args.minutes))
        for group in optimiser.param_groups:
            group["lr"] = args.lr * min(1, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * done)) + 1e-6
        x, y, weight = frames.batch(args.batch, net.halo, rng)
        loss = ((net(x) - y).pow(2).mean([1, 2, 3]) * weight).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
        if step % 4000 == 0:
            report(net, held_out, step)
    report(net, held_out, step)
    torch.save({"channels": args.channels, "layers": args.layers, "weights": net.state_dict()}, args.out)


def report(net, held_out, step):
    for frames in held_out:
        kinds = frames.lr[0].shape[0]
        print(step, " ".join(f"{evaluate(net, frames, d):.2f}" for d in range(kinds)), flush=True)


if __name__ == "__main__":
    main()
