"""Train one network on prepared frames.

    train.py --data worlds.npz [--data more.npz] --val held-out.npz --channels 16 --layers 1 --minutes 5 --out fast.pt

Boxed in processor minutes (a busy machine trains as well as an idle one, later), seeded, cosine learning rate, SOAP: from nothing, a thousand steps
of it left `balanced` 0.1 dB ahead, on a game kept out, of what twenty thousand steps of Adam had made. The loss is the squared error divided by what bicubic leaves on the same frame, so that every frame
weighs alike, as it does in a mean of PSNRs. It has to be squared: a native pair differs by aliasing no network can foresee, and an absolute
error then answers with the median, which is as jagged as the input and, measured, 0.3 dB below bicubic. With `--ssim` structural
dissimilarity is added, likewise over bicubic's: squared error alone leaves edges soft where it is unsure of them.
"""

import argparse
import copy
import math
import time

import numpy as np
import torch

from nets import Luma, box_ssim, psnr
from soap import Soap

CLEAN_SHARE = 0.35
PATCH = 64


class Frames:
    def __init__(self, paths):
        self.lr, self.hr = [], []
        for path in paths:
            path, _, times = path.partition(":")
            data = np.load(path)
            count = len(data.files) // 2
            self.lr += [data[f"lr{i}"] for i in range(count)] * int(times or 1)
            self.hr += [data[f"hr{i}"] for i in range(count)] * int(times or 1)
        self.scale = self.hr[0].shape[0] // self.lr[0].shape[-2]
        self.weight = None
        self.unlike = None

    def weigh(self):
        """1 / squared error and 1 / (1 - SSIM) of bicubic on the clean frame, in 0..1 units; at most 45 dB, or flat frames would drown the rest."""
        bicubic = bicubic_net(self.scale)
        # A frame that is drawn several times as often is the same array several times.
        known = {}
        for lr, hr in zip(self.lr, self.hr):
            if id(hr) not in known:
                dB, like = scores(bicubic, lr[0], hr)
                known[id(hr)] = min(10 ** (dB / 10), 10 ** 4.5), 1 / max(1 - like, 0.01)
        self.weight, self.unlike = np.array([known[id(hr)] for hr in self.hr], np.float32).T

    def batch(self, size, net, rng):
        """Random patches, flipped and transposed alike: [size, frames, PATCH + 2 halo, ...], [size, 1, scale PATCH, ...] in 0..1, weights."""
        side = PATCH + 2 * net.halo
        xs, ys, ws = [], [], []
        for _ in range(size):
            k = rng.integers(len(self.lr))
            kinds, _, h, w = self.lr[k].shape
            d = 0 if rng.random() < CLEAN_SHARE else rng.integers(1, kinds)
            y, x = rng.integers(h - side + 1), rng.integers(w - side + 1)
            s = self.scale
            lo = self.lr[k][d, :net.frames, y:y + side, x:x + side]
            hi = self.hr[k][s * (y + net.halo):s * (y + net.halo + PATCH), s * (x + net.halo):s * (x + net.halo + PATCH)]
            turn = rng.integers(8)
            if turn & 1:
                lo, hi = lo[..., ::-1], hi[..., ::-1]
            if turn & 2:
                lo, hi = lo[..., ::-1, :], hi[..., ::-1, :]
            if turn & 4:
                lo, hi = lo.swapaxes(-1, -2), hi.swapaxes(-1, -2)
            xs.append(lo)
            ys.append(hi)
            ws.append((self.weight[k], self.unlike[k]))
        return tensor(np.stack(xs)), tensor(np.stack(ys)[:, None]), torch.tensor(np.array(ws)).T


def tensor(a):
    return torch.from_numpy(np.ascontiguousarray(a)).float() / 255


def bicubic_net(scale):
    net = Luma(1, 0, scale)
    with torch.no_grad():
        net.tail.weight.zero_()
    return net


def scores(net, lr, hr):
    """PSNR-Y and SSIM of a whole frame, borders replicated as the engine does; lr [frames, h, w]."""
    with torch.no_grad():
        x = torch.nn.functional.pad(tensor(lr[:net.frames])[None], [net.halo] * 4, mode="replicate")
        y = net(x)
        return psnr(y[0, 0], tensor(hr)), box_ssim(y, tensor(hr)[None, None]).item()


def evaluate(net, frames, degradation, count=16):
    """Mean PSNR-Y and SSIM over some frames."""
    picks = np.linspace(0, len(frames.lr) - 1, min(count, len(frames.lr))).astype(int)
    return np.mean([scores(net, frames.lr[k][degradation], frames.hr[k]) for k in picks], axis=0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", action="append", required=True, help="FILE or FILE:TIMES, drawn so many times as often")
    parser.add_argument("--val", action="append", default=[])
    parser.add_argument("--channels", type=int, required=True)
    parser.add_argument("--layers", type=int, required=True)
    parser.add_argument("--frames", type=int, default=1)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=3e-3)
    parser.add_argument("--ssim", type=float, default=0.0, help="share of structural dissimilarity in the loss")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--init", help="checkpoint to go on from")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(args.seed)
    frames, held_out = Frames(args.data), [Frames([v]) for v in args.val]
    net = Luma(args.channels, args.layers, frames.scale, args.frames)
    if args.init:
        known, ours = torch.load(args.init)["weights"], net.state_dict()
        # A network of another scale shares all but the last layer and the one beside it.
        net.load_state_dict({name: known[name] if known[name].shape == ours[name].shape else ours[name] for name in ours})
    print(len(frames.lr), "frames,", net.params(), "parameters, halo", net.halo, flush=True)
    frames.weigh()
    report(bicubic_net(frames.scale), held_out, "bicubic")
    optimiser = Soap(net.parameters(), lr=args.lr)
    # A running mean of the weights: worth some tenths of the last steps' noise when the box is short.
    mean = copy.deepcopy(net)
    start, step, done, told = time.process_time(), 0, 0.0, 0
    while done < 1:
        done = min(1.0, (time.process_time() - start) / (60 * args.minutes))
        for group in optimiser.param_groups:
            group["lr"] = args.lr * min(1, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * done)) + 1e-6
        x, y, (weight, unlike) = frames.batch(args.batch, net, rng)
        answer = net(x)
        loss = ((answer - y).pow(2).mean([1, 2, 3]) * weight).mean()
        if args.ssim:
            loss = loss + args.ssim * ((1 - box_ssim(answer, y)) * unlike).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
        follow(mean, net, min(0.998, 1 - 1 / step))
        if int(done * 10) > told:
            told = int(done * 10)
            report(mean, held_out, step)
            torch.save({"shape": net.shape(), "weights": mean.state_dict()}, args.out)


def follow(mean, net, keep):
    with torch.no_grad():
        for slow, fast in zip(mean.parameters(), net.parameters()):
            slow.mul_(keep).add_(fast, alpha=1 - keep)


def report(net, held_out, step):
    for frames in held_out:
        kinds = frames.lr[0].shape[0]
        print(step, " ".join("{:.2f}/{:.4f}".format(*evaluate(net, frames, d)) for d in range(kinds)), flush=True)


if __name__ == "__main__":
    main()
