"""The layers a recipe may name: one table, each row with its settings, shape rule and Keras layer.

A row knows its output shape and parameter count by itself, so that `tenfold recipes show` and
every check of a recipe work at once, without Keras. A test holds both against Keras.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tenfold.errors import RecipeError

Shape = tuple[int, ...]
Activation = Literal["linear", "relu", "softmax"]


class _Layer(BaseModel):
    """What all layers share: frozen settings, no unknown keys, an optional name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = None

    def shape_after(self, shape: Shape) -> Shape:
        """The shape of one picture after this layer; raises RecipeError where it does not fit."""
        return shape

    def parameters(self, shape: Shape) -> int:
        """How many weights the layer learns when it is given one picture of `shape`."""
        return 0

    def products(self, shape: Shape) -> int:
        """Multiplications of a weight by a number, for one picture of `shape`."""
        return 0

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """The Keras layer; all its randomness comes from `rng`."""
        raise RecipeError(f"Layer kind {type(self).__name__!r} cannot be built.")


class Rescale(_Layer):
    """Pixels 0-255 become 0-1: networks learn badly from large inputs."""

    kind: Literal["rescale"] = "rescale"
    divide_by: Annotated[float, Field(gt=0)] = 255.0

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.Rescaling`."""
        import keras

        return keras.layers.Rescaling(1.0 / self.divide_by, name=name)


class Reshape(_Layer):
    """The same numbers in another shape, such as (28, 28) as (28, 28, 1) for a convolution."""

    kind: Literal["reshape"] = "reshape"
    shape: tuple[int, ...]

    def shape_after(self, shape: Shape) -> Shape:
        """The shape asked for, if it holds as many numbers."""
        if math.prod(shape) != math.prod(self.shape):
            raise RecipeError(
                f"A reshape to {self.shape} needs {math.prod(self.shape)} numbers a picture. "
                f"Got {math.prod(shape)}, from shape {shape}."
            )
        return self.shape

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.Reshape`."""
        import keras

        return keras.layers.Reshape(self.shape, name=name)


class Flatten(_Layer):
    """A picture's rows laid end to end as one row of numbers."""

    kind: Literal["flatten"] = "flatten"

    def shape_after(self, shape: Shape) -> Shape:
        """One axis with all the numbers."""
        return (math.prod(shape),)

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.Flatten`."""
        import keras

        return keras.layers.Flatten(name=name)


class Dense(_Layer):
    """Every output is a weighted sum of all inputs, plus a bias, through the activation."""

    kind: Literal["dense"] = "dense"
    units: Annotated[int, Field(ge=1, le=65_536)] | Literal["classes"]
    activation: Activation = "linear"

    @property
    def width(self) -> int:
        """The number of units, once "classes" has been resolved."""
        if self.units == "classes":
            raise RecipeError("units = 'classes' is not resolved yet: call networks.resolve first.")
        return self.units

    def shape_after(self, shape: Shape) -> Shape:
        """The last axis becomes `units`; any axis before it stays, as in Keras."""
        return (*shape[:-1], self.width)

    def parameters(self, shape: Shape) -> int:
        """A weight for every input of every unit, and a bias for every unit."""
        return (shape[-1] + 1) * self.width

    def products(self, shape: Shape) -> int:
        """Every input with every unit."""
        return math.prod(shape) * self.width

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.Dense`, Glorot uniform (Keras' default) from `rng`."""
        import keras

        return keras.layers.Dense(
            self.width, activation=self.activation, kernel_initializer=_glorot(rng), name=name
        )


class Conv(_Layer):
    """Small learned filters slid over the picture; each gives one new picture.

    strides: how many pixels a filter moves at a time. padding: "valid" keeps to the picture,
    "same" surrounds it with zeros so that strides alone make it smaller.
    """

    kind: Literal["conv"] = "conv"
    filters: Annotated[int, Field(ge=1, le=4096)]
    size: Annotated[int, Field(ge=1, le=31)] = 3
    strides: Annotated[int, Field(ge=1, le=31)] = 1
    padding: Literal["valid", "same"] = "valid"
    activation: Activation = "linear"

    def shape_after(self, shape: Shape) -> Shape:
        """Without padding each side loses size - 1; then one in every `strides` is kept."""
        height, width, _ = _picture_axes(shape, "conv")
        if self.padding == "same":
            return -(-height // self.strides), -(-width // self.strides), self.filters
        if min(height, width) < self.size:
            raise RecipeError(
                f"A convolution of {self.size}x{self.size} needs pictures at least that large. "
                f"Got {height}x{width}."
            )
        sides = ((side - self.size) // self.strides + 1 for side in (height, width))
        return *sides, self.filters

    def parameters(self, shape: Shape) -> int:
        """size x size x channels weights and a bias for every filter."""
        return (self.size * self.size * shape[-1] + 1) * self.filters

    def products(self, shape: Shape) -> int:
        """Every weight at every place of the picture that is made."""
        return self.size * self.size * shape[-1] * math.prod(self.shape_after(shape))

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.Conv2D`, Glorot uniform from `rng`."""
        import keras

        return keras.layers.Conv2D(
            self.filters,
            self.size,
            strides=self.strides,
            padding=self.padding,
            activation=self.activation,
            kernel_initializer=_glorot(rng),
            name=name,
        )


class MaxPool(_Layer):
    """Keeps the largest number of every size x size square."""

    kind: Literal["max_pool"] = "max_pool"
    size: Annotated[int, Field(ge=1, le=31)] = 2

    def shape_after(self, shape: Shape) -> Shape:
        """Each side divided by size, rounded down."""
        height, width, channels = _picture_axes(shape, "max_pool")
        if min(height, width) < self.size:
            raise RecipeError(
                f"Pooling by {self.size}x{self.size} needs pictures at least that large. "
                f"Got {height}x{width}."
            )
        return height // self.size, width // self.size, channels

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.MaxPooling2D`."""
        import keras

        return keras.layers.MaxPooling2D(self.size, name=name)


class GlobalPool(_Layer):
    """What was found in the whole picture, no matter where: each channel's mean or maximum.

    of: "both" gives the means and then the maxima; how much there is of something and whether
    there is any are two questions.
    """

    kind: Literal["global_pool"] = "global_pool"
    of: Literal["mean", "max", "both"] = "mean"

    def shape_after(self, shape: Shape) -> Shape:
        """One number for each channel, or two."""
        channels = _picture_axes(shape, "global_pool")[2]
        return (2 * channels if self.of == "both" else channels,)

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.GlobalAveragePooling2D`, `GlobalMaxPooling2D`, or both joined."""
        import keras

        if self.of == "mean":
            return keras.layers.GlobalAveragePooling2D(name=name)
        if self.of == "max":
            return keras.layers.GlobalMaxPooling2D(name=name)
        from tenfold.models.pooling import GlobalMeanAndMax

        return GlobalMeanAndMax(name=name)


class Dropout(_Layer):
    """While training, sets a random share of its inputs to 0 (Srivastava et al. 2014)."""

    kind: Literal["dropout"] = "dropout"
    rate: Annotated[float, Field(ge=0, lt=1)]

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.Dropout`, seeded from `rng`."""
        import keras

        return keras.layers.Dropout(self.rate, seed=_seed(rng), name=name)


Layer = Annotated[
    Rescale | Reshape | Flatten | Dense | Conv | MaxPool | GlobalPool | Dropout,
    Field(discriminator="kind"),
]

LAYERS: dict[str, type[_Layer]] = {
    "rescale": Rescale,
    "reshape": Reshape,
    "flatten": Flatten,
    "dense": Dense,
    "conv": Conv,
    "max_pool": MaxPool,
    "global_pool": GlobalPool,
    "dropout": Dropout,
}


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31 - 1))


def _glorot(rng: np.random.Generator) -> Any:
    import keras

    return keras.initializers.GlorotUniform(seed=_seed(rng))


def _picture_axes(shape: Shape, kind: str) -> tuple[int, int, int]:
    if len(shape) == 3:
        height, width, channels = shape
        return height, width, channels
    shown = tuple(shape)
    fix = f"(height, width, channels). Got {shown}."
    if len(shape) == 2:
        fix += f" Put {{ kind = 'reshape', shape = [{shape[0]}, {shape[1]}, 1] }} before it."
    raise RecipeError(f"A {kind} layer needs pictures of shape {fix}")
