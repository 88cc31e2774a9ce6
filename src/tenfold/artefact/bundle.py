"""The one file of a classifier: an .onnx with everything it needs under one metadata key.

Reading it runs no code and believes nothing: the graph (graph.py) must be one that export.py could
have written, of limited size and work (shapes.py), and the metadata must agree with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from reprlib import repr as brief  # shapes come from strangers and may be long
from typing import Any, Literal, get_args

from tenfold.artefact import graph, shapes
from tenfold.artefact.graph import FLOAT32, UINT8, Graph
from tenfold.conformal import HeldOut
from tenfold.errors import ModelFileError, TenfoldError
from tenfold.values import ModelId, PictureSpec

Task = Literal["classify", "read"]

FORMAT = 1
KEY = "tenfold"
STEP = 4  # pixels along a strip from one step of a reader to the next
MAX_BYTES = 256_000_000
_MAX_METADATA = 4_000_000
_MAX_CLASSES = 10_000


@dataclass(frozen=True)
class Metadata:
    """What the file says of itself.

    task: "classify" gives each picture one class, "read" each strip of writing (spec.height x
    spec.width, digits about spec.box high) a class or the blank at every step. temperature divides
    the logits; refusal_threshold is the least confidence that is answered, outlier_threshold the
    least energy (probability.py) of the logits as they are (None: all are answered). held_out:
    what prediction sets are made from, None where there are none. dataset: {"name", "sha256"}.
    scores: by split, with intervals.
    """

    name: str
    classes: tuple[str, ...]
    spec: PictureSpec
    task: Task = "classify"
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
        model = graph.message(memoryview(content))
        entries = [graph.message(entry) for entry in model.get(14, [])]
        texts = {graph.text(entry, 1): graph.text(entry, 2) for entry in entries}
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
        _check_graph(graph.read(model), metadata)
    except ValueError as error:
        raise ModelFileError(
            f"{name} is refused: {error}. Use a file that 'tenfold train' wrote, unchanged."
        ) from None
    return Bundle(content, metadata)


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
    values.setdefault("task", "classify")
    checks: dict[str, Callable[[Any], bool]] = {
        "name": lambda v: isinstance(v, str) and 0 < len(v) <= 200,
        "classes": _are_classes,
        "spec": lambda v: isinstance(v, dict),
        "task": lambda v: v in get_args(Task),
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


def _check_graph(found: Graph, metadata: Metadata) -> None:
    """What goes in and out must be as the metadata say, and all between as export.py writes it."""
    shape, ends = metadata.spec.shape, logits_shape(metadata)
    expected = {
        "input": (found.inputs, ("pictures", UINT8, [-1, *shape])),
        "output": (found.outputs, ("logits", FLOAT32, [-1, *ends])),
    }
    for what, (got, (name, element, axes)) in expected.items():
        if got != ((name, element, axes),):
            raise ValueError(
                f"its {what} must be {name!r} of shape [n, {', '.join(map(str, axes[1:]))}], as "
                f"its metadata says; its graph has {brief([(n, s) for n, _, s in got])}"
            )
    shapes.check(found.nodes, found.weights, picture=shape, ends=ends)


def logits_shape(metadata: Metadata) -> tuple[int, ...]:
    """Of one picture: a number for each class, or for each step, class and the blank."""
    classes = len(metadata.classes)
    if metadata.task == "classify":
        return (classes,)
    return metadata.spec.width // STEP, classes + 1
