from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.pictures.page.stretches import stretches, weighted_median


def drawn(*ends: tuple[int, int, int, int], pen: int = 3) -> np.ndarray:
    mask = np.zeros((400, 600), np.uint8)
    for x0, y0, x1, y1 in ends:
        cv2.line(mask, (x0, y0), (x1, y1), 1, pen)
    return mask


@pytest.mark.parametrize("rise", [-80, 0, 35])
@pytest.mark.parametrize("pen", [1, 3, 5])
def test_a_line_is_one_stretch(rise: int, pen: int) -> None:
    mask = drawn((40, 200, 560, 200 + rise), pen=pen)
    (found,) = stretches(mask, mask, False)
    assert found.length == pytest.approx(520, abs=8)
    assert found.slope == pytest.approx(rise / 520, abs=0.005)
    assert found.at(300) == pytest.approx(200 + rise / 2, abs=1.5)
    # OpenCV draws lines up to two pixels thicker than it is told.
    assert found.thickness == pytest.approx(np.median(mask.sum(0)[60:540]), abs=1)
    assert stretches(mask, mask, True) == []


def test_an_upright_line_is_found_turned() -> None:
    mask = drawn((310, 30, 300, 370))
    (found,) = stretches(mask, mask, True)
    assert found.turned
    assert found.at(200) == pytest.approx(305, abs=1.5)


def test_a_line_goes_on_under_what_is_written_on_it() -> None:
    mask = drawn((40, 200, 560, 215))
    cv2.circle(mask, (300, 210), 40, 1, 12)
    (found, *rest) = sorted(stretches(mask, mask, False), key=lambda each: -each.length)
    assert found.length == pytest.approx(520, abs=8)
    assert found.slope == pytest.approx(15 / 520, abs=0.005)
    assert all(each.length < 60 for each in rest)


def test_rules_that_fan_out_in_perspective_are_all_found() -> None:
    uprights = [(x, 20, x + (x - 300) // 3, 380) for x in range(60, 560, 40)]
    mask = drawn(*uprights, pen=2)
    slopes = sorted(each.slope for each in stretches(mask, mask, True))
    # What goes off by more than the others do at its place is a stroke.
    assert slopes == pytest.approx([(x - 300) / 3 / 360 for x in range(60, 560, 40)], abs=0.02)
    astray = mask | drawn((80, 150, 104, 250), pen=2)
    assert len(stretches(astray, astray, True)) == len(uprights)


def test_a_thick_line_of_a_small_picture_is_one_stretch() -> None:
    mask = np.zeros((112, 200), np.uint8)
    mask[:, 90:96] = 1
    (found,) = stretches(mask, mask, True)
    assert found.length == pytest.approx(112, abs=2)
    assert found.thickness == 6


def test_an_upright_goes_on_under_a_digit_that_takes_half_of_the_picture() -> None:
    mask = np.zeros((112, 200), np.uint8)
    mask[:, 98:101] = 1
    cv2.circle(mask, (112, 56), 20, 1, 14)
    found = max(stretches(mask, mask, True), key=lambda each: each.length)
    assert found.length == pytest.approx(112, abs=2)


def test_a_row_of_dashes_is_no_line() -> None:
    mask = drawn(*((x, 200, x + 30, 200) for x in range(40, 560, 50)))
    assert all(each.length < 60 for each in stretches(mask, mask, False))


def test_an_arc_is_no_line() -> None:
    mask = np.zeros((400, 600), np.uint8)
    cv2.ellipse(mask, (300, 200), (90, 130), 0, 0, 360, 1, 6)
    assert all(
        each.length < 60 for turned in (False, True) for each in stretches(mask, mask, turned)
    )


@pytest.mark.parametrize(
    ("values", "weights", "median"),
    [([5, 1, 3], [1, 1, 1], 3), ([1, 2, 9], [1, 1, 5], 9), ([4], [2], 4)],
)
def test_weighted_median(values: list[float], weights: list[float], median: float) -> None:
    assert weighted_median(np.array(values, float), np.array(weights, float)) == median


def test_lines_beside_each_other_with_paper_between_are_stretches_each() -> None:
    mask = drawn(
        (20, 100, 240, 102), (420, 104, 580, 106), (20, 300, 70, 300), (300, 300, 350, 300)
    )
    found = sorted((round(each.x[0]), round(each.x[-1])) for each in stretches(mask, mask, False))
    assert found == pytest.approx(np.array([(20, 70), (20, 240), (300, 350), (420, 580)]), abs=4)


def test_beside_slanted_strokes_an_upright_line_is_known_by_a_level_one() -> None:
    """Most of what is upright then leans, and less far to one side than to the other."""
    strokes = [(x, 120, x - 3 - x // 30, 170) for x in range(100, 520, 28)]
    box = (60, 80, 560, 80), (60, 220, 560, 220), (560, 80, 560, 220)
    mask = drawn(*strokes, *box)
    level = stretches(mask, mask, False)
    found = stretches(mask, mask, True, across=level)
    assert [each for each in found if each.length > 120 and each.at(150) > 550]
    assert not [each for each in stretches(mask, mask, True) if each.at(150) > 550]


@given(st.integers(0, 2**32 - 1), st.integers(2, 40))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_any_few_strokes_have_stretches_or_none(seed: int, count: int) -> None:
    """Runs of which none goes as rules do there once ended in an error."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, 400, (count, 4)).tolist()
    mask = drawn(*(tuple(each) for each in ends), pen=int(rng.integers(1, 12)))
    for turned in (False, True):
        for each in stretches(mask, mask, turned):
            assert each.turned is turned
            assert each.length > 0
            assert np.isfinite([*each.x, *each.y, each.slope, each.thickness]).all()
