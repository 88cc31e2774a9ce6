"""CompiledLoop: hundreds of training steps in one compiled TensorFlow call.

Keras' own `fit` spends most of a small network's step in Python; here the data stay where they
are, and Python is asked for about three times a second.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.training.batches import Draws, augmented
from tenfold.training.loops import CHUNK_SECONDS, EVALUATION_BATCH, Report
from tenfold.training.lowering import lower
from tenfold.training.recipe import Recipe
from tenfold.values import Split

_CHUNK_BYTES = 16_000_000  # of pictures handed to one compiled call


class CompiledLoop:
    """Runs the lowered network (lowering.py) in one `tf.function`, by XLA where that is faster."""

    def __init__(self, model: Any, optimizer: Any, train: Split, recipe: Recipe) -> None:
        import tensorflow as tf

        self._tf = tf
        self._network, self._optimizer = lower(model, precision=recipe.precision), optimizer
        self._pictures, self._augment = train.images, recipe.augment
        self._smoothing = recipe.label_smoothing
        self._images = None if recipe.augment else tf.constant(train.images)
        self._labels = tf.constant(train.labels.astype(np.int32))
        self._weights = model.trainable_variables
        self._batch = recipe.batch_size
        xla = self._network.xla
        # XLA wants one shape: every call brings a buffer of `_room` batches and says how many
        # of them count. Handing over the whole data set instead makes XLA copy it every step.
        # Steps of large convolutions are few a second; more room would be gathered in vain.
        most = 256 if xla else 16
        self._room = max(1, min(most, _CHUNK_BYTES // (self._batch * train.images[0].nbytes)))
        self._pace = min(16, self._room)
        self.name = "compiled with XLA" if xla else "compiled"
        self.precision = self._network.precision
        self._steps = tf.function(self._run_steps, jit_compile=xla)
        self._count = tf.function(self._run_forward, jit_compile=xla)

    def epoch(self, draws: Draws, report: Report) -> tuple[float, float]:
        """Train on all pictures, in chunks of about a third of a second."""
        n, batch = len(self._pictures), self._batch
        steps = -(-n // batch)
        # The last batch is filled up with picture 0 at weight 0: one shape, one compilation.
        spare = (0, steps * batch - n)
        order = draws.order(n)
        rows = np.pad(order, spare).reshape(steps, batch)
        weights = np.pad(np.ones(n, np.float32), spare).reshape(steps, batch)
        parts = [order[first : first + batch] for first in range(0, n, batch)]
        batches = augmented(self._pictures, parts, self._augment, draws) if self._augment else None
        losses, right = np.zeros(steps), np.zeros(steps)
        done = 0
        while done < steps:
            chunk = slice(done, min(done + self._pace, steps))
            began = time.perf_counter()
            losses[chunk], right[chunk] = self._run_chunk(rows[chunk], weights[chunk], batches)
            self._set_pace(chunk.stop - done, time.perf_counter() - began)
            done = chunk.stop
            seen = min(done * batch, n)
            report(seen, losses[:done].sum() / seen, right[:done].sum() / seen)
        return float(losses.sum() / n), float(right.sum() / n)

    def evaluate(self, split: Split) -> tuple[float, float]:
        """Mean loss and accuracy of the present weights on `split`: one forward pass."""
        tf = self._tf
        loss = correct = 0.0
        for first in range(0, len(split), EVALUATION_BATCH):
            part = split[first : first + EVALUATION_BATCH]
            part_loss, part_correct = self._count(
                tf.constant(part.images), tf.constant(part.labels.astype(np.int32))
            )
            loss += float(part_loss)
            correct += float(part_correct)
        return loss / len(split), correct / len(split)

    def _set_pace(self, count: int, seconds: float) -> None:
        """Let the next chunk last about CHUNK_SECONDS; compilation makes the first one slow."""
        fitting = int(count * CHUNK_SECONDS / max(seconds, 1e-3))
        self._pace = max(1, min(fitting, 4 * self._pace, self._room))

    def _run_chunk(
        self, rows: np.ndarray, weights: np.ndarray, batches: Iterator[np.ndarray] | None
    ) -> tuple[Any, Any]:
        """Train on some batches; loss and right answers of each, summed over its pictures.

        batches: their pictures where they are augmented.
        """
        tf = self._tf
        count = len(rows)
        room = ((0, self._room - count), (0, 0))
        rows = tf.constant(np.pad(rows, room))
        if batches is None:
            pictures = tf.gather(self._images, rows)
        else:
            drawn = np.zeros((self._room, self._batch, *self._pictures.shape[1:]), np.uint8)
            for place in drawn[:count]:
                batch = next(batches)
                place[: len(batch)] = batch
            pictures = tf.constant(drawn)
        losses, right = self._steps(
            pictures,
            tf.gather(self._labels, rows),
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
                logits = self._network(images[step], training=True)
                losses = self._losses(logits, targets) * weight
                loss = tf.reduce_sum(losses) / tf.reduce_sum(weight)
            gradients = tape.gradient(loss, self._weights)
            self._optimizer.apply(gradients, self._weights)
            loss_sums = loss_sums.write(step, tf.reduce_sum(losses))
            right = tf.reduce_sum(self._right(logits, targets) * weight)
            right_sums = right_sums.write(step, right)
            step += 1
        return loss_sums.stack(), right_sums.stack()

    def _losses(self, logits: Any, targets: Any) -> Any:
        """Cross-entropy with the (smoothed) targets, float32, shape (n,)."""
        tf = self._tf
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
        if not self._smoothing:
            return losses
        even = -tf.reduce_mean(tf.nn.log_softmax(logits), axis=1)
        return (1 - self._smoothing) * losses + self._smoothing * even

    def _run_forward(self, pictures: Any, targets: Any) -> tuple[Any, Any]:
        tf = self._tf
        logits = self._network(pictures, training=False)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits)
        return tf.reduce_sum(losses), tf.reduce_sum(self._right(logits, targets))

    def _right(self, logits: Any, targets: Any) -> Any:
        tf = self._tf
        return tf.cast(tf.argmax(logits, 1, output_type=tf.int32) == targets, tf.float32)
