"""The layers of a recipe that work on pictures: convolutions and poolings."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from tenfold.errors import RecipeError
from tenfold.models.layer import Activation, BaseLayer, Shape, glorot, seed_from


class Conv(BaseLayer):
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


def _picture_axes(shape: Shape, kind: str) -> tuple[int, int, int]:
    if len(shape) == 3:
        height, width, channels = shape
        return height, width, channels
    shown = tuple(shape)
    fix = f"(height, width, channels). Got {shown}."
    if len(shape) == 2:
        fix += f" Put {{ kind = 'reshape', shape = [{shape[0]}, {shape[1]}, 1] }} before it."
    raise RecipeError(f"A {kind} layer needs pictures of shape {fix}")
