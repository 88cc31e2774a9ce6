"""How one epoch is run: CompiledLoop on TensorFlow, FitLoop through `model.fit` anywhere.

Both take the same order of pictures and the same batches, so a recipe means the same on both.
CompiledLoop keeps the data resident and runs hundreds of steps in one compiled call: Keras' own
`fit` spends most of a small network's step in Python (0.63 s against 0.20 s an epoch of S0a).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from tenfold.values import Split

Report = Callable[[int, float, float], None]
_CHUNK_SECONDS = 0.3  # between two moves of the bar, and the longest wait after Ctrl-C
_CHUNK_BYTES = 16_000_000  # of pictures handed to one compiled call
_EVALUATION_BATCH = 1000


class Loop(Protocol):
    """One way to run an epoch."""

    name: str

    def epoch(self, order: np.ndarray, report: Report) -> tuple[float, float]:
        """Train on the pictures in `order`; the running means of loss and accuracy."""

    def evaluate(self, split: Split) -> tuple[float, float]:
        """Mean loss and accuracy of the present weights."""


def make_loop(model: Any, optimizer: Any, train: Split, *, batch_size: int) -> Loop:
    """The fastest loop for the Keras back end in use.

    TENFOLD_LOOP=fit asks for `model.fit` on TensorFlow too, to compare the two.
    """
    import keras

    if keras.backend.backend() == "tensorflow" and os.environ.get("TENFOLD_LOOP") != "fit":
        return CompiledLoop(model, optimizer, train, batch_size)
    return FitLoop(model, optimizer, train, batch_size)


class CompiledLoop:
    """Many steps in one `tf.function`: XLA where all is dense, oneDNN where there is a convolution.

    XLA's convolutions on a CPU are slower than oneDNN's (S4: 18.7 s an epoch against 7.7).
    """

    def __init__(self, model: Any, optimizer: Any, train: Split, batch_size: int) -> None:
        import keras
        import tensorflow as tf

        self._tf = tf
        self._model, self._optimizer = model, optimizer
        self._images, self._labels = train.images, train.labels.astype(np.int32)
        self._weights = model.trainable_variables
        self._batch = batch_size
        # XLA wants one shape: every call brings a buffer of `_room` batches and says how many
        # of them count. Handing over the whole data set instead makes XLA copy it every step.
        self._room = max(1, min(256, _CHUNK_BYTES // (batch_size * train.images[0].nbytes)))
        self._pace = min(16, self._room)
        convolves = any(isinstance(layer, keras.layers.Conv2D) for layer in model.layers)
        self.name = "compiled" if convolves else "compiled with XLA"
        self._steps = tf.function(self._run_steps, jit_compile=not convolves)
        self._count = tf.function(self._run_forward, jit_compile=not convolves)

    def epoch(self, order: np.ndarray, report: Report) -> tuple[float, float]:
        """Train on the pictures in `order`, in chunks of about a third of a second."""
        n, batch = len(order), self._batch
        steps = -(-n // batch)
        # The last batch is filled up with picture 0 at weight 0: one shape, one compilation.
        spare = (0, steps * batch - n)
        rows = np.pad(order, spare).reshape(steps, batch)
        weights = np.pad(np.ones(n, np.float32), spare).reshape(steps, batch)
        losses, right = np.zeros(steps), np.zeros(steps)
        done = 0
        while done < steps:
            chunk = slice(done, min(done + self._pace, steps))
            began = time.perf_counter()
            losses[chunk], right[chunk] = self._run_chunk(rows[chunk], weights[chunk])
            self._set_pace(chunk.stop - done, time.perf_counter() - began)
            done = chunk.stop
            seen = min(done * batch, n)
            report(seen, losses[:done].sum() / seen, right[:done].sum() / seen)
        return float(losses.sum() / n), float(right.sum() / n)

    def evaluate(self, split: Split) -> tuple[float, float]:
        """Mean loss and accuracy of the present weights on `split`."""
        tf = self._tf
        loss = correct = 0.0
        for first in range(0, len(split), _EVALUATION_BATCH):
            part = split[first : first + _EVALUATION_BATCH]
            part_loss, part_correct = self._count(
                tf.constant(part.images), tf.constant(part.labels.astype(np.int32))
            )
            loss += float(part_loss)
            correct += float(part_correct)
        return loss / len(split), correct / len(split)

    def _set_pace(self, count: int, seconds: float) -> None:
        """Let the next chunk last about _CHUNK_SECONDS; compilation makes the first one slow."""
        fitting = int(count * _CHUNK_SECONDS / max(seconds, 1e-3))
        self._pace = max(1, min(fitting, 4 * self._pace, self._room))

    def _run_chunk(self, rows: np.ndarray, weights: np.ndarray) -> tuple[Any, Any]:
        """Train on some batches; loss and right answers of each, summed over its pictures."""
        tf = self._tf
        count = len(rows)
        room = ((0, self._room - count), (0, 0))
        images = np.zeros((self._room, *rows.shape[1:], *self._images.shape[1:]), np.uint8)
        images[:count] = self._images[rows]
        losses, right = self._steps(
            tf.constant(images),
            tf.constant(np.pad(self._labels[rows], room)),
            tf.constant(np.pad(weights, room)),
            tf.constant(count),
        )
        return losses.numpy()[:count], right.numpy()[:count]

    def _run_steps(self, images: Any, labels: Any, weights: Any, count: Any) -> tuple[Any, Any]:
        tf = self._tf
        loss_sums = tf.TensorArray(tf.float32, size=self._room)
        right_sums = tf.TensorArray(tf.float32, size=self._room)
        step = tf.constant(0)
        # Not `for step in tf.range(count)`: XLA would compile anew for every count.
        while step < count:
            targets, weight = labels[step], weights[step]
            with tf.GradientTape() as tape:
                logits = self._model(images[step], training=True)
                losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits) * weight
                loss = tf.reduce_sum(losses) / tf.reduce_sum(weight)
            gradients = tape.gradient(loss, self._weights)
            self._optimizer.apply(gradients, self._weights)
            loss_sums = loss_sums.write(step, tf.reduce_sum(losses))
            right = tf.reduce_sum(self._right(logits, targets) * weight)
            right_sums = right_sums.write(step, right)
            step += 1
        return loss_sums.stack(), right_sums.stack()

    def _run_forward(self, pictures: Any, targets: Any) -> tuple[Any, Any]:
        tf = self._tf
        logits = self._model(pictures, training=False)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
        return tf.reduce_sum(losses), tf.reduce_sum(self._right(logits, targets))

    def _right(self, logits: Any, targets: Any) -> Any:
        tf = self._tf
        return tf.cast(tf.argmax(logits, 1, output_type=tf.int32) == targets, tf.float32)


class FitLoop:
    """Keras' own `model.fit`, one epoch at a time: on JAX and torch, and to compare with."""

    name = "model.fit"

    def __init__(self, model: Any, optimizer: Any, train: Split, batch_size: int) -> None:
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
                if time.perf_counter() - self.last >= _CHUNK_SECONDS:
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
            split.images, split.labels, batch_size=_EVALUATION_BATCH, verbose=0
        )
        return float(loss), float(accuracy)
