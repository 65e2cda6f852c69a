"""UpscalerJS' `esrgan-slim` x2 (a TensorFlow.js layers model, MIT) -> ONNX.

    esrgan_slim.py PACKAGE     the unpacked npm package @upscalerjs/esrgan-slim

The original takes 0..255; it is piecewise linear, so dividing every bias by 255 makes it take 0..1. Its end, a nearest-neighbour upsampling
and a 3x3 convolution, is four 3x3 convolutions at the small size, one a phase, since an upsampled picture holds every pixel twice.
"""

import json
import os
import sys

import numpy as np
import torch
from torch.nn import functional as F

from golden import MODELS, keep, tile
from graph import Graph


def read(package):
    """{layer: (kernel [out, in, k, k], bias [out])}, fp32, for input in 0..1."""
    folder = os.path.join(package, "models", "x2")
    (group,) = json.load(open(os.path.join(folder, "model.json")))["weightsManifest"]
    data = b"".join(open(os.path.join(folder, p), "rb").read() for p in group["paths"])
    at, values = 0, {}
    for entry in group["weights"]:
        count = int(np.prod(entry["shape"]))
        values[entry["name"]] = np.frombuffer(data, np.float32, count, at).reshape(entry["shape"])
        at += 4 * count
    names = {name.split("/")[0] for name in values}
    return {n: (values[n + "/kernel"].transpose(3, 2, 0, 1).copy(), values[n + "/bias"] / 255) for n in names}


def phases_of(kernel):
    """[3, 12, 3, 3] on the upsampled picture -> [4 * 3, 12, 3, 3] on the small one, phase first (DCR)."""
    # Where taps -1, 0, 1 around an upsampled pixel fall in the small picture: first pixel of a pair, then second.
    falls = ((0, 1, 1), (1, 1, 2))
    out = np.zeros((2, 2, *kernel.shape), np.float32)
    for py in range(2):
        for px in range(2):
            for ky in range(3):
                for kx in range(3):
                    out[py, px, :, :, falls[py][ky], falls[px][kx]] += kernel[:, :, ky, kx]
    return out.reshape(12, *kernel.shape[1:])


def write(layers, path, half):
    graph = Graph(half)

    def conv(source, name):
        return graph.conv(source, *layers[name])

    def dense(source, block):
        grown = graph.add("Relu", [conv(source, f"F_{block}_1")])
        fused = conv(graph.add("Concat", [source, grown], axis=1), f"LFF_{block}")
        return graph.add("Add", [fused, source])

    shallow = conv(graph.last, "F_m1")
    first = dense(conv(shallow, "F_0"), 1)
    second = dense(first, 2)
    fused = conv(conv(graph.add("Concat", [first, second], axis=1), "GFF_1"), "GFF_2")
    y = graph.add("Add", [fused, shallow])
    y = graph.add("Relu", [conv(y, "UPN1")])
    y = graph.add("Relu", [conv(y, "UPN2")])
    kernel, bias = layers["SR"]
    y = graph.conv(conv(y, "UPN3"), phases_of(kernel), np.tile(bias, 4))
    graph.save(graph.add("DepthToSpace", [y], blocksize=2, mode="DCR"), path)


def evaluate(layers, x):
    """The original, layer by layer, with its upsampling in place."""
    def conv(source, name):
        kernel, bias = (torch.from_numpy(a) for a in layers[name])
        return F.conv2d(source, kernel, bias, padding=kernel.shape[2] // 2)

    def dense(source, block):
        return conv(torch.cat([source, torch.relu(conv(source, f"F_{block}_1"))], 1), f"LFF_{block}") + source

    shallow = conv(x, "F_m1")
    first = dense(conv(shallow, "F_0"), 1)
    second = dense(first, 2)
    y = conv(conv(torch.cat([first, second], 1), "GFF_1"), "GFF_2") + shallow
    y = conv(torch.relu(conv(torch.relu(conv(y, "UPN1")), "UPN2")), "UPN3")
    return conv(F.interpolate(y, scale_factor=2, mode="nearest"), "SR")


if __name__ == "__main__":
    network = read(sys.argv[1])
    for precision in ("f32", "f16"):
        write(network, os.path.join(MODELS, f"esrgan-slim-x2-{precision}.onnx"), precision == "f16")
    keep("esrgan-slim", evaluate(network, tile()))
