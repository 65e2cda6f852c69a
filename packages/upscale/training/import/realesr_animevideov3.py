"""Real-ESRGAN's `realesr-animevideov3` (ncnn, fp16, BSD-3-Clause) -> x2 ONNX.

    realesr_animevideov3.py realesr-animevideov3-x4.bin

The network answers x4: 48 channels a pixel (3 colours x 4x4 phases, CRD), added to the input repeated 4 x 4. Averaging 2x2 pixels of that
is linear, so it folds into the last convolution: the mean of four phases' filters is one filter of x2.

.bin: for each Convolution a tag (0x01306B47 = fp16 follows), the kernel padded to 4 bytes, then the bias as fp32; for each PReLU its
slopes as fp32; in the order of the .param file, which is `Conv PReLU` 17 times and a last Conv.
"""

import os
import struct
import sys

import numpy as np
import torch
from torch.nn import functional as F

from golden import MODELS, keep, tile
from graph import Graph

FP16_TAG = 0x01306B47
WIDTH = 64
CONVS = [(3, WIDTH)] + [(WIDTH, WIDTH)] * 16 + [(WIDTH, 48)]


def read_bin(path):
    """[(kernel [out, in, 3, 3], bias [out], slopes [out] or None)], fp32."""
    data, at, layers = open(path, "rb").read(), 0, []

    def floats(count):
        nonlocal at
        at += 4 * count
        return np.frombuffer(data, np.float32, count, at - 4 * count).copy()

    for i, (inputs, outputs) in enumerate(CONVS):
        if struct.unpack_from("<I", data, at)[0] != FP16_TAG:
            raise ValueError(f"layer {i} does not hold fp16 weights")
        count = outputs * inputs * 9
        kernel = np.frombuffer(data, np.float16, count, at + 4).astype(np.float32).reshape(outputs, inputs, 3, 3)
        at += 4 + (2 * count + 3) // 4 * 4
        layers.append((kernel, floats(outputs), floats(outputs) if i < len(CONVS) - 1 else None))
    if at != len(data):
        raise ValueError(f"{len(data) - at} bytes left over")
    return layers


def fold_to_x2(kernel):
    """[3 * 16, ...] -> [3 * 4, ...]: means of 2x2 groups of phases."""
    phases = kernel.reshape(3, 2, 2, 2, 2, *kernel.shape[1:])
    return phases.mean(axis=(2, 4)).reshape(12, *kernel.shape[1:])


def write(layers, path, half):
    graph = Graph(half)
    y = source = graph.last
    for kernel, bias, slopes in layers[:-1]:
        y = graph.prelu(graph.conv(y, kernel, bias), slopes)
    kernel, bias, _ = layers[-1]
    y = graph.conv(y, fold_to_x2(kernel), fold_to_x2(bias))
    y = graph.add("DepthToSpace", [y], blocksize=2, mode="CRD")
    graph.save(graph.add("Add", [y, graph.nearest_x2(source)]), path)


def evaluate(layers, x):
    """The unfolded network, as published, then a 2x2 mean: what the folded graph has to match."""
    y = x
    for kernel, bias, slopes in layers:
        y = F.conv2d(y, torch.from_numpy(kernel), torch.from_numpy(bias), padding=1)
        if slopes is not None:
            y = F.prelu(y, torch.from_numpy(slopes))
    return F.avg_pool2d(F.pixel_shuffle(y, 4) + F.interpolate(x, scale_factor=4, mode="nearest"), 2)


if __name__ == "__main__":
    network = read_bin(sys.argv[1])
    for precision in ("f32", "f16"):
        write(network, os.path.join(MODELS, f"realesr-animevideov3-x2-{precision}.onnx"), precision == "f16")
    keep("realesr-animevideov3", evaluate(network, tile()))
