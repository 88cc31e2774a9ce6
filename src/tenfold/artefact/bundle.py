"""The one file of a classifier: an .onnx with everything it needs under one metadata key.

Reading it runs no code and believes nothing: operators from an allow-list, limits on size and
shapes, no external data, and the metadata must agree with the graph. Writing is export.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from math import prod
from pathlib import Path
from typing import Any

from tenfold.artefact import wire
from tenfold.conformal import HeldOut
from tenfold.errors import ModelFileError, TenfoldError
from tenfold.values import ModelId, PictureSpec

FORMAT = 1
KEY = "tenfold"
# What export.py writes, and nothing that could make a small file need much memory.
OPERATORS = frozenset(
    {
        *("Add", "Cast", "Concat", "Conv", "Flatten", "Gemm", "GlobalAveragePool"),
        *("GlobalMaxPool", "MaxPool", "Mul", "Relu", "Reshape", "Transpose"),
    }
)
MAX_BYTES = 256_000_000
_MAX_METADATA = 4_000_000
_MAX_NODES = 10_000
_MAX_JOINS = 8  # each can double what the one before gave
_MAX_ATTRIBUTE = 65_536
_MAX_CLASSES = 10_000
_ELEMENT_BYTES = {1: 4, 2: 1, 7: 8}  # float32, uint8, int64 of TensorProto.DataType


@dataclass(frozen=True)
class Metadata:
    """What the file says of itself.

    temperature divides the logits; refusal_threshold is the least confidence that is answered,
    outlier_threshold the least energy (probability.py) of the logits as they are (None: all are
    answered). held_out: what prediction sets are made from, None where there are none. dataset:
    {"name", "sha256"}. scores: by split, with intervals.
    """

    name: str
    classes: tuple[str, ...]
    spec: PictureSpec
    temperature: float = 1.0
    refusal_threshold: float | None = None
    outlier_threshold: float | None = None
    held_out: HeldOut | None = None
    recipe: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    dataset: dict[str, str] = field(default_factory=dict)
    scores: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def to_text(self) -> str:
        """As the JSON that stands in the file."""
        return json.dumps({"format": FORMAT} | asdict(self), ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, eq=False)
class Bundle:
    """A checked file: its bytes, what it says of itself, and its id."""

    content: bytes
    metadata: Metadata

    @property
    def id(self) -> ModelId:
        """Name and hash: which model answered."""
        return ModelId(self.metadata.name, hashlib.sha256(self.content).hexdigest()[:16])


def read(path: str | Path) -> Bundle:
    """The checked file at `path`. Raises ModelFileError."""
    file = Path(path)
    if not file.is_file():
        raise ModelFileError(f"Model file {file} does not exist. See: tenfold train --help")
    if file.suffix in (".keras", ".h5", ".pkl", ".pt", ".pth"):
        raise ModelFileError(
            f"{file} is a {file.suffix} file, which can run code when it is loaded: tenfold never "
            "reads one. Use the .onnx file of the run folder."
        )
    if file.stat().st_size > MAX_BYTES:
        raise ModelFileError(
            f"Model file {file} must be at most {MAX_BYTES:,} bytes. Got {file.stat().st_size:,}."
        )
    return parse(file.read_bytes(), name=str(file))


def parse(content: bytes, *, name: str = "The model file") -> Bundle:
    """The checked bytes of a model file. Raises ModelFileError, naming `name`."""
    try:
        model = _fields(memoryview(content))
        texts = dict(_pair(entry) for entry in model.get(14, []))
        if 7 not in model:
            raise ValueError("it holds no graph")
    except ValueError as error:  # UnicodeDecodeError is one too
        raise ModelFileError(
            f"{name} is not an ONNX file, or it is broken: {error}. Copy it again, or train anew."
        ) from None
    if KEY not in texts:
        raise ModelFileError(
            f"{name} is an ONNX model, but not one of tenfold's: it carries no class names and no "
            f"picture spec (metadata key {KEY!r}). Use a file that 'tenfold train' wrote."
        )
    try:
        metadata = _metadata(texts[KEY])
        _check_graph(model, metadata)
    except ValueError as error:
        raise ModelFileError(
            f"{name} is refused: {error}. Use a file that 'tenfold train' wrote, unchanged."
        ) from None
    return Bundle(content, metadata)


def _fields(message: memoryview) -> dict[int, list[int | memoryview]]:
    found: dict[int, list[int | memoryview]] = {}
    for number, value in wire.fields(message):
        found.setdefault(number, []).append(value)
    return found


def _message(value: int | memoryview) -> dict[int, list[int | memoryview]]:
    if isinstance(value, int):
        raise ValueError("a message was expected, not a number")
    return _fields(value)


def _pair(value: int | memoryview) -> tuple[str, str]:
    entry = _message(value)
    return wire.text(entry.get(1, [memoryview(b"")])[0]), wire.text(
        entry.get(2, [memoryview(b"")])[0]
    )


def _metadata(text: str) -> Metadata:
    if len(text) > _MAX_METADATA:
        raise ValueError(f"its metadata is longer than {_MAX_METADATA:,} characters")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("its metadata is not JSON") from None
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        got = values.get("format") if isinstance(values, dict) else None
        raise ValueError(f"its format is {got!r}, and this tenfold reads format {FORMAT}")
    for key in ("outlier_threshold", "held_out"):  # files of before they were thought of
        values.setdefault(key, None)
    checks: dict[str, Callable[[Any], bool]] = {
        "name": lambda v: isinstance(v, str) and 0 < len(v) <= 200,
        "classes": _are_classes,
        "spec": lambda v: isinstance(v, dict),
        "temperature": lambda v: _is_number(v) and 0 < v < 1e6,
        "refusal_threshold": lambda v: v is None or (_is_number(v) and 0 <= v <= 1),
        "outlier_threshold": lambda v: v is None or (_is_number(v) and abs(v) < 1e6),
        "held_out": lambda v: v is None or isinstance(v, dict),
        "recipe": lambda v: isinstance(v, dict),
        "seed": lambda v: v is None or isinstance(v, int),
        "dataset": lambda v: isinstance(v, dict),
        "scores": lambda v: isinstance(v, dict),
        "versions": lambda v: isinstance(v, dict),
    }
    for key, holds in checks.items():
        if key not in values or not holds(values[key]):
            raise ValueError(f"its metadata has no valid {key!r}")
    known = {key: values[key] for key in checks} | {"classes": tuple(values["classes"])}
    for key, kind in {"spec": PictureSpec, "held_out": HeldOut}.items():
        try:
            known[key] = None if known[key] is None else kind(**known[key])
        except (TypeError, TenfoldError):
            raise ValueError(f"its metadata has no valid {key!r}") from None
    return Metadata(**known)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _are_classes(value: Any) -> bool:
    return (
        isinstance(value, list)
        and 2 <= len(value) <= _MAX_CLASSES
        and all(isinstance(name, str) and 0 < len(name) <= 200 for name in value)
        and len(set(value)) == len(value)
    )


def _check_graph(model: dict[int, list[int | memoryview]], metadata: Metadata) -> None:
    """Field numbers are those of onnx.proto: ModelProto.graph = 7, .functions = 25."""
    if len(model[7]) != 1 or 25 in model:
        raise ValueError("it must hold one graph and no functions of its own")
    graph = _message(model[7][0])
    nodes = graph.get(1, [])
    if not 1 <= len(nodes) <= _MAX_NODES:
        raise ValueError(f"its graph must have 1 to {_MAX_NODES:,} nodes, not {len(nodes):,}")
    operators = [_check_node(_message(node)) for node in nodes]
    if operators.count("Concat") > _MAX_JOINS:
        raise ValueError(f"its graph must join tensors at most {_MAX_JOINS} times")
    if 15 in graph:
        raise ValueError("it holds sparse weights, which tenfold does not write")
    for tensor in graph.get(5, []):
        _check_weights(_message(tensor))
    expected = {
        "input": (11, ("pictures", 2, [*metadata.spec.shape])),
        "output": (12, ("logits", 1, [len(metadata.classes)])),
    }
    for what, (number, (name, element, shape)) in expected.items():
        values = [_value_info(value) for value in graph.get(number, [])]
        if [(n, e, s[1:]) for n, e, s in values] != [(name, element, shape)]:
            raise ValueError(
                f"its {what} must be {name!r} of shape [n, {', '.join(map(str, shape))}], as its "
                f"metadata says; its graph has {[(n, s) for n, _, s in values]}"
            )


def _check_node(node: dict[int, list[int | memoryview]]) -> str:
    """The node's operator, if it is one that tenfold writes."""
    operator = wire.text(node.get(4, [memoryview(b"")])[0])
    domain = wire.text(node.get(7, [memoryview(b"")])[0])
    if operator not in OPERATORS or domain not in ("", "ai.onnx"):
        raise ValueError(
            f"it uses the operator {domain + '.' if domain else ''}{operator}, which is not on "
            "tenfold's list"
        )
    for value in node.get(5, []):
        attribute = _message(value)
        if {5, 6, 10, 11, 22, 23} & attribute.keys():
            raise ValueError(f"an attribute of its {operator} holds a tensor or a graph")
        numbers = [n for key in (3, 8) for v in attribute.get(key, []) for n in wire.integers(v)]
        if any(abs(n) > _MAX_ATTRIBUTE for n in numbers):
            raise ValueError(f"an attribute of its {operator} is beyond {_MAX_ATTRIBUTE:,}")
    return operator


