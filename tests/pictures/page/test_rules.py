from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.reading.lettered import lettered
from tenfold.pictures.page.rules import Unruled, without_rules

SIZE = (400, 640)


def number(text: str = "4837", *, height: int = 70, gap: float = 0.4) -> np.ndarray:
    page = lettered((text, 150, 150), height=height, size=SIZE, gap=gap)
    return (page.pixels < 140).astype(np.uint8)


def lines(*ends: tuple[int, int, int, int], pen: int = 3) -> np.ndarray:
    drawn = np.zeros(SIZE, np.uint8)
    for x0, y0, x1, y1 in ends:
        cv2.line(drawn, (x0, y0), (x1, y1), 1, pen)
    return drawn


def left_of(mask: np.ndarray) -> Unruled:
    return without_rules(mask, mask, 200 * mask)


def lost_and_left(mask: np.ndarray, rules: np.ndarray) -> tuple[float, float]:
    """The shares of the number that is lost, and of the rules that is left."""
    kept = left_of(mask | rules).mask
    only_rules = rules & ~cv2.dilate(mask, np.ones((9, 9), np.uint8))
    return (mask & ~kept).sum() / mask.sum(), (kept & only_rules).sum() / only_rules.sum()


@pytest.mark.parametrize("rise", [0, 30, 100])
def test_ruled_lines_go_and_digits_stay(rise: int) -> None:
    ruled = lines(*((0, y, 639, y + rise) for y in range(20, 400, 55)))
    lost, left = lost_and_left(number(), ruled)
    assert lost < 0.12
    assert left < 0.05


@pytest.mark.parametrize("step", [25, 80])
def test_squares_go(step: int) -> None:
    level = [(0, y, 639, y + 12) for y in range(10, 400, step)]
    upright = [(x, 0, x - 8, 399) for x in range(10, 640, step)]
    lost, left = lost_and_left(number(), lines(*level, *upright))
    assert lost < 0.15
    assert left < 0.15  # crossings, which are seen to be left of rules later


