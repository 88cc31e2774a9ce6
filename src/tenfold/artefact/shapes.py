"""The shape of every tensor of a graph, computed before a runtime sees it: none may be too large.

A small file can ask for much: a broadcast, an outer product, wide padding or a Reshape makes
gigabytes of a few weights. So the graph is walked from the pictures to the logits, by the rules of
operators.py. What does not fit, or takes too much memory or work, is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from reprlib import repr as brief  # names come from strangers and may be long

from tenfold.artefact import operators
from tenfold.artefact.graph import Node, Weights
from tenfold.artefact.operators import Shape, in_words

# Numbers of one picture, in one tensor and in all. classifier.py gives the runtime 200 pictures at
# a time, in float32: 1.6 GB a tensor, of which a chain of convolutions holds two at once
# (measured), and 8 GB where a graph holds all. fashion-best has 12,544 in its largest.
MAX_NUMBERS = 2_000_000
MAX_TOTAL = 10_000_000
# Multiplications a picture: fashion-best has 31 million, ResNet-18 at 224x224 1.8 billion. At the
# slowest convolution measured, 7 billion a second on two busy cores, a picture takes 0.3 s.
MAX_PRODUCTS = 2_000_000_000
# onnxruntime computes convolutions, and what follows them, in blocks of 16 channels: one filter
# took the memory and the time of 16 (measured).
_BLOCK = 16
_BLOCKED = frozenset({"Conv", "Relu", "Add", "MaxPool"})


def check(
    nodes: Sequence[Node], weights: Mapping[str, Weights], *, picture: Shape, ends: Shape
) -> dict[str, Shape]:
    """The shape of every tensor that `nodes` make of 'pictures', by its name, without n.

    picture: (height, width). Raises ValueError where export.py could not have written the graph,
    where it is too large, or where it does not end in 'logits' of shape `ends`.
    """
    shapes: dict[str, Shape] = {}
    total = products = 0
    for number, node in enumerate(nodes, 1):
        if node.operator not in operators.FORMS:
            raise ValueError(
                f"it uses the operator {brief(node.operator)[1:-1]}, which is not on tenfold's list"
            )
        # The pictures are uint8: to all but a Cast they are not there.
        known = {"pictures": picture} if node.operator == "Cast" else shapes
        try:
            shape = operators.after(node, known, weights)
            name = node.outputs[0] if len(node.outputs) == 1 else ""
            if name in ("", "pictures") or name in shapes or name in weights:
                raise ValueError("must give one result, under a name of its own")
            numbers = _room(node.operator, shape)
        except ValueError as error:
            raise ValueError(f"its node {number} ({node.operator}) {error}") from None
        shapes[name] = shape
        total += numbers
        products += numbers * _products_of_each(node, weights)
    if total > MAX_TOTAL:
        raise ValueError(f"its nodes give {total:,} numbers a picture, more than {MAX_TOTAL:,}")
    if products > MAX_PRODUCTS:
        raise ValueError(
            f"it takes {products:,} multiplications a picture, more than {MAX_PRODUCTS:,}"
        )
    if (name, shape) != ("logits", ends):
        raise ValueError(
            f"its last node must give 'logits' of shape {in_words(ends)}, not {brief(name)} "
            f"of shape {in_words(shape)}"
        )
    return shapes


def _room(operator: str, shape: Shape) -> int:
    """The numbers that onnxruntime keeps for a result. Raises ValueError for too many."""
    numbers = prod(shape)
    if operator in _BLOCKED and len(shape) == 3:
        numbers = -(-shape[0] // _BLOCK) * _BLOCK * prod(shape[1:])
    if numbers > MAX_NUMBERS:
        raise ValueError(f"gives {numbers:,} numbers a picture, more than {MAX_NUMBERS:,}")
    return numbers


def _products_of_each(node: Node, weights: Mapping[str, Weights]) -> int:
    """Multiplications for each number of a result."""
    if node.operator == "Conv":
        return prod(weights[node.inputs[1]].shape[1:])
    return weights[node.inputs[1]].shape[0] if node.operator == "Gemm" else 1
