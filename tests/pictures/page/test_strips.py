from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reading.lettered import in_strip, lettered
from tenfold.errors import UsageError
from tenfold.pictures.page.strips import Line, cut_strip


def middle_line(corners: np.ndarray, height: float) -> Line:
    """The line through the middles of the first digit's left side and the last one's right."""
    start, end = (corners[0, 0] + corners[0, 3]) / 2, (corners[-1, 1] + corners[-1, 2]) / 2
    return Line(tuple(start), tuple(end), height)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(height=st.integers(14, 150), turn=st.floats(-20, 20))
def test_a_line_is_levelled_sized_and_in_the_middle(height: int, turn: float) -> None:
    size = 6 * height
    page = lettered(
        ("572", 2 * height, round(2.5 * height)), height=height, turn=turn, size=(size, size)
    )
    strip = cut_strip(page.pixels, middle_line(page.corners, height))
    places = in_strip(page.corners, strip.to_page)
    assert places[..., 0].min() == pytest.approx(8, abs=0.6)
    assert places[..., 0].max() == pytest.approx(strip.pixels.shape[1] - 8, abs=0.6)
    np.testing.assert_allclose(places[:, :2, 1], 5, atol=0.1)
    np.testing.assert_allclose(places[:, 2:, 1], 27, atol=0.1)
    inked = np.flatnonzero((strip.pixels > 100).any(1))
    assert abs(inked[0] - 5) <= 1
    assert abs(inked[-1] - 26) <= 1


@pytest.mark.parametrize("ink", [40, 150, 215])
def test_ink_is_full_however_faint(ink: int) -> None:
    page = lettered(("36", 60, 60), ink=ink, size=(180, 240))
    strip = cut_strip(page.pixels, middle_line(page.corners, 60))
    assert strip.pixels.max() == 255
    assert strip.pixels[:, :6].max() == 0


def test_what_is_anothers_is_left_out() -> None:
    page = lettered(("36", 60, 60), size=(180, 240))
    line = middle_line(page.corners, 60)
    owners = np.zeros((90, 120), np.uint8)
    first, second = (page.corners[digit, :, 0] / 2 for digit in (0, 1))
    owners[:, int(first.min()) - 2 : int(first.max()) + 3] = 1
    owners[:, int(second.min()) - 2 : int(second.max()) + 3] = 2
    whole = cut_strip(page.pixels, line).pixels
    half = whole.shape[1] // 2
    own = cut_strip(page.pixels, line, without=owners, own=2).pixels
    assert own[:, : half - 3].max() == 0
    np.testing.assert_array_equal(own[:, half + 3 :], whole[:, half + 3 :])
    assert cut_strip(page.pixels, line, without=owners).pixels.max() == 0


def test_there_is_no_ink_outside_of_the_picture() -> None:
    page = lettered(("8", 30, 10), size=(60, 90), height=40).pixels[15:45]
    line = Line((30.0, 15.0), (54.0, 15.0), 40.0)
    strip = cut_strip(np.ascontiguousarray(page), line)
    outside = round((40 - 30) / 2 * 22 / 40)
    assert strip.pixels[:outside].max() == 0
    assert strip.pixels[8:24].max() == 255


def test_a_very_long_line_is_made_smaller() -> None:
    plane = np.full((20, 9000), 240, np.uint8)
    plane[4:16, 3000:3004] = 30
    strip = cut_strip(plane, Line((0.0, 10.0), (9000.0, 10.0), 12.0))
    assert strip.pixels.shape == (32, 4096)
    np.testing.assert_allclose(strip.to_page @ (8, 16, 1), (0, 10), atol=1e-6)


@pytest.mark.parametrize(
    ("end", "height", "got"),
    [
        ((5.0, 0.0), 0.0, "Got (0.0, 0.0) to (5.0, 0.0), height 0.0."),
        ((0.0, 9.0), 5.0, "Got (0.0, 0.0) to (0.0, 9.0), height 5.0."),
        ((5.0, 0.0), math.nan, "Got (0.0, 0.0) to (5.0, 0.0), height nan."),
    ],
)
def test_a_line_without_extent_is_refused(
    end: tuple[float, float], height: float, got: str
) -> None:
    with pytest.raises(UsageError) as error:
        Line((0.0, 0.0), end, height)
    assert str(error.value) == (
        f"A line must end to the right of its start and have a height above 0. {got} "
        "Give the left end first."
    )
