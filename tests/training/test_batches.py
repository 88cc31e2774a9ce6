import threading

import numpy as np
from numpy.testing import assert_array_equal

from tenfold.training.augment import Augment
from tenfold.training.batches import Draws, augmented

BENT = Augment(rotate=20, shift=2)


def images(n=300):
    return np.random.default_rng(0).integers(0, 256, (n, 12, 10)).astype(np.uint8)


def rows(n=300, batch=4):
    order = Draws(0, 1).order(n)
    return [order[first : first + batch] for first in range(0, n, batch)]


def test_batches_come_in_order_as_augmented_one_by_one():
    draws = Draws(3, 2)
    made = list(augmented(images(), rows(), BENT, draws))
    assert len(made) == 75
    for number, (row, batch) in enumerate(zip(rows(), made, strict=True)):
        assert_array_equal(batch, draws.augment(images()[row], BENT, number))


def test_epochs_and_seeds_draw_their_own():
    first, epoch, seed = (Draws(*d).augment(images(4), BENT, 0) for d in ((0, 1), (0, 2), (1, 1)))
    assert not np.array_equal(first, epoch)
    assert not np.array_equal(first, seed)
    assert sorted(Draws(0, 1).order(9)) == list(range(9))
    assert Draws(0, 1).order(99).tolist() != Draws(0, 2).order(99).tolist()


def test_stopping_early_ends_the_thread():
    before = threading.active_count()
    batches = augmented(images(), rows(), BENT, Draws(0, 1))
    next(batches)
    assert threading.active_count() == before + 1
    batches.close()
    assert threading.active_count() == before
