"""An epoch's batches: which pictures, in which order, changed how.

Everything random is drawn from the seed, the epoch and the batch's number, so that it is the same
in whatever process, loop or back end an epoch is run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from tenfold.training.augment import augment
from tenfold.training.habits import written
from tenfold.training.outliers import among
from tenfold.training.recipe import Recipe
from tenfold.values import Lines, Split

_AHEAD = 32  # batches: more than one compiled call asks for


@dataclass(frozen=True, eq=False)
class Batches:
    """The batches of one epoch of `recipe` on `train`."""

    train: Split | Lines
    recipe: Recipe
    seed: int
    epoch: int

    def __len__(self) -> int:
        return -(-len(self.train) // self.recipe.batch_size)

    @property
    def as_they_are(self) -> bool:
        """Whether the recipe leaves its pictures unchanged."""
        return not self.recipe.changes_pictures

    def order(self) -> np.ndarray:
        """The order of the epoch's pictures: int64, shape (n,)."""
        return np.random.default_rng([self.seed, self.epoch]).permutation(len(self.train))

    def made(self, rows: np.ndarray, number: int) -> Split | Lines:
        """The pictures `rows` of the train split as batch `number` has them."""
        images, labels = self.train.images[rows], self.train.labels[rows]
        rng = np.random.default_rng([self.seed, self.epoch, number])
        if self.recipe.habits:
            images, labels = written(images, labels, self.recipe.habits, rng)
        if self.recipe.outliers:
            images, labels = among(images, labels, self.recipe.outliers, rng)
        if self.recipe.augment:
            images = augment(images, self.recipe.augment, rng)
        return type(self.train)(images, labels)

    def ahead(self) -> Iterator[Split | Lines]:
        """All batches as `made`, in order; a thread makes them while the network computes."""
        order, size = self.order(), self.recipe.batch_size
        with ThreadPoolExecutor(max_workers=1) as thread:
            waiting: deque[Future[Split | Lines]] = deque()
            try:
                for number in range(len(self)):
                    rows = order[number * size : (number + 1) * size]
                    waiting.append(thread.submit(self.made, rows, number))
                    if len(waiting) >= _AHEAD:
                        yield waiting.popleft().result()
                # Who takes the last batch does not come back to say so: the thread ends by itself.
                thread.shutdown(wait=False)
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()
