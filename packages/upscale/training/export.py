"""A trained network -> two ONNX graphs (opset 17, dynamic height and width): `-u8` for WASM, `-f32` for WebGPU.

Both take and give 0..255. The scale is folded into the weights, and `+0.5` into the last bias, because ONNX's Cast to uint8
truncates. The float graph leaves clamping and truncation to its caller.
"""

import argparse
import base64
import json
import os

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from nets import Luma


def graph(net, eight_bit):
    nodes, weights = [], []

    def const(name, value):
        weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def conv(source, to, module, weight=None, scale_in=1.0, scale_out=1.0, shift=0.0):
        w = (module.weight if weight is None else weight).detach().numpy() * np.float32(scale_in * scale_out)
        inputs = [source, const(to + "_w", w.astype(np.float32))]
        if shift:
            inputs.append(const(to + "_b", np.full(len(w), shift, np.float32)))
        nodes.append(helper.make_node("Conv", inputs, [to], kernel_shape=w.shape[2:], strides=module.stride))
        return to

    x = "x"
    if eight_bit:
        nodes.append(helper.make_node("Cast", ["x"], ["xf"], to=TensorProto.FLOAT))
        x = "xf"
    y = conv(x, "head", net.head, net.head_weight(), scale_in=1 / 255)
    nodes.append(helper.make_node("Relu", [y], ["head_r"]))
    y = "head_r"
    for i, module in enumerate(net.body):
        nodes.append(helper.make_node("Relu", [conv(y, f"body{i}", module)], [f"body{i}_r"]))
        y = f"body{i}_r"
    y = conv(y, "tail", net.tail, scale_out=255, shift=0.5)
    crop = net.halo - 2
    const("from", np.array([crop, crop], np.int64))
    const("to", np.array([-crop, -crop], np.int64))
    const("axes", np.array([2, 3], np.int64))
    nodes.append(helper.make_node("Slice", [x, "from", "to", "axes"], ["inner"]))
    nodes.append(helper.make_node("Add", [y, conv("inner", "skip", net.skip, net.skip_weight())], ["phases"]))
    if eight_bit:
        const("lo", np.float32(0))
        const("hi", np.float32(255))
        nodes.append(helper.make_node("Clip", ["phases", "lo", "hi"], ["clipped"]))
        nodes.append(helper.make_node("DepthToSpace", ["clipped"], ["yf"], blocksize=2 * net.scale, mode="CRD"))
        nodes.append(helper.make_node("Cast", ["yf"], ["y"], to=TensorProto.UINT8))
    else:
        nodes.append(helper.make_node("DepthToSpace", ["phases"], ["y"], blocksize=2 * net.scale, mode="CRD"))
    kind = TensorProto.UINT8 if eight_bit else TensorProto.FLOAT
    body = helper.make_graph(
        nodes, f"p2c2g-luma-x{net.scale}",
        [helper.make_tensor_value_info("x", kind, [1, 1, "hp", "wp"])],
        [helper.make_tensor_value_info("y", kind, [1, 1, "ho", "wo"])], weights)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 17)], producer_name="p2c2g")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model


def load(path):
    state = torch.load(path, map_location="cpu")
    net = Luma(**state["shape"])
    net.load_state_dict(state["weights"])
    return net.eval()


GOLDEN_SIZE = (24, 16)


def golden(net):
    """What torch, not the runtime under test, makes of the pattern in src/golden.ts: uint8, `scale` times as large, base64."""
    w, h = GOLDEN_SIZE
    tile = np.array([[16 + (x * 9 + y * 5) % 64 + (((x >> 2) ^ (y >> 2)) & 1) * 120 for x in range(w)] for y in range(h)])
    x = torch.from_numpy(tile[None, None]).float() / 255
    with torch.no_grad():
        y = net(torch.nn.functional.pad(x, [net.halo] * 4, mode="replicate"))[0, 0] * 255
    return base64.b64encode(torch.floor(y + 0.5).clamp(0, 255).byte().numpy().tobytes()).decode()


def write_entry(name, net):
    """Keeps the other networks' entries in models/models.json."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "models", "models.json")
    table = json.load(open(path)) if os.path.exists(path) else {}
    table[name] = {
        "scale": net.scale, "channels": net.channels, "layers": net.layers, "haloPx": net.halo, "params": net.params(), "macsPerPx": round(net.macs_per_px()), "golden": golden(net)}
    with open(path, "w") as out:
        json.dump(table, out, indent=2, sort_keys=True)
        out.write("\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint")
    parser.add_argument("out", help="path without suffix: OUT-u8.onnx and OUT-f32.onnx are written")
    args = parser.parse_args()
    trained = load(args.checkpoint)
    onnx.save(graph(trained, True), args.out + "-u8.onnx")
    onnx.save(graph(trained, False), args.out + "-f32.onnx")
    write_entry(os.path.basename(args.out), trained)
    print(args.out, trained.params(), "parameters, halo", trained.halo)
