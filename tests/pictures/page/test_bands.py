from __future__ import annotations

import cv2
import numpy as np
import pytest

from tenfold.pictures.page.bands import band, drawn
from tenfold.pictures.page.stretches import Stretch

LEVEL = Stretch(np.array([10.0, 189.0]), np.array([50.0, 50.0]), 3.0, False)
UPRIGHT = Stretch(np.array([10.0, 89.0]), np.array([120.0, 120.0]), 3.0, True)


@pytest.mark.parametrize(("rule", "place"), [(LEVEL, (50, 100)), (UPRIGHT, (50, 120))])
def test_a_stretch_is_drawn_a_little_thicker(rule: Stretch, place: tuple[int, int]) -> None:
    mask = drawn([rule], (100, 200), 1)
    assert mask[place] == 1
    line = mask[place[0]] if rule.turned else mask[:, place[1]]
    assert 3 < line.sum() <= 8


def test_what_ends_close_to_the_border_is_drawn_to_it() -> None:
    near = Stretch(np.array([3.0, 150.0]), np.array([50.0, 50.0]), 3.0, False)
    mask = drawn([near], (100, 200), 1)
    assert mask[50, 0] == 1
    assert mask[50, 170:].sum() == 0


def test_strokes_that_cross_a_rule_are_left_out_of_its_ink() -> None:
    ink = np.zeros((100, 200), np.uint8)
    ink[49:52, 10:190] = 1
    cv2.line(ink, (100, 20), (100, 80), 1, 4)
    gone = band([LEVEL], ink, 1)
    assert gone[50, 20:90].all()
    assert gone[:, 99:101].sum() == 0
    assert not (gone & ~ink).any()


def test_rules_of_a_reduced_copy_are_taken_from_the_whole_mask() -> None:
    ink = np.zeros((200, 400), np.uint8)
    ink[98:104, 20:380] = 1
    assert band([LEVEL], ink, 2)[98:104, 30:370].all()
