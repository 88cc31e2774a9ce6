"""Strokes through a line, told from ruled lines by where they run and end."""

import numpy as np
import pytest

from tenfold.pictures.page.strikes import is_struck, strikes
from tenfold.pictures.page.strips import Strip

WIDTH = 800


def strip(scale: float = 2.0) -> Strip:
    """A line from x 200 to 600 of a page, its middle at y 300, digits 22 * scale pixels high."""
    to_page = np.array([[scale, 0, 200], [0, scale, 300 - 16 * scale]])
    pixels = np.zeros((32, round(400 / scale)), np.uint8)
    return Strip(pixels, to_page, 22 * scale)


def found(*rule: float) -> tuple[tuple[float, float], ...]:
    return strikes(strip(), np.array([rule], np.float64), WIDTH)


@pytest.mark.parametrize(
    "rule",
    [
        (190, 300, 610, 300),
        (190, 312, 610, 312),  # a quarter of the height lower
        (190, 322, 610, 278),  # from the lower left to the upper right
    ],
)
def test_what_runs_through_the_middle_is_a_stroke(rule: tuple[float, ...]) -> None:
    assert found(*rule) == ((190, 610),)


@pytest.mark.parametrize(
    "rule",
    [
        (190, 322, 610, 322),  # the line that is written on
        (190, 278, 610, 278),
        (190, 345, 610, 265),  # leaves the line
        (5, 300, 795, 300),  # ends where the page does
        (190, 300, 795, 300),
    ],
)
def test_what_runs_elsewhere_or_to_the_border_is_none(rule: tuple[float, ...]) -> None:
    assert found(*rule) == ()


def test_a_line_without_rules_has_no_strokes() -> None:
    assert strikes(strip(), np.zeros((0, 4)), WIDTH) == ()


def test_crossed_out_is_what_a_stroke_covers_and_hardly_outruns() -> None:
    assert is_struck(200, 400, 44, ((190, 410),))
    assert is_struck(200, 400, 44, ((220, 380),))
    assert is_struck(200, 400, 44, ((0, 50), (190, 410)))
    assert not is_struck(200, 400, 44, ((300, 410),))  # half of it
    assert not is_struck(200, 400, 44, ((100, 500),))  # goes on where the writing ends
    assert not is_struck(200, 400, 44, ())
