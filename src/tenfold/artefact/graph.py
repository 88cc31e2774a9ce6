"""What an ONNX file holds, as plain values: read from the wire, believed in nothing.

What is read here must be what the runtime's own protobuf reader sees in the same bytes, or a check
of it is worth nothing. That one takes the last of a field that is said twice, so nothing may be.
Field numbers are those of onnx.proto.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from reprlib import repr as brief  # names and shapes come from strangers and may be long
from typing import NamedTuple

from tenfold.artefact import wire

FLOAT32, UINT8, INT64 = 1, 2, 7  # TensorProto.DataType
_ELEMENT_BYTES = {FLOAT32: 4, INT64: 8}
_MAX_AXES = 4  # of weights; the product of very many numbers takes very long
_INT, _INTS = 2, 7  # AttributeProto.AttributeType
# onnxruntime's time to load grows with the square: 1.4 s for 1,000 Relu, 23 s for 4,000. A residual
# block takes 7.
_MAX_NODES = 1_000
_MAX_FIELDS = 10_000  # of a message; each takes about a hundred times its bytes in memory

Message = Mapping[int, list[wire.Value]]
Attributes = Mapping[str, int | tuple[int, ...] | None]


# Named tuples: to define a frozen dataclass takes 0.5 to 0.9 ms of every cold start, these 0.2.
class Node(NamedTuple):
    """One step: an operator (with its domain, where it has one), what it reads and gives.

    attributes: whole numbers and lists of them; None stands for what tenfold never writes.
    """

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Attributes


class Weights(NamedTuple):
    """A constant tensor: FLOAT32 or INT64, its shape, and its bytes, little-endian."""

    element: int
    shape: tuple[int, ...]
    raw: memoryview


class Graph(NamedTuple):
    """Nodes in the file's order, weights by name; inputs, outputs: (name, element type, shape).

    -1 in such a shape stands for a dimension that is not a number.
    """

    nodes: tuple[Node, ...]
    weights: Mapping[str, Weights]
    inputs: tuple[tuple[str, int, list[int]], ...]
    outputs: tuple[tuple[str, int, list[int]], ...]


def read(model: Message) -> Graph:
    """The graph of a ModelProto. Raises ValueError where it is none that tenfold could write."""
    if len(model[7]) != 1 or 25 in model:
        raise ValueError("it must hold one graph and no functions of its own")
    graph = message(model[7][0])
    nodes = graph.get(1, [])
    if not 1 <= len(nodes) <= _MAX_NODES:
        raise ValueError(f"its graph must have 1 to {_MAX_NODES:,} nodes, not {len(nodes):,}")
    if 15 in graph:
        raise ValueError("it holds sparse weights, which tenfold does not write")
    weights: dict[str, Weights] = {}
    for value in graph.get(5, []):
        name, tensor = _weights(message(value))
        if name in weights:
            raise ValueError(f"it holds two weights that are called {brief(name)}")
        weights[name] = tensor
    return Graph(
        nodes=tuple(_node(message(node)) for node in nodes),
        weights=weights,
        inputs=tuple(_value_info(value) for value in graph.get(11, [])),
        outputs=tuple(_value_info(value) for value in graph.get(12, [])),
    )


def message(value: wire.Value) -> dict[int, list[wire.Value]]:
    """The fields of a message by number, in order. Raises ValueError where it is none."""
    if not isinstance(value, memoryview):
        raise ValueError("a message was expected, not a number")
    found: dict[int, list[wire.Value]] = {}
    for count, (number, field) in enumerate(wire.fields(value)):
        if count == _MAX_FIELDS:
            raise ValueError(f"a message has more than {_MAX_FIELDS:,} fields")
        found.setdefault(number, []).append(field)
    return found


def text(entry: Message, number: int) -> str:
    """A string field, "" where it is not there. Raises ValueError where it is said twice."""
    return wire.text(_once(entry, number, memoryview(b"")))


def _once(entry: Message, number: int, default: wire.Value) -> wire.Value:
    values = entry.get(number, [default])
    if len(values) > 1:
        raise ValueError(f"a field that can be said once is said {len(values):,} times")
    return values[0]


def _integers(entry: Message, number: int) -> tuple[int, ...]:
    return tuple(n for value in entry.get(number, []) for n in wire.integers(value))


def _node(entry: Message) -> Node:
    """NodeProto: input = 1, output = 2, op_type = 4, attribute = 5, domain = 7."""
    operator, domain = text(entry, 4), text(entry, 7)
    attributes: dict[str, int | tuple[int, ...] | None] = {}
    for value in entry.get(5, []):
        name, numbers = _attribute(message(value))
        attributes[name] = None if name in attributes else numbers
    return Node(
        operator if domain in ("", "ai.onnx") else f"{domain}.{operator}",
        tuple(wire.text(name) for name in entry.get(1, [])),
        tuple(wire.text(name) for name in entry.get(2, [])),
        attributes,
    )


def _attribute(entry: Message) -> tuple[str, int | tuple[int, ...] | None]:
    """AttributeProto: name = 1, i = 3, ints = 8, type = 20."""
    name, kind = text(entry, 1), _once(entry, 20, 0)
    if kind == _INT and entry.keys() == {1, 3, 20}:
        number = _once(entry, 3, 0)
        return name, number if isinstance(number, int) else None
    if kind == _INTS and entry.keys() == {1, 8, 20}:
        return name, _integers(entry, 8)
    return name, None


def _weights(entry: Message) -> tuple[str, Weights]:
    """TensorProto: dims = 1, data_type = 2, name = 8, raw_data = 9, external_data = 13, its
    location = 14."""
    if 13 in entry or any(value != 0 for value in entry.get(14, [])):
        raise ValueError("its weights lie in another file")
    element, raw = _once(entry, 2, 0), _once(entry, 9, memoryview(b""))
    if (
        not isinstance(element, int)
        or element not in _ELEMENT_BYTES
        or not isinstance(raw, memoryview)
        or not entry.keys() <= {1, 2, 8, 9, 14}
    ):
        raise ValueError("its weights are of a kind that tenfold does not write")
    shape = _integers(entry, 1)
    sound = len(shape) <= _MAX_AXES and all(n >= 1 for n in shape)
    if not sound or prod(shape) * _ELEMENT_BYTES[element] != len(raw):
        raise ValueError(f"weights of shape {brief([*shape])} do not fill what they say")
    return text(entry, 8), Weights(element, shape, raw)


def _value_info(value: wire.Value) -> tuple[str, int, list[int]]:
    """ValueInfoProto: name = 1, type = 2, in it the tensor = 1: its element type = 1, shape = 2."""
    nothing = memoryview(b"")
    info = message(value)
    tensor = message(_once(message(_once(info, 2, nothing)), 1, nothing))
    element = _once(tensor, 1, 0)
    shape = []
    for dimension in message(_once(tensor, 2, nothing)).get(1, []):
        size = _once(message(dimension), 1, -1)
        shape.append(size if isinstance(size, int) else -1)
    return text(info, 1), element if isinstance(element, int) else 0, shape
