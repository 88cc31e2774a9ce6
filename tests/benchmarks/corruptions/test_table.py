from __future__ import annotations

import numpy as np
import pytest

from benchmarks.corruptions.table import CORRUPTIONS, corrupted
from tenfold.errors import UsageError


@pytest.fixture(scope="module")
def digits(mnist) -> np.ndarray:
    return mnist.train.images[:40]


def test_there_are_the_fifteen_of_the_paper_in_its_order():
    assert list(CORRUPTIONS) == [
        *("shot_noise", "impulse_noise", "glass_blur", "motion_blur", "shear", "scale"),
        *("rotate", "brightness", "translate", "stripe", "fog", "spatter", "dotted_line"),
        *("zigzag", "canny_edges"),
    ]


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_changes_every_picture_and_leaves_what_it_was_given(name, digits):
    given = digits.copy()
    made = corrupted(name, given)
    assert (made.dtype, made.shape) == (np.uint8, digits.shape)
    assert np.array_equal(given, digits)
    assert (made != digits).any(axis=(1, 2)).all()


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_only_the_seed_decides(name, digits):
    once = corrupted(name, digits, seed=1)
    assert np.array_equal(once, corrupted(name, digits, seed=1))
    by_lot = name not in ("scale", "brightness", "stripe", "canny_edges")
    assert np.array_equal(once, corrupted(name, digits, seed=2)) is not by_lot


@pytest.mark.parametrize("name", CORRUPTIONS)
@pytest.mark.parametrize("count", [0, 1])
def test_any_number_of_pictures_will_do(name, count, digits):
    assert corrupted(name, digits[:count]).shape == (count, 28, 28)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_pictures_of_one_tone_are_no_trouble(name):
    flat = np.stack([np.zeros((28, 28)), np.full((28, 28), 255)]).astype(np.uint8)
    assert corrupted(name, flat).shape == flat.shape


def test_a_wrong_name_is_met_with_the_near_one(digits):
    with pytest.raises(UsageError) as raised:
        corrupted("zigzags", digits)
    text = str(raised.value)
    assert text.startswith("Corruption 'zigzags' does not exist. Did you mean 'zigzag'? There are ")
    assert text.endswith("zigzag, canny_edges.")


@pytest.mark.parametrize(
    ("pictures", "got"),
    [
        (np.zeros((2, 28, 28)), "Got float64 of shape (2, 28, 28)."),
        (np.zeros((2, 8, 8), np.uint8), "Got uint8 of shape (2, 8, 8)."),
    ],
)
def test_other_pictures_are_refused(pictures, got):
    with pytest.raises(UsageError) as raised:
        corrupted("fog", pictures)
    assert str(raised.value) == (
        f"Pictures to corrupt must be uint8 of shape (n, 28, 28). {got} "
        "Take them as load_dataset('mnist') gives them."
    )
