import threading

import numpy as np
from numpy.testing import assert_array_equal

from tenfold.training import recipe as recipes
from tenfold.training.batches import Batches
from tenfold.values import Split

BENT = {"augment": {"rotate": 20, "shift": 2}, "batch_size": 4}


def train(n=301):
    rng = np.random.default_rng(0)
    return Split(rng.integers(0, 256, (n, 12, 10)).astype(np.uint8), np.arange(n) % 3)


def batches(seed=0, epoch=1, **settings):
    recipe = recipes.plan("fashion-mlp", BENT | settings)
    return Batches(train(), recipe, seed, epoch)


def test_batches_come_in_order_as_made_one_by_one():
    whole = batches()
    ahead = list(whole.ahead())
    assert len(ahead) == len(whole) == 76
    order = whole.order()
    for number, batch in enumerate(ahead):
        made = whole.made(order[4 * number : 4 * number + 4], number)
        assert_array_equal(batch.images, made.images)
        assert_array_equal(batch.labels, made.labels)
    assert len(ahead[-1]) == 1
    assert sorted(order) == list(range(301))


def test_epochs_and_seeds_draw_their_own():
    rows = np.arange(4)
    first, epoch, seed = (
        batches(seed=s, epoch=e).made(rows, 0).images for s, e in ((0, 1), (0, 2), (1, 1))
    )
    assert not np.array_equal(first, epoch)
    assert not np.array_equal(first, seed)
    assert batches().order().tolist() != batches(epoch=2).order().tolist()


def test_pictures_are_as_they_are_unless_a_recipe_changes_them():
    assert batches(augment=None).as_they_are
    assert not batches().as_they_are


def test_outliers_are_among_the_pictures_and_marked():
    made = batches(outliers={"blots": 0.5}, batch_size=200).made(np.arange(200), 0)
    assert 60 < (made.labels == -1).sum() < 140
    assert not batches(augment=None, outliers={"blots": 0.5}).as_they_are
    assert not batches(augment=None, habits=0.5).as_they_are


def test_stopping_early_ends_the_thread():
    before = threading.active_count()
    ahead = batches().ahead()
    next(ahead)
    assert threading.active_count() == before + 1
    ahead.close()
    assert threading.active_count() == before


def test_the_thread_ends_with_the_last_batch():
    before = threading.active_count()
    whole = batches()
    ahead = whole.ahead()
    for _ in range(len(whole)):
        next(ahead)
    for thread in threading.enumerate():
        if thread.name.startswith("ThreadPool"):
            thread.join(timeout=10)
    assert threading.active_count() == before
