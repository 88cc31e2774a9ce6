from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.pictures.page.boxes import Boxes, Pairs, groups, linked, stacked, whole


def boxes(*each: tuple[float, float, float, float]) -> Boxes:
    """From (left, top, width, height)."""
    x, y, width, height = np.array(each, np.float64).T
    return Boxes(x, y, x + width, y + height, 0 * x)


@pytest.mark.parametrize(
    ("second", "neighbours"),
    [
        ((40, 2, 30, 52), True),
        ((90, 0, 30, 50), False),  # too far
        ((40, 60, 30, 50), False),  # the next line
        ((40, 10, 10, 20), False),  # too low
        ((70, 12, 30, 50), True),  # a turned line
    ],
)
def test_neighbours_on_a_line(second: tuple[float, ...], neighbours: bool) -> None:
    both = boxes((0, 0, 25, 50), second)
    assert linked(both, Pairs.of(both)).any() == neighbours


@pytest.mark.parametrize(
    ("lower", "together"),
    [
        ((0, 28, 30, 24), True),  # the lower half of a broken digit
        ((0, 40, 30, 24), False),  # further below
        ((25, 28, 30, 24), False),  # beside
    ],
)
def test_halves_of_a_broken_digit(lower: tuple[float, ...], together: bool) -> None:
    both = boxes((0, 0, 30, 25), lower)
    assert stacked(both, Pairs.of(both)).any() == together


def test_a_bar_beside_digits_is_a_piece_and_a_one_among_them_is_not() -> None:
    row = boxes((0, 0, 30, 50), (40, 5, 8, 45), (60, 0, 30, 52), (92, 2, 20, 8))
    np.testing.assert_array_equal(whole(row, Pairs.of(row)), [True, True, True, False])


def test_one_tall_thing_does_not_make_pieces_of_the_digits_beside_it() -> None:
    row = boxes((0, 0, 30, 130), (40, 40, 30, 50), (80, 40, 30, 50), (120, 40, 30, 50))
    assert whole(row, Pairs.of(row)).all()


@pytest.mark.parametrize(("stroke", "own"), [(6.0, False), (40.0, True)])
def test_a_digit_before_hair_and_a_coat_is_no_piece_of_them(stroke: float, own: bool) -> None:
    """Pieces of a digit are about as broad as it is."""
    row = boxes((0, 0, 120, 300), (70, 120, 20, 40), (10, 60, 150, 280))
    row = replace(row, stroke=np.array([stroke, 4, stroke]))
    assert whole(row, Pairs.of(row))[1] == own


def test_groups_follow_a_relation_through_others() -> None:
    first, second = np.array([[0, 3], [3, 1], [2, 4]]).T
    assert [group.tolist() for group in groups(5, first, second)] == [[0, 1, 3], [2, 4]]


@settings(derandomize=True, deadline=None)
@given(seed=st.integers(0, 999), count=st.integers(0, 12))
def test_pairs_are_all_whose_rows_overlap_or_nearly(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    some = boxes(*rng.uniform(1, 60, (count, 4))) if count else Boxes(*np.zeros((5, 0)))
    pairs = Pairs.of(some)
    found = {frozenset(pair) for pair in zip(pairs.first, pairs.second, strict=True)}
    assert len(found) == len(pairs.first)
    for i in range(count):
        for j in range(i):
            room = 0.1 * (some.height[i] + some.height[j])
            gap = max(some.top[i], some.top[j]) - min(some.bottom[i], some.bottom[j])
            assert (frozenset((i, j)) in found) == (gap <= room)
