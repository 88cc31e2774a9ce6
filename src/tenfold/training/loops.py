"""How one epoch is run: compiled (compiled.py) on TensorFlow, `model.fit` on any back end.

Both take the same order of pictures and the same batches, so a recipe means the same on both.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from tenfold.probability import log_softmax
from tenfold.training.batches import Draws
from tenfold.training.recipe import Recipe
from tenfold.values import Split

Report = Callable[[int, float, float], None]
CHUNK_SECONDS = 0.3  # between two moves of the bar, and the longest wait after Ctrl-C
EVALUATION_BATCH = 1000


class Loop(Protocol):
    """One way to run an epoch.

    precision: what convolutions are computed in, "float32" or "bfloat16".
    """

    name: str
    precision: str

    def epoch(self, draws: Draws, report: Report) -> tuple[float, float]:
        """Train on all pictures once; the running means of loss and accuracy."""

    def evaluate(self, split: Split) -> tuple[float, float]:
        """Mean loss and accuracy of the present weights."""


def make_loop(model: Any, optimizer: Any, train: Split, recipe: Recipe) -> Loop:
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

    def __init__(self, model: Any, optimizer: Any, train: Split, recipe: Recipe) -> None:
        import keras

        self._model, self._train, self._recipe = model, train, recipe
        self._classes = model.output_shape[-1]
        loss = keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=recipe.label_smoothing
        )
        model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])

    def epoch(self, draws: Draws, report: Report) -> tuple[float, float]:
        """Train on all pictures once; Keras keeps the running means."""
        import keras

        n, size = len(self._train), self._recipe.batch_size

        class Reporter(keras.callbacks.Callback):
            """Hands Keras' running means on, about three times a second."""

            last = time.perf_counter()

            def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
                if time.perf_counter() - self.last >= CHUNK_SECONDS:
                    self.last = time.perf_counter()
                    seen = min((batch + 1) * size, n)
                    report(seen, float(logs["loss"]), float(logs["accuracy"]))

        done = self._model.fit(
            self._batches(draws), shuffle=False, verbose=0, callbacks=[Reporter()]
        ).history
        loss, accuracy = float(done["loss"][0]), float(done["accuracy"][0])
        report(n, loss, accuracy)
        return loss, accuracy

    def _batches(self, draws: Draws) -> Any:
        """The epoch's batches as Keras asks for them: the same as the compiled loop's."""
        import keras

        train, augment = self._train, self._recipe.augment
        order, size = draws.order(len(train)), self._recipe.batch_size
        targets = np.eye(self._classes, dtype=np.float32)

        class Batches(keras.utils.PyDataset):
            """Batch number i is (pictures, targets)."""

            def __len__(self) -> int:
                return math.ceil(len(train) / size)

            def __getitem__(self, number: int) -> tuple[np.ndarray, np.ndarray]:
                rows = order[number * size : (number + 1) * size]
                pictures = train.images[rows]
                if augment:
                    pictures = draws.augment(pictures, augment, number)
                return pictures, targets[train.labels[rows]]

        return Batches()

    def evaluate(self, split: Split) -> tuple[float, float]:
        """Mean loss and accuracy of the present weights on `split`."""
        logits = self._model.predict(split.images, batch_size=EVALUATION_BATCH, verbose=0)
        likely = log_softmax(logits)[np.arange(len(split)), split.labels]
        return float(-likely.mean()), float((logits.argmax(axis=1) == split.labels).mean())
