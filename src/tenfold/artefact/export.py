"""Writing the one file: a Keras model as ONNX, checked against the model before it is kept.

The nodes are written straight from the layers (the closed list of models/registry.py): the same
on every Keras back end, uint8 pictures in, and in milliseconds. The parity gate is the judge: a
file whose answers on real pictures differ from the model's is not written.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tenfold.artefact.bundle import KEY, Metadata
from tenfold.artefact.operators import FORMS
from tenfold.errors import MissingExtraError, ModelFileError

_OPSET = 17
_IR_VERSION = 8  # of ONNX 1.10; every onnxruntime since 2021 reads it
# Keras keeps channels last, ONNX wants them first; onnxruntime drops the pairs that meet.
_CHANNELS_FIRST, _CHANNELS_LAST = [0, 3, 1, 2], [0, 2, 3, 1]
_TOLERANCE = 1e-4  # of a probability; float32 rounding stays below 1e-5


def to_onnx(model: Any) -> bytes:
    """`model` (Keras, uint8 pictures to logits, one layer after another) as ONNX bytes.

    Raises ModelFileError for a layer that cannot be written, MissingExtraError without onnx.
    """
    try:
        from onnx import TensorProto, helper
    except ModuleNotFoundError as error:
        raise MissingExtraError("Writing a model file", "train", str(error.name)) from None
    graph = _Graph()
    graph.add("Cast", to=TensorProto.FLOAT)
    for layer in model.layers:
        writer = _WRITERS.get(type(layer).__name__)
        if writer is None:
            raise ModelFileError(
                f"Layer {layer.name!r} is a {type(layer).__name__}, which cannot be written to a "
                f"model file. Known: {', '.join(sorted(_WRITERS))}."
            )
        writer(graph, layer)
    graph.nodes[-1].output[0] = "logits"
    height, width = model.input_shape[1:]
    onnx_model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "tenfold",
            [helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["n", height, width])],
            [
                helper.make_tensor_value_info(
                    "logits", TensorProto.FLOAT, ["n", *model.output_shape[1:]]
                )
            ],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
        producer_name="tenfold",
    )
    return bytes(onnx_model.SerializeToString(deterministic=True))


def with_metadata(content: bytes, metadata: Metadata) -> bytes:
    """The same graph with `metadata` under tenfold's key."""
    import onnx

    model = onnx.load_from_string(content)
    onnx.helper.set_model_props(model, {KEY: metadata.to_text()})
    return bytes(model.SerializeToString(deterministic=True))


def check_parity(model_logits: np.ndarray, file_logits: np.ndarray) -> None:
    """The parity gate: both float32, shape (n, ..., classes), of the same real pictures.

    Raises ModelFileError where the file answers otherwise than the trained model.
    """
    from tenfold.probability import softmax

    difference = float(np.abs(softmax(model_logits) - softmax(file_logits)).max())
    if not difference <= _TOLERANCE:  # a NaN must fail too
        raise ModelFileError(
            f"The file was not written: its probabilities differ from the trained model's by up to "
            f"{difference:.2g} (allowed: {_TOLERANCE:.0e}). Please report this, with the recipe."
        )


