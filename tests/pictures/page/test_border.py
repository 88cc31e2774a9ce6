"""What lies along a picture's border is no writing, as long as there is other ink."""

import numpy as np
import pytest

from tenfold.pictures.page.border import without_surroundings


def ink(*boxes: tuple[int, int, int, int], size: tuple[int, int] = (100, 160)) -> np.ndarray:
    """Filled boxes (left, top, right, bottom)."""
    mask = np.zeros(size, np.uint8)
    for left, top, right, bottom in boxes:
        mask[top:bottom, left:right] = 1
    return mask


STROKE = (70, 30, 76, 70)


@pytest.mark.parametrize(
    "table",
    [
        [(0, 0, 160, 9)],
        [(150, 0, 160, 100)],
        [(0, 0, 160, 8), (152, 0, 160, 100)],
        [(0, 90, 60, 100)],
    ],
    ids=["above", "right", "a corner", "a part of a side"],
)
def test_a_table_beside_the_page_is_taken_out(table: list[tuple[int, int, int, int]]) -> None:
    assert np.array_equal(without_surroundings(ink(STROKE, *table)), ink(STROKE))


def test_a_digit_cut_off_at_the_border_stays() -> None:
    seven = [(20, 0, 60, 6), (50, 6, 56, 90)]
    mask = ink(STROKE, *seven)
    assert np.array_equal(without_surroundings(mask), mask)


def test_where_all_ink_lies_along_the_border_it_is_the_writing() -> None:
    mask = ink((0, 0, 10, 100))
    assert np.array_equal(without_surroundings(mask), mask)


def test_of_rules_that_reach_a_table_only_the_table_is_taken_out() -> None:
    table, rules = (0, 0, 160, 9), [(0, y, 160, y + 2) for y in (30, 60)]
    upright = (40, 0, 42, 100)
    left = without_surroundings(ink(STROKE, table, *rules, upright))
    assert not left[:9].any()
    inner = slice(15, 95), slice(5, 155)  # rules are cut at the border
    assert np.array_equal(left[inner], ink(STROKE, *rules, upright)[inner])
