"""The pictures of one batch after another, augmented by a thread while the network computes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from tenfold.training.augment import Augment, augment

_AHEAD = 32  # batches: more than one compiled call asks for


@dataclass(frozen=True)
class Draws:
    """Where an epoch's randomness comes from: the same whatever process it is run in."""

    seed: int
    epoch: int

    def order(self, n: int) -> np.ndarray:
        """The order of the epoch's n pictures."""
        return np.random.default_rng([self.seed, self.epoch]).permutation(n)

    def augment(self, pictures: np.ndarray, settings: Augment, batch: int) -> np.ndarray:
        """The pictures of the epoch's batch number `batch`, augmented."""
        return augment(pictures, settings, np.random.default_rng([self.seed, self.epoch, batch]))


def augmented(
    images: np.ndarray, rows: Sequence[np.ndarray], settings: Augment, draws: Draws
) -> Iterator[np.ndarray]:
    """Each batch of `rows` of `images`, augmented: uint8, shape (n, height, width)."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting: deque[Future[np.ndarray]] = deque()
        try:
            for number, row in enumerate(rows):
                waiting.append(
                    thread.submit(lambda r, n: draws.augment(images[r], settings, n), row, number)
                )
                if len(waiting) >= _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
