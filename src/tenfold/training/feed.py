"""How pictures reach the compiled loop: a chunk of batches at a time, of one shape."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from tenfold.training.batches import Batches
from tenfold.training.recipe import Recipe
from tenfold.values import Lines, Split

Chunk = tuple[Any, Any, Any]


class Feed(Protocol):
    """Gives out an epoch's batches, chunk by chunk.

    A chunk is (pictures, labels, weights), tensors of shape (room, size, ...): the batches asked
    for and empty ones up to `room`. A batch that is not full ends in pictures of weight 0: one
    shape, one compilation.
    """

    size: int

    def begin(self, batches: Batches) -> None:
        """Go to the first batch of an epoch."""

    def take(self, count: int, room: int) -> Chunk:
        """The next `count` batches."""


def make_feed(train: Split | Lines, recipe: Recipe) -> Feed:
    """Gathered where the recipe leaves its pictures as they are, made where it changes them."""
    kind = MadeFeed if recipe.changes_pictures else GatheredFeed
    return kind(train, recipe)


class GatheredFeed:
    """All pictures are TensorFlow's from the start; a chunk is gathered from them."""

    def __init__(self, train: Split | Lines, recipe: Recipe) -> None:
        import tensorflow as tf

        self.size = recipe.batch_size
        self._tf = tf
        self._images = tf.constant(train.images)
        self._labels = tf.constant(train.labels.astype(np.int32))

    def begin(self, batches: Batches) -> None:
        """Draw the epoch's order."""
        order = batches.order()
        spare = (0, len(batches) * self.size - len(order))
        shape = (len(batches), self.size)
        self._rows = np.pad(order, spare).reshape(shape)
        self._weights = np.pad(np.ones(len(order), np.float32), spare).reshape(shape)
        self._done = 0

    def take(self, count: int, room: int) -> Chunk:
        """The next `count` batches."""
        tf = self._tf
        chunk = slice(self._done, self._done + count)
        self._done += count
        empty = ((0, room - count), (0, 0))
        rows = tf.constant(np.pad(self._rows[chunk], empty))
        weights = tf.constant(np.pad(self._weights[chunk], empty))
        return tf.gather(self._images, rows), tf.gather(self._labels, rows), weights


class MadeFeed:
    """Pictures are augmented for every batch, a few batches ahead of the network."""

    def __init__(self, train: Split | Lines, recipe: Recipe) -> None:
        self.size = recipe.batch_size
        self._shape, self._texts = train.images.shape[1:], train.labels.shape[1:]

    def begin(self, batches: Batches) -> None:
        """Let the first batches be made."""
        self._ahead = batches.ahead()

    def take(self, count: int, room: int) -> Chunk:
        """The next `count` batches."""
        import tensorflow as tf

        pictures = np.zeros((room, self.size, *self._shape), np.uint8)
        labels = np.zeros((room, self.size, *self._texts), np.int32)
        weights = np.zeros((room, self.size), np.float32)
        for row in range(count):
            batch = next(self._ahead)
            pictures[row, : len(batch)] = batch.images
            labels[row, : len(batch)] = batch.labels
            weights[row, : len(batch)] = 1
        return tf.constant(pictures), tf.constant(labels), tf.constant(weights)
