"""What all layers of a recipe share: settings, a shape rule, a count and a way to Keras."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from tenfold.errors import RecipeError

Shape = tuple[int, ...]
Activation = Literal["linear", "relu", "softmax"]


class BaseLayer(BaseModel):
    """One layer as a recipe names it: frozen settings, no unknown keys, an optional name."""

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


def seed_from(rng: np.random.Generator) -> int:
    """A seed for Keras."""
    return int(rng.integers(2**31 - 1))


def glorot(rng: np.random.Generator) -> Any:
    """Glorot uniform, Keras' default for kernels, from `rng`."""
    import keras

    return keras.initializers.GlorotUniform(seed=seed_from(rng))
