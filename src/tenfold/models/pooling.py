"""Layers that change a picture's axes in ways that Keras has no layer for."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable("tenfold")
class GlobalMeanAndMax(keras.layers.Layer):
    """Means and then maxima of all channels: (n, h, w, c) to (n, 2 * c)."""

    def call(self, pictures: Any) -> Any:
        """Both poolings side by side."""
        mean = keras.ops.mean(pictures, axis=(1, 2))
        largest = keras.ops.max(pictures, axis=(1, 2))
        return keras.ops.concatenate([mean, largest], axis=-1)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, 2 * c)."""
        return (shape[0], 2 * (shape[3] or 0))


@keras.saving.register_keras_serializable("tenfold")
class RowAsSteps(keras.layers.Layer):
    """A picture one row high as steps along it: (n, 1, w, c) to (n, w, c)."""

    def call(self, pictures: Any) -> Any:
        """Without the axis of rows."""
        return keras.ops.squeeze(pictures, axis=1)

    def compute_output_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """(n, w, c)."""
        return shape[0], *shape[2:]
