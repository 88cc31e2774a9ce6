"""The weights in a model file, as a network that learns has them."""

from __future__ import annotations

import numpy as np

from tenfold.artefact import graph
from tenfold.artefact.bundle import Bundle

_LEARNED = ("Conv", "Gemm")


def learned_weights(bundle: Bundle) -> tuple[np.ndarray, ...]:
    """Kernel and bias of every layer, float32, in the order of the network and in Keras' shapes.

    Kernels are (height, width, inputs, outputs) of convolutions, (inputs, outputs) of dense layers.
    """
    model = graph.read(graph.message(memoryview(bundle.content)))
    names = [name for node in model.nodes if node.operator in _LEARNED for name in node.inputs[1:]]
    return tuple(_keras_shaped(model.weights[name]) for name in names)


def _keras_shaped(weights: graph.Weights) -> np.ndarray:
    values = np.frombuffer(weights.raw, "<f4").reshape(weights.shape).astype(np.float32)
    return values.transpose(2, 3, 1, 0) if values.ndim == 4 else values
