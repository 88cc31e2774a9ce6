"""How one epoch is run: compiled (compiled.py) on TensorFlow, `model.fit` on any back end.

Both take the same order of pictures and the same batches, so a recipe means the same on both.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from tenfold.training.batches import Batches
from tenfold.training.losses import as_judged, losses_of, rights_of
from tenfold.training.recipe import Recipe
from tenfold.values import Lines, Split

Report = Callable[[int, float, float], None]
CHUNK_SECONDS = 0.3  # between two moves of the bar, and the longest wait after Ctrl-C
EVALUATION_BATCH = 1000


class Loop(Protocol):
    """One way to run an epoch.

    precision: what convolutions are computed in, "float32" or "bfloat16".
    """

    name: str
    precision: str

    def epoch(self, batches: Batches, report: Report) -> tuple[float, float]:
        """Train on all pictures once; the running means of loss and accuracy."""

    def evaluate(self, split: Split | Lines) -> tuple[float, float]:
        """Mean loss and accuracy of the present weights."""


def make_loop(model: Any, optimizer: Any, train: Split | Lines, recipe: Recipe) -> Loop:
    """The fastest loop for the Keras back end in use.

    TENFOLD_LOOP=fit asks for plain `model.fit` in float32 on TensorFlow too, to compare the two.
    """
    import keras

    if keras.backend.backend() == "tensorflow" and os.environ.get("TENFOLD_LOOP") != "fit":
        from tenfold.training.compiled import CompiledLoop

        return CompiledLoop(model, optimizer, train, recipe)
    return FitLoop(model, optimizer, train, recipe)


class FitLoop:
    """Keras' own `model.fit`, one epoch at a time: on JAX and torch, and to compare with."""

    name = "model.fit"
    precision = "float32"

    def __init__(self, model: Any, optimizer: Any, train: Split | Lines, recipe: Recipe) -> None:
        import keras

        self._model, self._judged = model, as_judged(recipe)
        labels = (-1, *train.labels.shape[1:])  # Keras adds an axis to labels that have but one

        def loss(targets: Any, logits: Any) -> Any:
            return losses_of(recipe, logits, keras.ops.reshape(targets, labels))

        def right(targets: Any, logits: Any) -> Any:
            return rights_of(recipe, logits, keras.ops.reshape(targets, labels))

        accuracy = keras.metrics.MeanMetricWrapper(right, name="accuracy")
        model.compile(optimizer=optimizer, loss=loss, metrics=[accuracy])

    def epoch(self, batches: Batches, report: Report) -> tuple[float, float]:
        """Train on all pictures once; Keras keeps the running means."""
        import keras

        n, size = len(batches.train), batches.recipe.batch_size

        class Reporter(keras.callbacks.Callback):
            """Hands Keras' running means on, about three times a second."""

            last = time.perf_counter()

            def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
                if time.perf_counter() - self.last >= CHUNK_SECONDS:
                    self.last = time.perf_counter()
                    seen = min((batch + 1) * size, n)
                    report(seen, float(logs["loss"]), float(logs["accuracy"]))

        done = self._model.fit(
            *self._pictures(batches),
            batch_size=size if batches.as_they_are else None,
            shuffle=False,
            verbose=0,
            callbacks=[Reporter()],
        ).history
        loss, accuracy = float(done["loss"][0]), float(done["accuracy"][0])
        report(n, loss, accuracy)
        return loss, accuracy

    def _pictures(self, batches: Batches) -> tuple[Any, ...]:
        """The epoch as `fit` takes it: two arrays, or one object that makes batch after batch."""
        import keras

        order, size = batches.order(), batches.recipe.batch_size
        if batches.as_they_are:
            return batches.train.images[order], batches.train.labels[order]

        class Made(keras.utils.PyDataset):
            """Batch number i is (pictures, labels)."""

            def __len__(self) -> int:
                return len(batches)

            def __getitem__(self, number: int) -> tuple[np.ndarray, np.ndarray]:
                made = batches.made(order[number * size : (number + 1) * size], number)
                return made.images, made.labels

        return (Made(),)

    def evaluate(self, split: Split | Lines) -> tuple[float, float]:
        """Mean loss and accuracy of the present weights on `split`."""
        import keras

        logits = self._model.predict(split.images, batch_size=EVALUATION_BATCH, verbose=0)
        figures = (
            of(self._judged, logits, split.labels.astype(np.int32)) for of in (losses_of, rights_of)
        )
        loss, right = (float(keras.ops.convert_to_numpy(each).mean()) for each in figures)
        return loss, right
