"""A network built in plain Keras, as a person would, and what Keras says when it is trained.

The one file of the studies that imports Keras (and TensorFlow, for the class of its errors):
the exercises on mistakes must show what a person really meets.
"""

from __future__ import annotations

from dataclasses import dataclass

from tenfold.models.backend import backend, require_keras
from tenfold.values import Split

_PICTURES = 3200  # a hundred batches: the mistake shows in the first, or never


@dataclass(frozen=True)
class Mishap:
    """What came of it.

    backend: "tensorflow", "jax" or "torch". error: the class of the exception, or None where
    Keras went on in silence. lines: what the exception said, line by line. loss: the train loss
    after the epoch, where there was one; NaN where the weights have run away.
    """

    backend: str
    error: str | None
    lines: tuple[str, ...]
    loss: float | None

    @property
    def telling(self) -> str:
        """The lines about the mistake itself, without the list of Keras' own files."""
        own = [
            line.strip()
            for line in self.lines
            if line.strip() and not line.startswith((" ", "\t", "Detected at", "Stack trace"))
        ]
        return " … ".join(line.split("  Label values:")[0] for line in own)


def train_in_plain_keras(pictures: Split, *, flatten: bool, units: int, outputs: int) -> Mishap:
    """One epoch of Input, Flatten (or not), Dense relu, Dense softmax, on the first pictures.

    Pixels are divided by 255. Raises MissingExtraError where Keras is not installed.
    """
    keras = require_keras("This exercise")
    layers = [
        keras.Input(pictures.images.shape[1:]),
        *([keras.layers.Flatten()] if flatten else []),
        keras.layers.Dense(units, activation="relu"),
        keras.layers.Dense(outputs, activation="softmax"),
    ]
    model = keras.Sequential(layers)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    first = pictures[:_PICTURES]
    try:
        done = model.fit(
            first.images.astype("float32") / 255, first.labels, batch_size=32, epochs=1, verbose=0
        )
    except _errors() as error:
        return Mishap(backend(), type(error).__name__, tuple(str(error).splitlines()), None)
    return Mishap(backend(), None, (), float(done.history["loss"][0]))


def _errors() -> tuple[type[Exception], ...]:
    """What the back ends raise for shapes and labels that do not fit."""
    known: list[type[Exception]] = [ValueError, TypeError, IndexError, RuntimeError]
    if backend() == "tensorflow":
        import tensorflow as tf

        known.append(tf.errors.InvalidArgumentError)
    return tuple(known)
