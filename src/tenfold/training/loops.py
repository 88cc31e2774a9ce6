"""How one epoch is run: compiled (compiled.py) on TensorFlow, `model.fit` on any back end.

Both take the same order of pictures and the same batches, so a recipe means the same on both.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

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

    def epoch(self, order: np.ndarray, report: Report) -> tuple[float, float]:
        """Train on the pictures in `order`; the running means of loss and accuracy."""

    def evaluate(self, split: Split) -> tuple[float, float]:
        """Mean loss and accuracy of the present weights."""


def make_loop(model: Any, optimizer: Any, train: Split, *, batch_size: int, precision: str) -> Loop:
    """The fastest loop for the Keras back end in use.

    precision: the lowest the recipe allows. TENFOLD_LOOP=fit asks for plain `model.fit` in
    float32 on TensorFlow too, to compare the two.
    """
    import keras

    if keras.backend.backend() == "tensorflow" and os.environ.get("TENFOLD_LOOP") != "fit":
        from tenfold.training.compiled import CompiledLoop

        return CompiledLoop(model, optimizer, train, batch_size=batch_size, precision=precision)
    return FitLoop(model, optimizer, train, batch_size=batch_size)


class FitLoop:
    """Keras' own `model.fit`, one epoch at a time: on JAX and torch, and to compare with."""

    name = "model.fit"
    precision = "float32"

    def __init__(self, model: Any, optimizer: Any, train: Split, *, batch_size: int) -> None:
        import keras

        self._model, self._train, self._batch = model, train, batch_size
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])

    def epoch(self, order: np.ndarray, report: Report) -> tuple[float, float]:
        """Train on the pictures in `order`; Keras keeps the running means."""
        import keras

        class Reporter(keras.callbacks.Callback):
            """Hands Keras' running means on, about three times a second."""

            last = time.perf_counter()

            def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
                if time.perf_counter() - self.last >= CHUNK_SECONDS:
                    self.last = time.perf_counter()
                    seen = min((batch + 1) * size, len(order))
                    report(seen, float(logs["loss"]), float(logs["accuracy"]))

        size = self._batch
        done = self._model.fit(
            self._train.images[order],
            self._train.labels[order],
            batch_size=size,
            shuffle=False,
            verbose=0,
            callbacks=[Reporter()],
        ).history
        loss, accuracy = float(done["loss"][0]), float(done["accuracy"][0])
        report(len(order), loss, accuracy)
        return loss, accuracy

    def evaluate(self, split: Split) -> tuple[float, float]:
        """Mean loss and accuracy of the present weights on `split`."""
        loss, accuracy = self._model.evaluate(
            split.images, split.labels, batch_size=EVALUATION_BATCH, verbose=0
        )
        return float(loss), float(accuracy)
