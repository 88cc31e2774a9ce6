"""Graphs for tests, written node by node: those that tenfold would never write too."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from artefact.models import CLASSES, metadata
from onnx import TensorProto, helper, numpy_helper

from tenfold.artefact import bundle, export, graph, shapes
from tenfold.errors import ModelFileError
from tenfold.values import PictureSpec

FIRST = [0, 3, 1, 2]  # channels


def zeros(*shape):
    return np.zeros(shape, np.float32)


def step(operator, *weights, of=None, **attributes):
    """A node of the results called `of` (the last one, where nothing is said) and weights."""
    return operator, weights, of, attributes


def reshape(*shape):
    return step("Reshape", np.array(shape, np.int64))


def conv(filters, channels, size, *, pads=0, strides=1):
    return step(
        "Conv",
        zeros(filters, channels, size, size),
        zeros(filters),
        strides=[strides] * 2,
        pads=[pads] * 4,
    )


def dense(inputs, outputs=10):
    return step("Gemm", zeros(inputs, outputs), zeros(outputs))


CAST = step("Cast", to=TensorProto.FLOAT)
FLATTEN = step("Flatten", axis=1)
PLANES = (CAST, reshape(-1, 1, 28, 28))  # channels first, as a convolution wants them
ROW = (CAST, FLATTEN)


def file_of(*steps, side=28, last="logits"):
    """A model file of steps; their results are called r1, r2 ..., the last one `last`."""
    nodes, tensors = [], []
    for number, (operator, weights, of, attributes) in enumerate(steps, 1):
        names = [f"w{number}_{place}" for place in range(len(weights))]
        tensors += [numpy_helper.from_array(w, n) for w, n in zip(weights, names, strict=True)]
        before = of or ("pictures" if number == 1 else f"r{number - 1}",)
        result = last if number == len(steps) else f"r{number}"
        nodes.append(helper.make_node(operator, [*before, *names], [result], **attributes))
    return model_of(nodes, tensors, side=side)


def model_of(nodes, tensors, *, side=28):
    model = helper.make_model(
        helper.make_graph(
            nodes,
            "test",
            [helper.make_tensor_value_info("pictures", TensorProto.UINT8, ["n", side, side])],
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", len(CLASSES)])],
            tensors,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    about = metadata(spec=PictureSpec(height=side, width=side, box=min(side, 20)))
    return export.with_metadata(model.SerializeToString(), about)


def refusal(content):
    with pytest.raises(ModelFileError) as error:
        bundle.parse(content, name="file.onnx")
    text = str(error.value)
    assert text.startswith("file.onnx is refused: ")
    end = ". Use a file that 'tenfold train' wrote, unchanged."
    assert text.endswith(end)
    return text.removeprefix("file.onnx is refused: ").removesuffix(end)


def computed(content):
    about = bundle.parse(content).metadata
    found = graph.read(graph.message(memoryview(content)))
    ends = bundle.logits_shape(about)
    return shapes.check(found.nodes, found.weights, picture=about.spec.shape, ends=ends)


def run(content, pictures=2):
    """What onnxruntime gives: the shape of every tensor, without the batch axis."""
    model = onnx.load_from_string(content)
    names = [node.output[0] for node in model.graph.node]
    del model.graph.output[:]
    model.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    axes = session.get_inputs()[0].shape[1:]
    results = session.run(names, {"pictures": np.zeros((pictures, *axes), np.uint8)})
    assert all(len(result) == pictures for result in results)
    return {name: result.shape[1:] for name, result in zip(names, results, strict=True)}
