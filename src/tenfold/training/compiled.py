"""CompiledLoop: hundreds of training steps in one compiled TensorFlow call.

Keras' own `fit` spends most of a small network's step in Python; here the data stay where they
are, and Python is asked for about three times a second.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from tenfold.training.batches import Batches
from tenfold.training.feed import make_feed
from tenfold.training.loops import CHUNK_SECONDS, EVALUATION_BATCH, Report
from tenfold.training.losses import as_judged, losses_of, rights_of
from tenfold.training.lowering import lower
from tenfold.training.recipe import Recipe
from tenfold.values import Lines, Split

_CHUNK_BYTES = 16_000_000  # of pictures handed to one compiled call


class CompiledLoop:
    """Runs the lowered network (lowering.py) in one `tf.function`, by XLA where that is faster."""

    def __init__(self, model: Any, optimizer: Any, train: Split | Lines, recipe: Recipe) -> None:
        import tensorflow as tf

        self._tf, self._recipe, self._optimizer = tf, recipe, optimizer
        self._judged = as_judged(recipe)
        self._network = lower(model, precision=recipe.precision)
        self._feed = make_feed(train, recipe)
        self._weights = model.trainable_variables
        xla = self._network.xla
        # XLA wants one shape: every call brings a buffer of `_room` batches and says how many
        # of them count. Handing over the whole data set instead makes XLA copy it every step.
        # Steps of large convolutions are few a second; more room would be gathered in vain.
        most = 256 if xla else 16
        self._room = max(1, min(most, _CHUNK_BYTES // (self._feed.size * train.images[0].nbytes)))
        self._pace = min(16, self._room)
        self.name = "compiled with XLA" if xla else "compiled"
        self.precision = self._network.precision
        self._steps = tf.function(self._run_steps, jit_compile=xla)
        self._count = tf.function(self._run_forward, jit_compile=xla)

    def epoch(self, batches: Batches, report: Report) -> tuple[float, float]:
        """Train on all pictures, in chunks of about a third of a second."""
        n, steps = len(batches.train), len(batches)
        losses, right = np.zeros(steps), np.zeros(steps)
        self._feed.begin(batches)
        done = 0
        while done < steps:
            count = min(self._pace, steps - done)
            chunk = slice(done, done + count)
            began = time.perf_counter()
            sums = self._steps(*self._feed.take(count, self._room), self._tf.constant(count))
            losses[chunk], right[chunk] = (each.numpy()[:count] for each in sums)
            self._set_pace(count, time.perf_counter() - began)
            done = chunk.stop
            seen = min(done * self._recipe.batch_size, n)
            report(seen, losses[:done].sum() / seen, right[:done].sum() / seen)
        return float(losses.sum() / n), float(right.sum() / n)

    def evaluate(self, split: Split | Lines) -> tuple[float, float]:
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

    def _run_steps(self, images: Any, labels: Any, weights: Any, count: Any) -> tuple[Any, Any]:
        """Loss and right answers of each batch, summed over its pictures."""
        tf = self._tf
        loss_sums = tf.TensorArray(tf.float32, size=self._room)
        right_sums = tf.TensorArray(tf.float32, size=self._room)
        step = tf.constant(0)
        # Not `for step in tf.range(count)`: XLA would compile anew for every count.
        while step < count:
            targets, weight = labels[step], weights[step]
            with tf.GradientTape() as tape:
                logits = self._network(images[step], training=True)
                loss = tf.reduce_sum(losses_of(self._recipe, logits, targets) * weight)
                mean = loss / tf.reduce_sum(weight)
            gradients = tape.gradient(mean, self._weights)
            self._optimizer.apply(gradients, self._weights)
            right = tf.reduce_sum(rights_of(self._recipe, logits, targets) * weight)
            loss_sums = loss_sums.write(step, loss)
            right_sums = right_sums.write(step, right)
            step += 1
        return loss_sums.stack(), right_sums.stack()

    def _run_forward(self, pictures: Any, targets: Any) -> tuple[Any, Any]:
        tf = self._tf
        logits = self._network(pictures, training=False)
        losses = losses_of(self._judged, logits, targets)
        return tf.reduce_sum(losses), tf.reduce_sum(rights_of(self._recipe, logits, targets))
