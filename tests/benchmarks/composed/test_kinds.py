from __future__ import annotations

import numpy as np
import pytest

from benchmarks.composed.blank import BLANK
from benchmarks.composed.kinds import KINDS
from tenfold.pictures.decode import Picture
from tenfold.pictures.standardise import standardise
from tenfold.values import PictureSpec


@pytest.fixture(scope="module")
def seven() -> np.ndarray:
    digit = np.zeros((28, 28), np.uint8)
    digit[5:8, 8:20] = 255
    for row in range(8, 24):
        digit[row, 18 - row // 3 : 21 - row // 3] = 255
    return digit


@pytest.mark.parametrize("compose", KINDS, ids=lambda one: one.__name__)
def test_a_kind_is_a_picture_with_something_on_it_the_same_every_time(compose, seven):
    given = seven.copy()
    first, again = (compose(given, np.random.default_rng(2)) for _ in range(2))
    assert first.dtype == np.uint8
    assert first.ndim == 2 or first.shape[2:] == (3,)
    assert np.array_equal(first, again)
    assert np.array_equal(given, seven)
    assert not standardise(Picture(first), PictureSpec()).empty


@pytest.mark.parametrize("blank", BLANK, ids=lambda one: one.__name__)
def test_a_blank_page_is_a_grey_picture_the_same_every_time(blank):
    first, again = (blank(np.random.default_rng(2)) for _ in range(2))
    assert (first.dtype, first.ndim) == (np.uint8, 2)
    assert np.array_equal(first, again)
    assert standardise(Picture(first), PictureSpec()).empty


def test_there_are_35_kinds_and_seven_blank_pages_with_names_of_their_own():
    assert (len(KINDS), len(BLANK)) == (35, 7)
    assert len({one.__name__ for one in (*KINDS, *BLANK)}) == 42