def _check_weights(tensor: dict[int, list[int | memoryview]]) -> None:
    """TensorProto: dims = 1, data_type = 2, raw_data = 9, external_data = 13, location = 14."""
    if 13 in tensor or any(value != 0 for value in tensor.get(14, [])):
        raise ValueError("its weights lie in another file")
    shape = [n for value in tensor.get(1, []) for n in wire.integers(value)]
    element = tensor.get(2, [0])[0]
    raw = tensor.get(9, [memoryview(b"")])[0]
    if not isinstance(element, int) or element not in _ELEMENT_BYTES or isinstance(raw, int):
        raise ValueError("its weights are of a kind that tenfold does not write")
    if any(n < 0 for n in shape) or prod(shape) * _ELEMENT_BYTES[element] != len(raw):
        raise ValueError(f"weights of shape {shape} do not fill what they say")


def _value_info(value: int | memoryview) -> tuple[str, int, list[int]]:
    """(name, element type, shape) of a ValueInfoProto; -1 stands for a named dimension."""
    info = _message(value)
    name = wire.text(info.get(1, [memoryview(b"")])[0])
    tensor = _message(_message(info.get(2, [memoryview(b"")])[0]).get(1, [memoryview(b"")])[0])
    element = tensor.get(1, [0])[0]
    shape = []
    for dimension in _message(tensor.get(2, [memoryview(b"")])[0]).get(1, []):
        size = _message(dimension).get(1, [-1])[0]
        shape.append(size if isinstance(size, int) else -1)
    return name, element if isinstance(element, int) else 0, shape
