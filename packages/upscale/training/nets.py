"""The luma family: work at half the input's resolution, answer (2 scale)^2 phases a cell.

    luma ─ Conv 4x4 /2 → C ─ ReLU ─ (Conv 3x3 C→C ─ ReLU) x L ─ Conv 3x3 C→P ─┐
      └── crop ── Conv 6x6 /2 1→P, started as bicubic ────────────────────── + ─ DepthToSpace 2 scale

Half resolution, because on a CPU a runtime's cost per element outweighs its multiplications when channels are few. Every
convolution is `valid`: the engine pads the input by `halo` once, by edge replication, and any region with its halo gives exactly
the pixels of the whole frame. A network may see the frame before as a second channel.

No biases, filters without a mean in the head and of sum one beside it: so f(a x + b) = a f(x) + b for every a > 0, by construction. A dark
wall is drawn as a bright one is, and a game's exposure cannot be a thing never seen. On a game kept out of training that was worth 0.25 dB.
"""

import math

import torch
from torch import nn


class Luma(nn.Module):
    """x [n, frames, h + 2 halo, w + 2 halo] in 0..1, h and w even -> [n, 1, scale h, scale w]."""

    def __init__(self, channels, layers, scale=2, frames=1):
        super().__init__()
        self.channels, self.layers, self.scale, self.frames = channels, layers, scale, frames
        phases = (2 * scale) ** 2
        self.halo = 2 * (layers + 1) + 1
        self.head = nn.Conv2d(frames, channels, 4, stride=2, bias=False)
        self.body = nn.ModuleList(nn.Conv2d(channels, channels, 3, bias=False) for _ in range(layers))
        self.tail = nn.Conv2d(channels, phases, 3, bias=False)
        self.skip = nn.Conv2d(1, phases, 6, stride=2, bias=False)
        with torch.no_grad():
            # The framework's default starts too small for four layers of ReLU; and the head should see differences, not brightness.
            for conv in [self.head, *self.body]:
                nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            # The body starts near doing nothing: a deep one that starts at random stands still for its first thousand steps.
            for conv in self.body:
                conv.weight.mul_(0.5)
                conv.weight[:, :, 1, 1] += torch.eye(channels)
            self.skip.weight.copy_(bicubic_phases(scale))
            self.tail.weight.mul_(0.1)

    def forward(self, x):
        y = torch.relu(nn.functional.conv2d(x, self.head_weight(), stride=2))
        for conv in self.body:
            y = torch.relu(conv(y))
        crop = self.halo - 2
        phases = self.tail(y) + nn.functional.conv2d(x[:, :1, crop:-crop, crop:-crop], self.skip_weight(), stride=2)
        return nn.functional.pixel_shuffle(phases, 2 * self.scale)

    def head_weight(self):
        """Filters without a mean: they see differences, not brightness."""
        return self.head.weight - self.head.weight.mean([1, 2, 3], keepdim=True)

    def skip_weight(self):
        """Filters that sum to one."""
        return self.skip.weight + (1 - self.skip.weight.sum([1, 2, 3], keepdim=True)) / 36

    def params(self):
        return sum(p.numel() for p in self.parameters())

    def macs_per_px(self):
        """Multiply-adds for each low-resolution pixel."""
        convs = [self.head, *self.body, self.tail, self.skip]
        return sum(conv.weight.numel() for conv in convs) / 4

    def shape(self):
        return {"channels": self.channels, "layers": self.layers, "scale": self.scale, "frames": self.frames}


def bicubic_phases(scale):
    """Catmull-Rom (a = -0.5, centres aligned) as filters of 6x6 over a 2x2 cell with two pixels around it."""
    def weight(t):
        t = abs(t)
        if t < 1:
            return 1.5 * t ** 3 - 2.5 * t ** 2 + 1
        return -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 if t < 2 else 0.0
    # Output phase p of a cell sits at (p + .5) / scale - .5 cell pixels from the cell's first pixel, which is tap 2.
    rows = torch.tensor([[weight((p + 0.5) / scale - 0.5 - (tap - 2)) for tap in range(6)] for p in range(2 * scale)])
    return torch.einsum("py,qx->pqyx", rows, rows).reshape((2 * scale) ** 2, 1, 6, 6)


def psnr(a, b):
    """dB between 0..1 tensors after rounding to the 8 bits a video plane has."""
    mse = ((a * 255).round().clamp(0, 255) - (b * 255).round()).pow(2).mean().item()
    return 10 * math.log10(255 ** 2 / max(mse, 1e-9))


def box_ssim(a, b):
    """Structural similarity of [n, 1, h, w] in 0..1, one number a picture (Wang et al., 2004), in windows of 7x7 equal weights at every second
    pixel: a tenth of what the usual Gaussian costs here, so that one can train with it."""
    ma, mb, aa, bb, ab = (nn.functional.avg_pool2d(x, 7, 2) for x in (a, b, a * a, b * b, a * b))
    c1, c2 = 0.01 ** 2, 0.03 ** 2
    like = (2 * ma * mb + c1) * (2 * (ab - ma * mb) + c2) / ((ma ** 2 + mb ** 2 + c1) * (aa - ma ** 2 + bb - mb ** 2 + c2))
    return like.mean([1, 2, 3])
