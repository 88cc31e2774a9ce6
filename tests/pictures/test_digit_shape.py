from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures.drawn import STROKES, page

from tenfold.pictures.digit_shape import is_shaped_like_digit, may_be_one_digit, thickness


def drawing(name: str = "four") -> np.ndarray:
    return page(name, size=(200, 240), at=(60, 40)) < 128


@pytest.mark.parametrize("name", STROKES)
def test_a_digit_may_be_one(name: str) -> None:
    assert may_be_one_digit(drawing(name))


def test_nothing_is_no_digit() -> None:
    assert not may_be_one_digit(np.zeros((50, 50), bool))


def test_nor_is_what_is_broad_or_a_blot() -> None:
    ground = np.zeros((200, 240), np.uint8)
    bar = cv2.line(ground.copy(), (20, 100), (220, 100), 1, 20) > 0
    blot = cv2.circle(ground.copy(), (120, 100), 60, 1, -1) > 0
    for mask in (bar, blot):
        assert not is_shaped_like_digit(mask)
        assert not may_be_one_digit(mask)


def test_at_the_edge_a_corner_in_shadow_is_told_from_a_thick_pen() -> None:
    corner = np.zeros((200, 240), np.uint8)
    cv2.fillPoly(corner, [np.array([(150, 0), (239, 0), (239, 120)])], 1)
    assert not is_shaped_like_digit(corner > 0)
    inside = np.zeros((200, 240), np.uint8)
    cv2.line(inside, (120, 60), (120, 150), 1, 40)
    assert is_shaped_like_digit(inside > 0)


def test_a_frame_is_none_and_neither_is_a_digit_in_it() -> None:
    frame = cv2.rectangle(np.zeros((200, 240), np.uint8), (40, 30), (190, 170), 1, 4) > 0
    assert not may_be_one_digit(frame)
    assert not may_be_one_digit(frame | drawing())


def test_fine_pieces_beside_it_are_rests_and_equal_ones_its_own() -> None:
    fine, equal = (drawing().astype(np.uint8) for _ in range(2))
    cv2.line(fine, (50, 25), (190, 25), 1, 2)
    cv2.line(equal, (70, 20), (150, 20), 1, 9)
    assert not may_be_one_digit(fine > 0)
    assert may_be_one_digit(equal > 0)


def test_more_than_three_pieces_are_rests_of_something() -> None:
    dashed = drawing().astype(np.uint8)
    for x in (50, 80, 180):
        cv2.line(dashed, (x, 180), (x + 9, 180), 1, 2)
    assert not may_be_one_digit(dashed > 0)


def test_thickness_is_a_share_of_the_longer_side() -> None:
    bar = np.zeros((200, 200), bool)
    bar[20:180, 80:112] = True
    assert thickness(bar) == pytest.approx(32 / 160, abs=0.02)
