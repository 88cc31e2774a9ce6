"""Networks from a recipe's layers: the layer table, the checks, and the Keras model.

Everything but `build` works without Keras.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tenfold.errors import RecipeError
from tenfold.models.backend import require_keras
from tenfold.models.layer import Shape
from tenfold.models.registry import Conv, Dense, Layer, Rescale, Residual, Steps

_UNSAID = {("activation", "linear"), ("strides", 1), ("padding", "valid"), ("of", "mean")}


@dataclass(frozen=True)
class Row:
    """One row of a layer table; output_shape is of one picture, without the batch axis."""

    name: str
    kind: str
    settings: str
    output_shape: Shape
    parameters: int


def resolve(layers: Sequence[Layer], classes: int) -> tuple[Layer, ...]:
    """The layers with every `units = "classes"` replaced by the number of classes."""
    return tuple(
        layer.model_copy(update={"units": classes})
        if isinstance(layer, Dense) and layer.units == "classes"
        else layer
        for layer in layers
    )


def table(layers: Sequence[Layer], picture: Shape) -> tuple[Row, ...]:
    """Output shape and parameter count of every (resolved) layer, given pictures (h, w).

    Raises RecipeError where a layer does not fit what the one before it gives.
    """
    rows = []
    shape = picture
    for layer, name in zip(layers, _names(layers), strict=True):
        parameters = layer.parameters(shape)
        shape = layer.shape_after(shape)
        rows.append(Row(name, layer.kind, _settings(layer), shape, parameters))
    return tuple(rows)


def check(layers: Sequence[Layer], picture: Shape, classes: int) -> tuple[Row, ...]:
    """The layer table of a network that ends in one number for each class (and each step).

    Raises RecipeError, with the explanation a learner needs, for a missing flatten, a wrong
    number of outputs or a softmax before the end. Some back ends would train on in silence.
    """
    if not layers:
        raise RecipeError("A recipe needs at least one layer. Got none. See: tenfold recipes show")
    rows = table(layers, picture)
    for layer in layers[:-1]:
        if getattr(layer, "activation", None) == "softmax":
            raise RecipeError(
                "Only the last layer may have the activation 'softmax': it turns the outputs "
                "into probabilities. Got one before the end. Use 'relu' there."
            )
    inputs = [picture, *(row.output_shape for row in rows)]
    for layer, shape in zip(layers, inputs, strict=False):
        if isinstance(layer, Dense) and len(shape) > 1:
            raise RecipeError(_missing_flatten(rows, shape, classes))
    shape = rows[-1].output_shape
    if isinstance(layers[-1], Steps):
        if shape[1] != classes + 1:
            raise RecipeError(
                f"A reader must end in {classes + 1} outputs at every step: one for each class and "
                f"one for the blank between them. Got {shape[1]}. Set the filters of the last "
                f"convolution to {classes + 1}."
            )
        return rows
    if not isinstance(layers[-1], Dense):
        raise RecipeError(
            f"The last layer must be a dense layer with one output for each class. Got "
            f"{layers[-1].kind!r}. End with {{ kind = 'dense', units = 'classes' }}."
        )
    if shape != (classes,):
        few = shape[0] < classes
        why = (
            f"labels {shape[0]} to {classes - 1} would have no output to point at"
            if few
            else f"{shape[0] - classes} outputs would stand for no class"
        )
        raise RecipeError(
            f"The network must end in {classes} outputs, one for each class. "
            f"Got {shape[0]}: {why}. Set the last layer's units to {classes}, or to 'classes'."
        )
    return rows


def training_arithmetic(layers: Sequence[Layer], picture: Shape) -> int:
    """Floating-point operations of the matrix products that one picture costs in training.

    Two for every product of a weight; each layer does its products three times (forward, for its
    weights, for its input), the first only twice, since nobody asks for the picture's gradient.
    """
    inputs = [picture, *(row.output_shape for row in table(layers, picture))]
    products = [layer.products(shape) for layer, shape in zip(layers, inputs, strict=False)]
    first = next((count for count in products if count), 0)
    return 2 * (3 * sum(products) - first)


def reads_raw_pixels(layers: Sequence[Layer]) -> bool:
    """Whether the first layer with weights sees pixels 0-255 instead of 0-1."""
    for layer in layers:
        if isinstance(layer, Rescale):
            return False
        if isinstance(layer, Dense | Conv | Residual):
            return True
    return False


def build(
    layers: Sequence[Layer], picture: Shape, *, input_name: str, rng: np.random.Generator
) -> tuple[Any, Any]:
    """Two Keras models that share their weights: (to logits, as the recipe says).

    The first ends before a final softmax and is what is trained and exported: cross-entropy
    from logits is the same function, without the rounding of a probability near 0. The second
    keeps the softmax and is what a person gets as model.keras. Both take uint8 (n, h, w).
    """
    keras = require_keras()

    pictures = keras.Input(picture, name=input_name, dtype="uint8")
    tensor = keras.ops.cast(pictures, "float32")
    names = _names(layers)
    for layer, name in zip(layers[:-1], names[:-1], strict=True):
        tensor = layer.build(name, rng)(tensor)
    last = layers[-1]
    if isinstance(last, Dense):
        last = last.model_copy(update={"activation": "linear"})
    logits = last.build(names[-1], rng)(tensor)
    to_logits = keras.Model(pictures, logits)
    if getattr(layers[-1], "activation", None) != "softmax":
        return to_logits, to_logits
    return to_logits, keras.Model(pictures, keras.layers.Softmax(name="softmax")(logits))


def _names(layers: Sequence[Layer]) -> list[str]:
    """Given names stay; the others are numbered within their kind: dense_1, dense_2, ..."""
    seen: Counter[str] = Counter()
    names = []
    for layer in layers:
        seen[layer.kind] += 1
        names.append(layer.name or f"{layer.kind}_{seen[layer.kind]}")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise RecipeError(f"Layer names must differ. Got {twice[0]!r} twice. Rename one of them.")
    return names


def _settings(layer: Layer) -> str:
    """As key=value; what says that nothing is done is left out."""
    settings = layer.model_dump(exclude={"kind", "name"})
    said = {key: value for key, value in settings.items() if (key, value) not in _UNSAID}
    return " ".join(f"{key}={value}" for key, value in said.items()).replace(", ", ",")


def _missing_flatten(rows: Sequence[Row], shape: Shape, classes: int) -> str:
    return (
        f"A 'flatten' layer is missing: a dense layer must be given one row of numbers for each "
        f"picture. Got shape {shape}, so it would work on every row by itself, and the network "
        f"would give {rows[-1].output_shape} where {classes} numbers are wanted. "
        f"Put {{ kind = 'flatten' }} before the first dense layer."
    )
