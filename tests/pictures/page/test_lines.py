from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.pictures.page.boxes import Boxes
from tenfold.pictures.page.lines import in_order, overlapping, rows_of


def line(
    x: float, y: float, *, digits: int, height: float = 40, slope: float = 0.0, step: float = 35
) -> np.ndarray:
    """Boxes (left, top, right, bottom) of a line whose first digit is centred on (x, y)."""
    across = x + step * np.arange(digits)
    down = y + slope * (across - x)
    half = np.array([12, height / 2])
    return np.column_stack([across - half[0], down - half[1], across + half[0], down + half[1]])


def boxes(*parts: np.ndarray) -> Boxes:
    sides = np.vstack(parts).T
    return Boxes(*sides, 0 * sides[0])


@settings(derandomize=True, deadline=None)
@given(slope=st.floats(-0.17, 0.17), digits=st.integers(5, 9), seed=st.integers(0, 99))
def test_the_slope_of_a_line(slope: float, digits: int, seed: int) -> None:
    own = line(50, 200, digits=digits, slope=slope)
    own[:, 1::2] += np.random.default_rng(seed).normal(0, 1.5, (digits, 1))
    (row,) = rows_of(boxes(own))
    assert sorted(row.members) == list(range(digits))
    assert row.slope == pytest.approx(slope, abs=0.05)
    assert row.height == pytest.approx(40, rel=0.2)
    assert row.at(50) == pytest.approx(200, abs=6)


def test_two_digits_turn_as_the_rest_of_the_page_does() -> None:
    long = [line(50, y, digits=8, slope=0.15) for y in (100, 200, 300)]
    short = line(50, 400, digits=2, slope=0.15)
    short[0, 1::2] += 3
    alone = rows_of(boxes(short))[0].slope
    together = rows_of(boxes(*long, short))[-1].slope
    assert abs(together - 0.15) < abs(alone - 0.15)


def test_rules_tell_how_a_single_digit_is_turned() -> None:
    assert rows_of(boxes(line(50, 50, digits=1)), slope=0.1)[0].slope == pytest.approx(0.1)


def test_reading_order_on_a_turned_page() -> None:
    slope = 0.1
    rows = [
        line(500, 100 + 45, digits=3, slope=slope),
        line(50, 100, digits=3, slope=slope),
        line(50, 160, digits=9, slope=slope),
    ]
    found = in_order(rows_of(boxes(*rows), slope=slope))
    assert [sorted(row.members)[0] for row in found] == [3, 0, 6]


@pytest.mark.parametrize(("gap", "count"), [(30, 1), (150, 1), (200, 2)])
def test_lines_part_at_gaps_of_four_heights(gap: float, count: int) -> None:
    first, second = line(50, 100, digits=3), line(50 + 70 + 24 + gap, 100, digits=3)
    assert len(rows_of(boxes(first, second))) == count


@pytest.mark.parametrize(("off", "gap", "count"), [(22, 8, 1), (22, 70, 2), (32, 8, 1), (40, 8, 2)])
def test_a_digit_higher_than_its_neighbours_is_of_their_line_where_it_is_close(
    off: float, gap: float, count: int
) -> None:
    first = line(50, 100 - off, digits=1)
    rest = line(50 + 24 + gap, 100, digits=4)
    rows = rows_of(boxes(first, rest))
    assert len(rows) == count


def test_a_digit_above_a_gap_of_its_line_is_of_it() -> None:
    first, last = line(50, 100, digits=2), line(50 + 3 * 35, 100, digits=2)
    high = line(50 + 2 * 35, 100 - 32, digits=1)
    (row,) = rows_of(boxes(first, last, high))
    assert sorted(row.members) == [0, 1, 2, 3, 4]


def test_lines_one_above_the_other_stay_apart_where_a_digit_reaches_down_to_the_next() -> None:
    upper, lower = line(50, 100, digits=5), line(50, 150, digits=3)
    upper[4, 3] += 14
    assert len(rows_of(boxes(upper, lower))) == 2


def test_rows_of_parts_of_the_same_digits_overlap() -> None:
    upper, lower = line(50, 100, digits=5, height=18), line(50, 121, digits=5, height=18)
    assert not overlapping(rows_of(boxes(upper, lower)))
    parts = rows_of(boxes(upper)) + rows_of(boxes(line(120, 112, digits=3, height=18)))
    assert overlapping(parts)
    assert not overlapping(parts[:1])
    assert not overlapping([])


def test_a_bar_off_its_digit_belongs_to_the_line() -> None:
    digits = line(50, 100, digits=4)
    bar = np.array([[160.0, 78, 185, 84]])
    (row,) = rows_of(boxes(digits, bar))
    assert 4 in row.members


@pytest.mark.parametrize(("gap", "joined"), [(20, True), (44, True), (56, False)])
def test_what_is_left_of_a_faint_digit_belongs_to_the_line(gap: float, joined: bool) -> None:
    digits = line(50, 100, digits=4)
    end = 50 + 3 * 35 + 12
    rest = np.array([[end + gap - 5, 92, end + gap + 5, 108.0]])
    rows = rows_of(boxes(digits, rest))
    assert (4 in max(rows, key=lambda row: len(row.members)).members) == joined


def test_a_dash_beside_a_line_is_left_out() -> None:
    digits = line(50, 100, digits=4)
    dash = np.array([[172.0, 98, 192, 102]])
    (row,) = rows_of(boxes(digits, dash))
    assert sorted(row.members) == [0, 1, 2, 3]
    assert row.right == 50 + 3 * 35 + 12


def test_a_line_that_bounces_is_framed_whole() -> None:
    digits = line(50, 100, digits=6)
    digits[::2, 1::2] -= 9
    digits[1::2, 1::2] += 9
    (row,) = rows_of(boxes(digits))
    room = 15.25 / 22 * row.height
    for left, top, right, bottom in digits:
        middle = row.at((left + right) / 2)
        assert middle - room <= top + 1.5
        assert bottom - 1.5 <= middle + room
    assert row.height <= 40 * 22 / 18 + 1e-6


def test_no_ink_has_no_rows() -> None:
    assert rows_of(Boxes(*np.zeros((5, 0)))) == []