def test_what_crosses_four_rules_is_one_wherever_it_ends() -> None:
    """On a sheet that lies askew rules end neither on rules nor at the picture's border."""
    level = [(60, y, 580, y + 20) for y in range(40, 330, 40)]
    upright = [(x, 22 + x // 25, x - 10, 150 + (x % 7) * 8) for x in range(90, 580, 60)]
    ruled = lines(*level, *upright)
    left = left_of(ruled).mask & cv2.erode(lines(*upright), np.ones((3, 1), np.uint8))
    assert left.sum() < 0.2 * lines(*upright).sum()  # crossings stay


def test_a_comb_goes_and_tells_how_the_page_is_turned() -> None:
    rules = [(120, 130, 520, 146), (118, 240, 518, 256)]
    rules += [(x, 130 + (x - 120) // 25, x - 4, 240 + (x - 120) // 25) for x in range(120, 521, 80)]
    digits = cv2.warpAffine(number(gap=0.5), np.array([[1, 0, -10], [0, 1, 8.0]]), SIZE[::-1])
    comb = lines(*rules)
    lost, left = lost_and_left(digits, comb)
    assert lost < 0.12
    assert left < 0.1
    slope = left_of(digits | comb).slope
    assert slope == pytest.approx(0.04, abs=0.015)


@pytest.mark.parametrize("text", ["1111", "7777", "1471", "2222"])
def test_straight_strokes_of_digits_are_no_rules(text: str) -> None:
    mask = number(text)
    np.testing.assert_array_equal(left_of(mask).mask, mask)


@pytest.mark.parametrize("text", ["7", "1", "4"])
def test_a_digit_that_fills_its_picture_is_no_rule(text: str) -> None:
    mask = (lettered((text, 6, 6), height=200, size=(212, 180)).pixels < 140).astype(np.uint8)
    np.testing.assert_array_equal(left_of(mask).mask, mask)


def test_an_empty_frame_that_may_be_a_digit_stays() -> None:
    square_zero = np.zeros(SIZE, np.uint8)
    cv2.rectangle(square_zero, (200, 100), (260, 190), 1, 4)
    np.testing.assert_array_equal(left_of(square_zero).mask, square_zero)


def test_a_box_that_the_picture_cuts_off_goes() -> None:
    box = lines((120, 130, 639, 130), (120, 240, 639, 240), (120, 130, 120, 240))
    lost, left = lost_and_left(number(), box)
    assert lost == 0
    assert left < 0.05


def test_the_loop_of_a_nine_is_no_box_about_its_stem() -> None:
    nine = np.zeros(SIZE, np.uint8)
    loop = np.array([(334, 130), (310, 130), (306, 140), (306, 160), (312, 168), (334, 168)])
    cv2.polylines(nine, [loop], False, 1, 3)
    cv2.line(nine, (334, 128), (332, 220), 1, 5)
    mask = nine | number("52", height=90)
    np.testing.assert_array_equal(left_of(mask).mask, mask)


def test_an_underline_goes() -> None:
    lost, left = lost_and_left(number(), lines((130, 240, 480, 246)))
    assert lost == 0
    assert left < 0.05


def crop(text: str, *, size: tuple[int, int] = (112, 260)) -> np.ndarray:
    """One line, 44 of 112 pixels high, as a picture of a single field shows it."""
    return (lettered((text, 40, 34), height=44, size=size).pixels < 140).astype(np.uint8)


def ruled_crop(step: int, pen: int) -> np.ndarray:
    rules = np.zeros((112, 260), np.uint8)
    for y in range(8, 112, step):
        cv2.line(rules, (0, y), (259, y), 1, pen)
    for x in range(12, 260, step):
        cv2.line(rules, (x, 0), (x, 111), 1, pen)
    return rules


@pytest.mark.parametrize("pen", [1, 3, 4])
@pytest.mark.parametrize("step", [30, 48])
def test_squares_go_where_a_picture_shows_one_line(step: int, pen: int) -> None:
    mask, rules = crop("3826"), ruled_crop(step, pen)
    kept = left_of(mask | rules).mask
    only_rules = rules & ~cv2.dilate(mask, np.ones((9, 9), np.uint8))
    assert (kept & only_rules).sum() < 0.15 * only_rules.sum()


def test_dividers_that_are_thick_where_digits_touch_them_go() -> None:
    comb = np.zeros((112, 260), np.uint8)
    cv2.rectangle(comb, (30, 20), (230, 92), 1, 3)
    cv2.line(comb, (130, 20), (130, 92), 1, 3)
    touching = np.zeros_like(comb)
    cv2.rectangle(touching, (124, 34), (129, 76), 1, -1)
    cv2.circle(touching, (80, 56), 20, 1, 4)
    kept = left_of(comb | touching).mask
    assert kept[24:32, 128:133].sum() + kept[80:90, 128:133].sum() == 0
    assert kept[40:70, 124:128].all()


@pytest.mark.parametrize("text", ["1111", "4141", "1717"])
def test_strokes_between_two_rules_stay_unless_they_end_on_both(text: str) -> None:
    mask = crop(text)
    rules = np.zeros_like(mask)
    for y in (16, 96):
        cv2.line(rules, (0, y), (259, y), 1, 2)
    kept = left_of(mask | rules).mask
    np.testing.assert_array_equal(kept & mask, mask)
    assert kept[[16, 96]].sum() == 0


def test_what_is_darker_than_the_rules_is_written_over_them() -> None:
    stroke = np.zeros((112, 260), np.uint8)
    cv2.line(stroke, (90, 38), (170, 38), 1, 3)  # on a rule, along it
    cv2.line(stroke, (170, 38), (120, 80), 1, 4)
    rules = ruled_crop(30, 3)
    dark, even = (
        without_rules(stroke | rules, stroke | rules, np.maximum(100 * rules, ink * stroke))
        for ink in (np.uint8(200), np.uint8(100))
    )
    np.testing.assert_array_equal(dark.mask & stroke, stroke)
    assert (even.mask & stroke).sum() < 0.9 * stroke.sum()
    assert dark.drawn is not None
    assert not (dark.drawn & stroke).any()


def test_the_soft_edges_of_rules_are_removed_with_them() -> None:
    mask, rules = crop("3826"), ruled_crop(48, 3)
    result = left_of(mask | rules)
    assert result.removed is not None
    assert result.removed[:, 20][rules[:, 20] > 0].all()
    assert result.removed[:, 20].sum() > rules[:, 20].sum()
    assert not (result.removed & result.mask).any()


def test_without_rules_nothing_is_removed() -> None:
    mask = number()
    result = left_of(mask)
    assert result.mask is mask
    assert result.removed is None
    assert result.slope is None


def test_a_margin_that_is_darker_than_the_ruled_lines_goes_with_them() -> None:
    mask, ruled = number(), lines(*((0, y, 639, y) for y in range(20, 400, 55)))
    margin = lines((90, 0, 92, 399))
    all_ink = mask | ruled | margin
    signal = np.where(mask, 200, np.where(margin, 110, 50)).astype(np.uint8) * all_ink
    kept = without_rules(all_ink, all_ink, signal).mask
    beside = cv2.dilate(mask, np.ones((9, 9), np.uint8))
    assert (kept & margin & ~beside).sum() < 0.1 * margin.sum()  # crossings stay
    assert (mask & ~kept).sum() < 0.12 * mask.sum()


def cut_out_of_a_comb(text: str, *, pen: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """The digits of a picture that was cut inside the frame of a comb, and its dividers."""
    dividers = np.zeros((112, 260), np.uint8)
    for x in (34, 88, 142, 196, 250):
        cv2.line(dividers, (x, 0), (x, 111), 1, pen)
    digits = lettered((text, 44, 30), height=56, size=(112, 260), gap=0.4)
    return (digits.pixels < 140).astype(np.uint8), dividers


@pytest.mark.parametrize("pen", [2, 4])
@pytest.mark.parametrize("text", ["4837", "1111"])
def test_dividers_go_where_the_picture_was_cut_inside_their_frame(text: str, pen: int) -> None:
    digits, dividers = cut_out_of_a_comb(text, pen=pen)
    kept = left_of(digits | dividers).mask
    only_dividers = dividers & ~cv2.dilate(digits, np.ones((9, 9), np.uint8))
    assert (kept & only_dividers).sum() < 0.05 * only_dividers.sum()
    assert (digits & ~kept).sum() < 0.2 * digits.sum()


@pytest.mark.parametrize("text", ["1", "11", "171", "4181"])
def test_ones_that_fill_their_picture_are_no_dividers(text: str) -> None:
    drawn = lettered((text, 10, 10), height=90, size=(112, 400)).pixels < 140
    x, y, wide, high = cv2.boundingRect(drawn.view(np.uint8))
    mask = np.ascontiguousarray(drawn[y : y + high, x : x + wide].view(np.uint8))
    np.testing.assert_array_equal(left_of(mask).mask, mask)


def test_a_bar_from_one_side_of_a_box_to_the_other_may_be_of_a_digit() -> None:
    box = lines(
        (120, 130, 520, 130), (120, 240, 520, 240), *((x, 130, x, 240) for x in range(120, 521, 80))
    )
    four = lines((202, 200, 278, 200), (255, 150, 250, 230), (230, 150, 205, 200), pen=4)
    kept = left_of(number(gap=0.5) | box | four).mask
    bar = lines((215, 200, 265, 200), pen=2)
    assert (kept & bar).sum() > 0.9 * bar.sum()
