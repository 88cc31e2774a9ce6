"""A line is followed to digits that the page's threshold missed, and no further."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.reading.lettered import lettered
from tenfold.pictures.page.ends import lengthened, shortened
from tenfold.pictures.page.strips import MARGIN, Line, Strip, cut_strip

HEIGHT = 40


def line_over(left: float, right: float, y: float) -> Line:
    return Line((left, y), (right, y), HEIGHT)


def cut(pixels: np.ndarray, line: Line) -> Strip:
    return shortened(cut_strip(pixels, lengthened(line)))


def ends(corners: np.ndarray, digits: slice) -> tuple[float, float]:
    x = corners[digits, :, 0]
    return float(x.min()), float(x.max())


@pytest.mark.parametrize("found", [slice(1, 4), slice(0, 3), slice(1, 3)])
def test_a_digit_beside_the_line_is_taken_in(found: slice) -> None:
    page = lettered(("3052", 90, 110), height=HEIGHT)
    left, right = ends(page.corners, found)
    strip = cut(page.pixels, line_over(left, right, float(page.corners[..., 1].mean())))
    start, end = ((np.array([x, 16, 1]) @ strip.to_page.T)[0] for x in (0, strip.pixels.shape[1]))
    first, last = ends(page.corners, slice(0, 4))
    assert start <= first
    assert end >= last


def test_where_nothing_lies_beside_the_line_it_ends_as_it_was_found() -> None:
    page = lettered(("3052", 150, 110), height=HEIGHT, size=(300, 600))
    left, right = ends(page.corners, slice(0, 4))
    line = line_over(left, right, float(page.corners[..., 1].mean()))
    strip = cut(page.pixels, line)
    plain = cut_strip(page.pixels, line)
    assert abs(strip.pixels.shape[1] - plain.pixels.shape[1]) <= 2 * MARGIN
    assert np.allclose(strip.to_page[:, :2], plain.to_page[:, :2])


def test_what_passes_through_the_line_does_not_lengthen_it() -> None:
    page = lettered(("3052", 150, 110), height=HEIGHT, size=(300, 600))
    left, right = ends(page.corners, slice(0, 4))
    page.pixels[:, round(right) + 30 : round(right) + 34] = 40
    strip = cut(page.pixels, line_over(left, right, float(page.corners[..., 1].mean())))
    end = (np.array([strip.pixels.shape[1], 16, 1]) @ strip.to_page.T)[0]
    assert end < right + 28
