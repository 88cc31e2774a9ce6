"""Boxes of digits: around their ink, on the strip and on the page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.inference.places import around, digit_edges, on_page, wide_gaps
from tenfold.pictures.page.strips import Strip


def strip(*bars: tuple[int, int], width: int = 120, top: int = 5, bottom: int = 27) -> np.ndarray:
    """Bars of ink from one column up to another."""
    pixels = np.zeros((32, width), np.uint8)
    for first, last in bars:
        pixels[top:bottom, first:last] = 255
    return pixels


def at(*pixels: int) -> list[tuple[int, int]]:
    return [(pixel // 4, pixel // 4) for pixel in pixels]


def test_an_edge_runs_around_the_ink_of_its_digit():
    pixels = strip((8, 20), (26, 40))
    assert digit_edges(pixels, at(14, 33)) == [(8, 5, 20, 27), (26, 5, 40, 27)]


def test_a_digit_that_is_seen_beside_its_ink_gets_the_nearest():
    assert digit_edges(strip((8, 20), (50, 60)), at(22)) == [(8, 5, 20, 27)]


def test_touching_digits_are_parted_where_the_ink_is_thinnest():
    pixels = strip((8, 40))
    pixels[5:24, 22:26] = 0
    first, second = digit_edges(pixels, at(14, 34))
    assert (first[0], second[2]) == (8, 40)
    assert first[2] == second[0] == 24


def test_a_hole_of_three_columns_does_not_end_a_digit_and_one_of_four_does():
    for hole, end in ((3, 30), (4, 18)):
        assert digit_edges(strip((8, 18), (18 + hole, 30)), at(12)) == [(8, 5, end, 27)]


def test_the_soft_edge_of_a_stroke_is_no_ink():
    pixels = strip((8, 20))
    pixels[5:27, 20] = 60
    assert digit_edges(pixels, at(12)) == [(8, 5, 20, 27)]


def test_a_digit_is_not_followed_along_a_line():
    (left, _, right, _), _ = digit_edges(strip((0, 120)), at(40, 100))
    assert right - left <= 40


def test_where_there_is_no_ink_the_step_is_the_place():
    assert digit_edges(strip(width=40), at(20)) == [(18, 0, 26, 32)]
    assert digit_edges(strip(width=16), [(4, 4)]) == [(11, 0, 16, 32)]


def test_gaps_wider_than_a_digit_is_high_are_told_by_their_middles():
    edges = [(8, 5, 20, 27), (26, 5, 34, 27), (57, 5, 64, 27)]
    assert wide_gaps(edges) == [45]
    assert wide_gaps(edges[:1]) == wide_gaps([]) == []


def in_a_row(*gaps: int) -> list[tuple[int, int, int, int]]:
    """Edges of digits 12 pixels wide with these gaps between them."""
    starts = np.cumsum([8, *(12 + gap for gap in gaps)]).tolist()
    return [(start, 5, start + 12, 27) for start in starts]


def test_gaps_that_are_wide_everywhere_part_nothing():
    assert wide_gaps(in_a_row(26, 30, 24)) == []


def test_a_gap_three_times_as_wide_as_usual_stands_out_and_parts():
    assert len(wide_gaps(in_a_row(10, 8, 30, 9))) == 1
    assert wide_gaps(in_a_row(14, 12, 30, 13)) == []  # uneven hands write so


def test_of_two_digits_no_gap_stands_out():
    assert wide_gaps(in_a_row(40)) == []
    assert len(wide_gaps(in_a_row(46))) == 1


def test_a_gap_of_two_heights_parts_however_even_the_line_is():
    assert len(wide_gaps(in_a_row(46, 46, 46))) == 3


def level(scale: float, x: float, y: float, turn: float = 0.0) -> Strip:
    cos, sin = scale * np.cos(turn), scale * np.sin(turn)
    return Strip(strip(), np.array([[cos, -sin, x], [sin, cos, y]]), 22 * scale)


def test_boxes_are_rounded_outwards_in_pixels_of_the_page():
    assert on_page((8, 5, 20, 27), level(1.5, 10.2, 20), (500, 500)) == (22, 27, 19, 34)


def test_boxes_end_where_the_page_does():
    assert on_page((8, 5, 20, 27), level(2, -30, -20), (40, 20)) == (0, 0, 10, 20)
    assert on_page((8, 5, 20, 27), level(2, 300, 300), (40, 20)) == (39, 19, 1, 1)


def test_of_a_turned_line_the_box_holds_all_corners():
    assert on_page((0, 0, 10, 20), level(1, 100, 100, np.pi / 2), (500, 500)) == (80, 100, 20, 10)


@settings(derandomize=True, deadline=None)
@given(
    st.floats(0.2, 20), st.floats(-400, 400), st.floats(-400, 400), st.floats(-0.5, 0.5),
    st.integers(1, 300), st.integers(1, 300),
)  # fmt: skip
def test_a_box_is_never_empty_and_always_on_its_page(scale, x, y, turn, width, height):
    left, top, wide, high = on_page((8, 5, 20, 27), level(scale, x, y, turn), (width, height))
    assert 0 <= left < left + wide <= width
    assert 0 <= top < top + high <= height


@pytest.mark.parametrize(
    ("boxes", "whole"),
    [([(3, 4, 5, 6)], (3, 4, 5, 6)), ([(3, 4, 5, 6), (1, 8, 2, 9), (9, 5, 1, 1)], (1, 4, 9, 13))],
)
def test_around_holds_all_boxes(boxes, whole):
    assert around(boxes) == whole
