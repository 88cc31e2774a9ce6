"""The layers of a recipe that work on pictures: convolutions and poolings."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from tenfold.errors import RecipeError
from tenfold.models.layer import Activation, BaseLayer, Shape, glorot, seed_from

Side = Annotated[int, Field(ge=1, le=31)]


class Conv(BaseLayer):
    """Small learned filters slid over the picture; each gives one new picture.

    size, strides: a filter's side, and how many pixels it moves at a time; a pair is (down,
    across). padding: "valid" keeps to the picture, "same" surrounds it with zeros so that strides
    alone make it smaller.
    """

    kind: Literal["conv"] = "conv"
    filters: Annotated[int, Field(ge=1, le=4096)]
    size: Side | tuple[Side, Side] = 3
    strides: Side | tuple[Side, Side] = 1
    padding: Literal["valid", "same"] = "valid"
    activation: Activation = "linear"

    def shape_after(self, shape: Shape) -> Shape:
        """Without padding each side loses size - 1; then one in every `strides` is kept."""
        height, width, _ = _picture_axes(shape, "conv")
        (tall, wide), (down, across) = _pair(self.size), _pair(self.strides)
        if self.padding == "same":
            return -(-height // down), -(-width // across), self.filters
        if height < tall or width < wide:
            raise RecipeError(
                f"A convolution of {tall}x{wide} needs pictures at least that large. "
                f"Got {height}x{width}."
            )
        return (height - tall) // down + 1, (width - wide) // across + 1, self.filters

    def parameters(self, shape: Shape) -> int:
        """size x size x channels weights and a bias for every filter."""
        return (math.prod(_pair(self.size)) * shape[-1] + 1) * self.filters

    def products(self, shape: Shape) -> int:
        """Every weight at every place of the picture that is made."""
        return math.prod(_pair(self.size)) * shape[-1] * math.prod(self.shape_after(shape))

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.Conv2D`, Glorot uniform from `rng`."""
        import keras

        return keras.layers.Conv2D(
            self.filters,
            _pair(self.size),
            strides=_pair(self.strides),
            padding=self.padding,
            activation=self.activation,
            kernel_initializer=glorot(rng),
            name=name,
        )


class Residual(BaseLayer):
    """Two convolutions whose result is added to what they were given, then ReLU (He et al. 2016).

    Both are 3x3 with "same" padding, and ReLU lies between them, so shape and channels stay. A
    learned gain for every channel multiplies what is added (Touvron et al. 2021, "LayerScale"): an
    optimiser that keeps the filters' norm, as Muon here, could not give a block more or less say.
    """

    kind: Literal["residual"] = "residual"

    def shape_after(self, shape: Shape) -> Shape:
        """The same."""
        return _picture_axes(shape, "residual")

    def parameters(self, shape: Shape) -> int:
        """Two banks of 3x3 filters, as many as there are channels, their biases and the gains."""
        channels = shape[-1]
        return 2 * (9 * channels + 1) * channels + channels

    def products(self, shape: Shape) -> int:
        """Every filter's weights at every place, twice."""
        return 2 * 9 * shape[-1] * math.prod(shape)

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`ResidualBlock` (residual.py), Glorot uniform from `rng`."""
        from tenfold.models.residual import ResidualBlock

        return ResidualBlock(seeds=(seed_from(rng), seed_from(rng)), name=name)


class MaxPool(BaseLayer):
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


class GlobalPool(BaseLayer):
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


class Steps(BaseLayer):
    """A picture one row high as what it is: steps along a line, each with its channels."""

    kind: Literal["steps"] = "steps"

    def shape_after(self, shape: Shape) -> Shape:
        """(width, channels)."""
        height, width, channels = _picture_axes(shape, "steps")
        if height != 1:
            raise RecipeError(
                f"A steps layer needs pictures one row high. Got {height}x{width}. Let strides "
                "make them so: { kind = 'conv', strides = [4, 1], padding = 'same' }."
            )
        return width, channels

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`RowAsSteps` (pooling.py)."""
        from tenfold.models.pooling import RowAsSteps

        return RowAsSteps(name=name)


def _pair(sides: int | tuple[int, int]) -> tuple[int, int]:
    """(down, across), where one number stands for both."""
    return (sides, sides) if isinstance(sides, int) else sides


def _picture_axes(shape: Shape, kind: str) -> tuple[int, int, int]:
    if len(shape) == 3:
        height, width, channels = shape
        return height, width, channels
    shown = tuple(shape)
    fix = f"(height, width, channels). Got {shown}."
    if len(shape) == 2:
        fix += f" Put {{ kind = 'reshape', shape = [{shape[0]}, {shape[1]}, 1] }} before it."
    raise RecipeError(f"A {kind} layer needs pictures of shape {fix}")
