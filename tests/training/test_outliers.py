import numpy as np
import pytest
from numpy.testing import assert_array_equal

from tenfold.training.outliers import OUTLIER, Outliers, among

KINDS = tuple(Outliers.model_fields)


def rng(seed=0):
    return np.random.default_rng(seed)


def bars(n=400, size=28):
    """Upright bars in the middle, labelled 0, 1, 2, 0, ...: uint8 (n, size, size), int64 (n,)."""
    pictures = np.zeros((n, size, size), np.uint8)
    pictures[:, 5:23, 13:16] = 255
    return pictures, np.arange(n) % 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_share_of_the_pictures_gives_way_and_is_marked(kind):
    pictures, labels = bars()
    mixed, marked = among(pictures, labels, Outliers(**{kind: 0.25}), rng())
    gone = marked == OUTLIER
    assert 0.18 < gone.mean() < 0.32
    assert_array_equal(mixed[~gone], pictures[~gone])
    assert_array_equal(marked[~gone], labels[~gone])
    assert (mixed[gone] != pictures[gone]).any(axis=(1, 2)).all()
    assert mixed.dtype == np.uint8
    assert_array_equal(pictures, bars()[0])  # what was handed over is as it was
    assert_array_equal(labels, bars()[1])


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_draws_make_the_same_outliers(kind):
    shares = Outliers(**{kind: 1})
    first, again, other = (among(*bars(20), shares, rng(s))[0] for s in (3, 3, 4))
    assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_any_shape_can_give_way(kind):
    pictures, labels = np.full((6, 9, 17), 200, np.uint8), np.zeros(6, int)
    mixed, marked = among(pictures, labels, Outliers(**{kind: 1}), rng())
    assert mixed.shape == (6, 9, 17)
    assert (marked == OUTLIER).all()


@pytest.mark.parametrize("kind", ["strokes", "pairs", "signs"])
def test_drawn_outliers_are_as_large_and_as_bright_as_digits(kind):
    mixed, _ = among(*bars(100), Outliers(**{kind: 1}), rng())
    assert (mixed.max(axis=(1, 2)) > 200).all()
    for picture in mixed:
        rows, columns = np.nonzero(picture > 20)
        longest = max(np.ptp(rows), np.ptp(columns)) + 1
        assert 15 <= longest <= 20


def test_a_pair_is_wider_than_each_of_its_pictures_would_be():
    mixed, _ = among(*bars(50), Outliers(pairs=1), rng())
    wide = [np.ptp(np.nonzero(picture > 20)[1]) + 1 for picture in mixed]
    assert min(wide) > 5


def test_pages_without_anything_on_them_stay_empty():
    mixed, _ = among(np.zeros((5, 28, 28), np.uint8), np.zeros(5, int), Outliers(pairs=1), rng())
    assert not mixed.any()
