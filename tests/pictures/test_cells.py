from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures.drawn import STROKES, page

from tenfold.pictures.cells import without_cell
from tenfold.pictures.decode import Picture
from tenfold.pictures.ink import find_ink
from tenfold.pictures.standardise import standardise
from tenfold.values import PictureSpec

CELL = (8, 6, 71, 73)  # left, top, right, bottom


def digit(name: str = "seven", *, ink: int = 60, pen: int = 3) -> np.ndarray:
    return page(name, size=(80, 80), box=40, at=(20, 20), pen=pen, ink=ink)


def with_cell(
    picture: np.ndarray,
    sides: tuple[int, int, int, int] = CELL,
    *,
    level: int = 20,
    pen: int = 2,
    tilt: int = 0,
) -> np.ndarray:
    """A box with these sides about what is drawn, darker than it where it is."""
    left, top, right, bottom = sides
    frame = np.full_like(picture, 255)
    corners = np.array(
        [[left + tilt, top], [right, top + tilt], [right - tilt, bottom], [left, bottom - tilt]]
    )
    cv2.polylines(frame, [corners], True, level, pen, cv2.LINE_AA)
    return np.minimum(picture, frame)


def cleared(picture: np.ndarray) -> np.ndarray:
    found = without_cell(picture)
    assert found is not None
    return found.pixels


def far_apart(one: np.ndarray, other: np.ndarray) -> float:
    """The share of pixels that differ by more than a tenth of the scale."""
    return float((np.abs(one.astype(int) - other) > 25).mean())


@pytest.mark.parametrize("name", STROKES)
@pytest.mark.parametrize("ink", [60, 190])
@pytest.mark.parametrize("tilt", [0, 2])
def test_a_cell_goes_and_a_digit_fainter_than_it_stays(name: str, ink: int, tilt: int) -> None:
    picture = digit(name, ink=ink)
    assert far_apart(cleared(with_cell(picture, tilt=tilt)), picture) < 0.01


@pytest.mark.parametrize("beyond", ["left", "right", "top", "bottom"])
def test_a_cell_of_which_a_picture_shows_three_sides_goes(beyond: str) -> None:
    left, top, right, bottom = CELL
    sides = {
        "left": (-9, top, right, bottom),
        "right": (left, top, 90, bottom),
        "top": (left, -9, right, bottom),
        "bottom": (left, top, right, 90),
    }[beyond]
    assert far_apart(cleared(with_cell(digit(), sides)), digit()) < 0.01


def test_a_light_cell_on_a_dark_picture_goes() -> None:
    assert far_apart(cleared(255 - with_cell(digit())), 255 - digit()) < 0.01


def test_a_cell_in_a_large_picture_goes_as_it_does_in_a_small_one() -> None:
    large = cleared(cv2.resize(with_cell(digit()), (720, 720), interpolation=cv2.INTER_CUBIC))
    back = cv2.resize(large, (80, 80), interpolation=cv2.INTER_AREA)
    assert far_apart(back, digit()) < 0.02


def test_a_stroke_that_crosses_a_side_stays_whole() -> None:
    one = np.full((80, 80), 245, np.uint8)
    cv2.line(one, (44, 16), (36, 79), 60, 5, cv2.LINE_AA)
    crossed = cleared(with_cell(one, (8, 6, 71, 66)))
    assert (crossed[60:72, 34:42].min(axis=1) < 120).all()


@pytest.mark.parametrize("name", STROKES)
@pytest.mark.parametrize("side", [24, 40, 80, 200])
def test_the_strokes_of_a_digit_that_fills_its_picture_are_no_sides(name: str, side: int) -> None:
    picture = page(name, size=(side, side), box=side, at=(0, 0), pen=max(2, side // 10))
    assert without_cell(picture) is None


@pytest.mark.parametrize("gap", [12, 20])
def test_ruled_and_squared_paper_is_no_cell(gap: int) -> None:
    ruled = digit()
    ruled[gap // 2 :: gap] = 90
    assert without_cell(ruled) is None
    ruled[:, gap // 2 :: gap] = 90
    assert without_cell(ruled) is None


def test_a_picture_smaller_than_24_pixels_has_no_cell() -> None:
    for side, seen in ((23, False), (30, True)):
        small = np.full((side, side), 240, np.uint8)
        cv2.rectangle(small, (1, 1), (side - 2, side - 2), 30, 1)
        cv2.line(small, (side // 2, 6), (side // 2 - 2, side - 7), 90, 2)
        assert (without_cell(small) is not None) == seen


@pytest.mark.parametrize(
    "sides", [CELL, (-9, 6, 90, 73), (8, -9, 71, 90), (8, -9, 90, 90), (-9, -9, 90, 60)]
)
def test_an_empty_cell_holds_no_ink(sides: tuple[int, int, int, int]) -> None:
    empty = with_cell(np.full((80, 80), 245, np.uint8), sides)
    assert not find_ink(empty).mask.any()


def test_an_upright_line_in_the_middle_is_a_one() -> None:
    one = np.full((80, 60), 245, np.uint8)
    cv2.line(one, (30, 0), (30, 79), 30, 3)
    assert find_ink(one).mask.any()


def test_two_lines_that_meet_may_be_all_of_a_seven() -> None:
    seven = np.full((80, 80), 245, np.uint8)
    cv2.polylines(seven, [np.array([[0, 6], [70, 6], [70, 79]])], False, 30, 3)
    assert find_ink(seven).mask.any()


def test_what_the_model_sees_of_a_digit_in_a_bold_cell_is_the_faint_digit() -> None:
    faint = digit(ink=200, pen=4)
    spec = PictureSpec()
    alone, boxed = (standardise(Picture(each), spec).pixels for each in (faint, with_cell(faint)))
    assert np.abs(alone.astype(int) - boxed).mean() < 4


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.integers(24, 120),
    st.integers(24, 120),
    st.integers(0, 2**32 - 1),
    st.sampled_from([np.uint8(0), np.uint8(40), np.uint8(255)]),
)
def test_any_picture_keeps_its_shape_and_is_not_changed(
    height: int, width: int, seed: int, spread: np.uint8
) -> None:
    rng = np.random.default_rng(seed)
    picture = (rng.random((height, width)) * int(spread)).astype(np.uint8)
    for _ in range(int(rng.integers(0, 6))):
        at = rng.integers(0, max(height, width), 4).tolist()
        cv2.line(picture, tuple(at[:2]), tuple(at[2:]), 255, int(rng.integers(1, 5)))
    before = picture.copy()
    found = without_cell(picture)
    np.testing.assert_array_equal(picture, before)
    if found is not None:
        assert (found.pixels.shape, found.pixels.dtype) == (picture.shape, np.uint8)
