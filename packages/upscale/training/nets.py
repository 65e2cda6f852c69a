"""The luma x2 family: work at half the input's resolution, answer 16 phases a cell.

    luma ─ Conv 4x4 /2 → C ─ ReLU ─ (Conv 3x3 C→C ─ ReLU) x L ─ Conv 3x3 C→16 ─┐
      └── crop ── Conv 6x6 /2 1→16, started as bicubic ───────────────────── + ─ DepthToSpace 4

Half resolution, because on a CPU a runtime's cost per element outweighs its multiplications when channels are few. Every
convolution is `valid`: the engine pads the input by `halo` once, by edge replication, and any region with its halo gives exactly
the pixels of the whole frame.
"""

import math

import torch
from torch import nn


class LumaX2(nn.Module):
    """x [n, 1, h + 2 halo, w + 2 halo] in 0..1, h and w even -> [n, 1, 2h, 2w]."""

    def __init__(self, channels, layers):
        super().__init__()
        self.channels, self.layers = channels, layers
        self.halo = 2 * (layers + 1) + 1
        self.head = nn.Conv2d(1, channels, 4, stride=2)
        self.body = nn.ModuleList(nn.Conv2d(channels, channels, 3) for _ in range(layers))
        self.tail = nn.Conv2d(channels, 16, 3)
        self.skip = nn.Conv2d(1, 16, 6, stride=2, bias=False)
        with torch.no_grad():
            # The framework's default starts too small for four layers of ReLU; and the head should see differences, not brightness.
            for conv in [self.head, *self.body]:
                nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
                conv.bias.zero_()
            self.head.weight.sub_(self.head.weight.mean([2, 3], keepdim=True))
            self.skip.weight.copy_(bicubic_phases())
            self.tail.weight.mul_(0.1)
            self.tail.bias.zero_()

    def forward(self, x):
        y = torch.relu(self.head(x))
        for conv in self.body:
            y = torch.relu(conv(y))
        crop = self.halo - 2
        return nn.functional.pixel_shuffle(self.tail(y) + self.skip(x[..., crop:-crop, crop:-crop]), 4)

    def params(self):
        return sum(p.numel() for p in self.parameters())


def bicubic_phases():
    """Catmull-Rom x2 (a = -0.5, centres aligned) as 16 filters of 6x6 over a 2x2 cell with two pixels around it."""
    def weight(t):
        t = abs(t)
        if t < 1:
            return 1.5 * t ** 3 - 2.5 * t ** 2 + 1
        return -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 if t < 2 else 0.0
    # Output phase p of a cell sits at (p + .5) / 2 - .5 cell pixels from the cell's first pixel, which is tap 2.
    rows = torch.tensor([[weight((p + 0.5) / 2 - 0.5 - (tap - 2)) for tap in range(6)] for p in range(4)])
    return torch.einsum("py,qx->pqyx", rows, rows).reshape(16, 1, 6, 6)


def psnr(a, b):
    """dB between 0..1 tensors after rounding to the 8 bits a video plane has."""
    mse = ((a * 255).round().clamp(0, 255) - (b * 255).round()).pow(2).mean().item()
    return 10 * math.log10(255 ** 2 / max(mse, 1e-9))
