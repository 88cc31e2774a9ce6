from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures.drawn import STROKES, page

from tenfold.pictures.lines import without_lines


def left_of(mask: np.ndarray) -> np.ndarray:
    return without_lines(mask).mask > 0


def mask_of(name: str, *, size: tuple[int, int] = (240, 240), at: tuple[int, int] = (60, 60)):
    return page(name, size=size, at=at) < 128


def with_lines(mask: np.ndarray, *ends: tuple[int, int, int, int], pen: int = 3) -> np.ndarray:
    drawn = mask.astype(np.uint8)
    for x0, y0, x1, y1 in ends:
        cv2.line(drawn, (x0, y0), (x1, y1), 1, pen)
    return drawn > 0


@pytest.mark.parametrize("name", STROKES)
@pytest.mark.parametrize("rise", [0, 6])
def test_ruled_lines_go_and_the_strokes_they_cross_stay(name: str, rise: int) -> None:
    digit = mask_of(name)
    ruled = [(0, y, 239, y + rise) for y in (30, 90, 150, 210)]
    kept = left_of(with_lines(digit, *ruled))
    assert (kept & ~digit).sum() < 0.1 * digit.sum()
    assert (digit & ~kept).sum() < 0.1 * digit.sum()


@pytest.mark.parametrize("name", STROKES)
def test_a_digit_without_lines_is_left_alone(name: str) -> None:
    digit = mask_of(name)
    np.testing.assert_array_equal(left_of(digit), digit)


def test_the_bar_of_a_seven_cropped_close_is_no_line() -> None:
    seven = mask_of("seven", size=(200, 200), at=(0, 0))
    rows, columns = np.flatnonzero(seven.any(1)), np.flatnonzero(seven.any(0))
    cropped = np.ascontiguousarray(seven[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    np.testing.assert_array_equal(left_of(cropped), cropped)


def test_a_one_is_no_line() -> None:
    one = with_lines(np.zeros((200, 160), bool), (80, 30, 80, 170), pen=7)
    np.testing.assert_array_equal(left_of(one), one)


def test_a_one_between_ruled_lines_stays() -> None:
    one = with_lines(np.zeros((240, 240), bool), (120, 40, 118, 190), pen=9)
    kept = left_of(with_lines(one, *[(0, y, 239, y) for y in (60, 120, 180)]))
    assert (one & ~kept).sum() < 0.1 * one.sum()
    assert (kept & ~one).sum() < 0.1 * one.sum()


@pytest.mark.parametrize("name", STROKES)
@pytest.mark.parametrize("y", [40, 195])
@pytest.mark.parametrize("rise", [0, 8])
def test_a_line_drawn_under_or_over_a_digit_goes(name: str, y: int, rise: int) -> None:
    digit = mask_of(name)
    np.testing.assert_array_equal(left_of(with_lines(digit, (30, y, 200, y - rise))), digit)


def test_the_bar_of_a_digit_that_lies_apart_stays() -> None:
    stem = with_lines(np.zeros((240, 240), bool), (140, 80, 110, 190), pen=9)
    seven = with_lines(stem, (75, 62, 150, 60), pen=9)
    np.testing.assert_array_equal(left_of(seven), seven)


def test_a_line_over_a_speck_stays() -> None:
    speck = with_lines(np.zeros((240, 240), bool), (120, 120, 122, 124), pen=5)
    marked = with_lines(speck, (30, 100, 200, 100), pen=5)
    np.testing.assert_array_equal(left_of(marked), marked)