class _Graph:
    """Nodes and weights so far; a node's input is the output called `last`."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self.last = "pictures"

    def add(self, operator: str, *weights: np.ndarray, **attributes: Any) -> None:
        """A node of the last output and weights."""
        from onnx import numpy_helper

        names = [f"{operator.lower()}_{len(self.nodes)}_{i}" for i in range(len(weights))]
        self.weights += [
            numpy_helper.from_array(np.ascontiguousarray(w), n)
            for w, n in zip(weights, names, strict=True)
        ]
        self._add(operator, [self.last, *names], attributes)

    def join(self, operator: str, before: str, **attributes: Any) -> None:
        """A node of the output called `before` and the last one."""
        self._add(operator, [before, self.last], attributes)

    def _add(self, operator: str, inputs: list[str], attributes: dict[str, Any]) -> None:
        from onnx import helper

        if operator not in FORMS:
            raise ValueError(f"{operator} is not on the allow-list of operators.py")
        self.last = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [self.last], **attributes))


def _write_rescaling(graph: _Graph, layer: Any) -> None:
    graph.add("Mul", np.array(layer.scale, np.float32))


def _write_reshape(graph: _Graph, layer: Any) -> None:
    graph.add("Reshape", np.array([-1, *layer.target_shape], np.int64))


def _write_flatten(graph: _Graph, layer: Any) -> None:
    graph.add("Flatten", axis=1)


def _write_dense(graph: _Graph, layer: Any) -> None:
    graph.add("Gemm", *(_numpy(weight) for weight in (layer.kernel, layer.bias)))
    _write_activation(graph, layer)


def _write_conv(graph: _Graph, layer: Any) -> None:
    graph.add("Transpose", perm=_CHANNELS_FIRST)
    _add_convolution(graph, layer, _pads(layer))
    _write_activation(graph, layer)
    graph.add("Transpose", perm=_CHANNELS_LAST)


def _add_convolution(graph: _Graph, layer: Any, pads: list[int], gain: Any = 1.0) -> None:
    """`gain` multiplies what the convolution gives: one number, or one for each filter."""
    kernel, bias = _numpy(layer.kernel) * gain, _numpy(layer.bias) * gain
    graph.add("Conv", kernel.transpose(3, 2, 0, 1), bias, strides=list(layer.strides), pads=pads)


def _write_residual(graph: _Graph, layer: Any) -> None:
    graph.add("Transpose", perm=_CHANNELS_FIRST)
    given = graph.last
    _add_convolution(graph, layer.first, [1, 1, 1, 1])
    graph.add("Relu")
    _add_convolution(graph, layer.second, [1, 1, 1, 1], gain=_numpy(layer.gain))
    graph.join("Add", given)
    graph.add("Relu")
    graph.add("Transpose", perm=_CHANNELS_LAST)


def _pads(layer: Any) -> list[int]:
    """Zeros around the picture: top, left, bottom, right. An odd one goes below and right."""
    if layer.padding == "valid":
        return [0, 0, 0, 0]
    sides = list(zip(layer.input.shape[1:3], layer.kernel_size, layer.strides, strict=True))
    need = [max((-(-side // step) - 1) * step + size - side, 0) for side, size, step in sides]
    return [*(n // 2 for n in need), *(n - n // 2 for n in need)]


def _write_max_pool(graph: _Graph, layer: Any) -> None:
    graph.add("Transpose", perm=_CHANNELS_FIRST)
    graph.add("MaxPool", kernel_shape=list(layer.pool_size), strides=list(layer.strides))
    graph.add("Transpose", perm=_CHANNELS_LAST)


def _write_global_pool(graph: _Graph, layer: Any) -> None:
    graph.add("Transpose", perm=_CHANNELS_FIRST)
    graph.add("GlobalAveragePool")
    graph.add("Flatten", axis=1)


def _write_global_max(graph: _Graph, layer: Any) -> None:
    graph.add("Transpose", perm=_CHANNELS_FIRST)
    graph.add("GlobalMaxPool")
    graph.add("Flatten", axis=1)


def _write_both(graph: _Graph, layer: Any) -> None:
    pictures = graph.last
    _write_global_pool(graph, layer)
    mean = graph.last
    graph.last = pictures
    _write_global_max(graph, layer)
    graph.join("Concat", mean, axis=1)


def _write_steps(graph: _Graph, layer: Any) -> None:
    graph.add("Reshape", np.array([-1, *layer.output.shape[1:]], np.int64))


def _write_activation(graph: _Graph, layer: Any) -> None:
    name = layer.activation.__name__
    if name == "relu":
        graph.add("Relu")
    elif name != "linear":
        raise ModelFileError(f"The activation {name!r} cannot be written to a model file.")


def _write_nothing(graph: _Graph, layer: Any) -> None:
    """Layers that do nothing once training is over."""


def _numpy(weight: Any) -> np.ndarray:
    import keras

    return np.asarray(keras.ops.convert_to_numpy(weight), np.float32)


_WRITERS = {
    "InputLayer": _write_nothing,
    "Cast": _write_nothing,
    "Rescaling": _write_rescaling,
    "Reshape": _write_reshape,
    "Flatten": _write_flatten,
    "Dense": _write_dense,
    "Conv2D": _write_conv,
    "ResidualBlock": _write_residual,
    "MaxPooling2D": _write_max_pool,
    "GlobalAveragePooling2D": _write_global_pool,
    "GlobalMaxPooling2D": _write_global_max,
    "GlobalMeanAndMax": _write_both,
    "RowAsSteps": _write_steps,
    "Dropout": _write_nothing,
}
