from __future__ import annotations

import cv2
import numpy as np
import pytest

from tenfold.pictures.page.frames import boxes
from tenfold.pictures.page.stretches import stretches

FRAME = (30, 20, 170, 92)


def drawn(*frames: tuple[int, int, int, int], ink: bool = True) -> np.ndarray:
    mask = np.zeros((112, 240), np.uint8)
    for left, top, right, bottom in frames:
        cv2.rectangle(mask, (left, top), (right, bottom), 1, 3)
    if ink:
        cv2.circle(mask, (80, 56), 18, 1, 4)
    return mask


def sides(mask: np.ndarray) -> list[bool]:
    """Of each side found, whether it is upright."""
    level, upright = (stretches(mask, mask, turned) for turned in (False, True))
    return sorted(each.turned for each in boxes(level, upright, mask))


@pytest.mark.parametrize(
    ("frames", "found"),
    [
        ([FRAME], [False, False, True, True]),
        ([FRAME, (30, 20, 110, 92)], [False, False, True, True, True]),  # a divider
        ([], []),
    ],
)
def test_the_sides_of_boxes_with_ink_in_them(
    frames: list[tuple[int, int, int, int]], found: list[bool]
) -> None:
    assert sides(drawn(*frames)) == found


def test_an_empty_box_is_none() -> None:
    assert sides(drawn(FRAME, ink=False)) == []


def test_two_lines_and_a_stroke_between_them_are_no_box() -> None:
    mask = np.zeros((112, 240), np.uint8)
    cv2.line(mask, (30, 20), (200, 20), 1, 3)
    cv2.line(mask, (30, 92), (200, 92), 1, 3)
    cv2.line(mask, (100, 40), (100, 74), 1, 3)
    assert sides(mask) == []
