"""Small ONNX graphs for networks of others: opset 17, any height and width, colour planes 0..1 in and out.

Weights are stored as fp16. A graph `f32` widens them by a Cast, which the runtime folds away when it loads, and computes in fp32; a graph
`f16` computes in fp16, for GPUs that can. Both take and give fp32, so that one caller serves both.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """Nodes in order of calls; every method returns the name of what it made."""

    def __init__(self, half):
        self.half = half
        self.nodes, self.weights = [], []
        self.last = self.add("Cast", ["x"], to=TensorProto.FLOAT16) if half else "x"

    def add(self, op, inputs, **attributes):
        name = f"{op.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [name], **attributes))
        return name

    def weight(self, value):
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value, np.float16), name))
        return name if self.half else self.add("Cast", [name], to=TensorProto.FLOAT)

    def conv(self, source, kernel, bias):
        """`kernel` [out, in, k, k] with k odd, zero padding as the originals have it."""
        k = kernel.shape[2]
        return self.add("Conv", [source, self.weight(kernel), self.weight(bias)],
                        kernel_shape=[k, k], pads=[k // 2] * 4)

    def prelu(self, source, slopes):
        return self.add("PRelu", [source, self.weight(slopes.reshape(-1, 1, 1))])

    def nearest_x2(self, source):
        """The picture twice as large by repetition, as channels repeated and shuffled: Resize is slow in the WASM provider."""
        repeated = self.add("Concat", [source] * 4, axis=1)
        return self.add("DepthToSpace", [repeated], blocksize=2, mode="DCR")

    def save(self, output, path):
        final = self.add("Cast", [output], to=TensorProto.FLOAT) if self.half else output
        self.nodes.append(helper.make_node("Identity", [final], ["y"]))
        graph = helper.make_graph(
            self.nodes, "p2c2g-rgb-x2",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, "h", "w"])],
            [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3, "h2", "w2"])], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="p2c2g")
        model.ir_version = 8
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, path)
        print(path, sum(int(np.prod(w.dims)) for w in self.weights), "parameters")
