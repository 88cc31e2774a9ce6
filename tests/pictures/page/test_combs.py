from __future__ import annotations

import cv2
import numpy as np
import pytest

from tenfold.pictures.page.combs import uprights
from tenfold.pictures.page.stretches import Stretch

TOP, BOTTOM, LEFT, RIGHT = 20, 90, 30, 230


def level(y: int, left: int = LEFT, right: int = RIGHT) -> Stretch:
    return Stretch(np.array([left, right]), np.array([y, y]) + 0.0, 3.0, turned=False)


def ink(*columns: int, gaps: slice = slice(0, 0)) -> np.ndarray:
    """The level sides of a box, and uprights with gaps in them."""
    mask = np.zeros((112, 260), np.uint8)
    for x in columns:
        cv2.line(mask, (x, TOP), (x, BOTTOM), 1, 3)
    mask[gaps] = 0
    for y in (TOP, BOTTOM):
        cv2.line(mask, (LEFT, y), (RIGHT, y), 1, 3)
    return mask


def found(mask: np.ndarray, *rules: Stretch) -> list[int]:
    return sorted(round(float(each.y.mean())) for each in uprights([*rules], mask))


def test_sides_and_dividers_are_found_however_broken() -> None:
    mask = ink(LEFT, 130, RIGHT, gaps=slice(40, 66))
    mask[30:34] = mask[74:78] = 0
    mask[:, 125:135] |= ink(130, gaps=slice(40, 66))[:, 125:135]
    places = found(mask, level(TOP), level(BOTTOM))
    assert places == pytest.approx([LEFT, 130, RIGHT], abs=2)


def test_what_is_known_is_not_found_again() -> None:
    known = Stretch(np.array([TOP, BOTTOM]), np.array([131.0, 131.0]), 3.0, turned=True)
    assert found(ink(130), level(TOP), level(BOTTOM), known) == []


@pytest.mark.parametrize("stem", [(28, 82), (20, 70), (40, 90)])
def test_the_stem_of_a_digit_is_no_divider(stem: tuple[int, int]) -> None:
    mask = ink()
    cv2.line(mask, (130, stem[0]), (130, stem[1]), 1, 3)
    mask[TOP + 3 : TOP + 8, 120:140] = 0
    mask[BOTTOM - 7 : BOTTOM - 2, 120:140] = 0
    assert found(mask, level(TOP), level(BOTTOM)) == []


@pytest.mark.parametrize("below", [level(BOTTOM, 90, 230), level(BOTTOM, 30, 170), level(TOP + 6)])
def test_only_level_rules_that_end_above_each_other_are_the_sides_of_a_box(below: Stretch) -> None:
    assert found(ink(LEFT, 130, RIGHT), level(TOP), below) == []


def test_rules_that_the_picture_cuts_off_are_no_box() -> None:
    mask = ink(130)
    assert found(mask, level(TOP, 0, 259), level(BOTTOM, 0, 259)) == []


def test_a_box_that_is_turned_has_turned_sides() -> None:
    turn = np.array([[1, -0.06, 4], [0.06, 1, -6.0]])
    mask = cv2.warpAffine(ink(LEFT, RIGHT), turn, (260, 112), flags=cv2.INTER_NEAREST)
    rules = []
    for y in (TOP, BOTTOM):
        (x0, y0), (x1, y1) = (turn @ np.array([x, y, 1]) for x in (LEFT, RIGHT))
        rules.append(Stretch(np.array([x0, x1]), np.array([y0, y1]), 3.0, turned=False))
    sides = uprights(rules, mask)
    assert [round(side.slope, 2) for side in sides] == [-0.06, -0.06]
    assert all(side.turned and side.length == pytest.approx(70, abs=2) for side in sides)
