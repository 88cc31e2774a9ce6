import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import tenfold
from tenfold.errors import RecipeError
from tenfold.training.habits import draw, shapes, written

SIZE = (28, 28)


def rng(seed=0):
    return np.random.default_rng(seed)


def blanks(n=400):
    """Empty pictures, labelled 0 to 9 in turn: uint8 (n, 28, 28), int64 (n,)."""
    return np.zeros((n, *SIZE), np.uint8), np.arange(n) % 10


def test_a_share_of_the_pictures_gives_way_to_digits_named_as_they_are():
    pictures, labels = blanks()
    drawn, named = written(pictures, labels, 0.25, rng())
    gone = drawn.any(axis=(1, 2))
    assert 0.18 < gone.mean() < 0.32
    assert_array_equal(named[~gone], labels[~gone])
    assert set(named[gone]) == set(range(10))
    assert not pictures.any()  # what was handed over is as it was
    assert_array_equal(labels, blanks()[1])


def test_the_same_draws_write_the_same_digits():
    first, again, other = (written(*blanks(20), 1, rng(seed)) for seed in (3, 3, 4))
    assert_array_equal(first[0], again[0])
    assert_array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


def test_every_digit_is_written_in_two_ways_or_more():
    digits = [shape.digit for shape in shapes()]
    assert all(digits.count(digit) >= 2 for digit in range(10))
    assert set(digits) == set(range(10))


@pytest.mark.parametrize("shape", shapes(), ids=lambda s: f"{s.digit} {s.habit}")
def test_a_shape_has_a_box_for_each_of_its_points_and_no_other(shape):
    assert set("".join(shape.strokes)) == set(shape.boxes)
    for x0, x1, y0, y1 in shape.boxes.values():
        assert 0 <= x0 <= x1 <= 1
        assert 0 <= y0 <= y1 <= 1


@settings(derandomize=True, deadline=None)
@given(
    shape=st.sampled_from(shapes()),
    size=st.tuples(st.integers(16, 64), st.integers(16, 64)),
    seed=st.integers(0, 2**32),
)
def test_a_drawn_digit_is_as_large_and_as_bright_as_a_standardised_one(shape, size, seed):
    picture = draw(shape, size, rng(seed))
    assert picture.shape == size
    assert picture.dtype == np.uint8
    assert picture.max() > 150
    rows, columns = np.nonzero(picture)
    longest = max(np.ptp(rows), np.ptp(columns)) + 1
    assert abs(longest - 5 / 7 * min(size)) <= 2


@pytest.mark.parametrize("shape", shapes(), ids=lambda s: f"{s.digit} {s.habit}")
def test_what_comes_with_tenfold_reads_every_way_to_write_a_digit(shape):
    pictures = np.stack([draw(shape, SIZE, rng(seed)) for seed in range(50)])
    answers = tenfold.load("digits").logits(pictures).argmax(axis=1)
    assert (answers == shape.digit).mean() >= 0.9


def test_digits_are_drawn_among_digits_only(tmp_path):
    with pytest.raises(RecipeError) as error:
        tenfold.train("digits-fast", data="fashion-mnist", out=tmp_path / "run", habits=0.1)
    assert str(error.value).startswith(
        "Recipe 'digits-fast' draws digits among the pictures (habits = 0.1), so the classes must "
        "be 0 to 9. Got fashion-mnist, with the classes T-shirt/top"
    )
    assert str(error.value).endswith("Say --set habits=0.")
    assert not (tmp_path / "run").exists()
