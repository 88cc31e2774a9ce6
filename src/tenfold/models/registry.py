"""The layers a recipe may name: one table, each row with its settings, shape rule and Keras layer.

A row knows its output shape and parameter count by itself, so that `tenfold recipes show` and
every check of a recipe work at once, without Keras. A test holds both against Keras.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from tenfold.errors import RecipeError
from tenfold.models.convolutional import Conv, GlobalPool, MaxPool, Residual, Steps
from tenfold.models.layer import Activation, BaseLayer, Shape, glorot, seed_from


class Rescale(BaseLayer):
    """Pixels 0-255 become 0-1: networks learn badly from large inputs."""

    kind: Literal["rescale"] = "rescale"
    divide_by: Annotated[float, Field(gt=0)] = 255.0

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.Rescaling`."""
        import keras

        return keras.layers.Rescaling(1.0 / self.divide_by, name=name)


class Reshape(BaseLayer):
    """The same numbers in another shape, such as (28, 28) as (28, 28, 1) for a convolution."""

    kind: Literal["reshape"] = "reshape"
    shape: tuple[Annotated[int, Field(ge=1)], ...]

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


class Flatten(BaseLayer):
    """A picture's rows laid end to end as one row of numbers."""

    kind: Literal["flatten"] = "flatten"

    def shape_after(self, shape: Shape) -> Shape:
        """One axis with all the numbers."""
        return (math.prod(shape),)

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.Flatten`."""
        import keras

        return keras.layers.Flatten(name=name)


class Dense(BaseLayer):
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
            self.width, activation=self.activation, kernel_initializer=glorot(rng), name=name
        )


class Dropout(BaseLayer):
    """While training, sets a random share of its inputs to 0 (Srivastava et al. 2014)."""

    kind: Literal["dropout"] = "dropout"
    rate: Annotated[float, Field(ge=0, lt=1)]

    def build(self, name: str, rng: np.random.Generator) -> Any:
        """`keras.layers.Dropout`, seeded from `rng`."""
        import keras

        return keras.layers.Dropout(self.rate, seed=seed_from(rng), name=name)


Layer = Annotated[
    Rescale | Reshape | Flatten | Dense | Conv | Residual | MaxPool | GlobalPool | Steps | Dropout,
    Field(discriminator="kind"),
]

LAYERS: dict[str, type[BaseLayer]] = {
    "rescale": Rescale,
    "reshape": Reshape,
    "flatten": Flatten,
    "dense": Dense,
    "conv": Conv,
    "residual": Residual,
    "max_pool": MaxPool,
    "global_pool": GlobalPool,
    "steps": Steps,
    "dropout": Dropout,
}
