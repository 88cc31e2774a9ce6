from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures.drawn import page

from tenfold.pictures.sheets import inside_of_sheet

SHEET = np.array([(60, 50), (240, 62), (230, 250), (50, 238)])


def on_a_desk(*, desk: int, paper: int, ink: int) -> np.ndarray:
    picture = page("zed", size=(300, 300), at=(90, 95), paper=paper, ink=ink)
    sheet = cv2.fillPoly(np.zeros((300, 300), np.uint8), [SHEET], 1)
    return np.where(sheet > 0, picture, np.uint8(desk))


@pytest.mark.parametrize(("desk", "paper", "ink"), [(70, 230, 30), (200, 20, 240)])
def test_a_sheet_on_a_desk_is_found_whichever_is_darker(desk: int, paper: int, ink: int) -> None:
    inside = inside_of_sheet(on_a_desk(desk=desk, paper=paper, ink=ink))
    assert inside is not None
    sheet = cv2.fillPoly(np.zeros((300, 300), np.uint8), [SHEET], 1) > 0
    assert (inside & ~sheet).sum() < 0.01 * sheet.sum()
    assert (inside & sheet).sum() > 0.9 * sheet.sum()


def test_a_sheet_without_anything_on_it_is_none() -> None:
    assert inside_of_sheet(on_a_desk(desk=70, paper=230, ink=230)) is None


def test_the_inside_of_a_box_does_not_hold_its_lines() -> None:
    boxed = page("zed", size=(300, 300), at=(90, 95))
    cv2.rectangle(boxed, (70, 70), (220, 225), 60, 5)
    inside = inside_of_sheet(boxed)
    assert inside is not None
    assert not inside[68:74].any()
    assert inside[85:210, 85:205].all()


@pytest.mark.parametrize("axes", [(60, 90), (80, 80)])
def test_a_zero_is_no_sheet(axes: tuple[int, int]) -> None:
    zero = cv2.ellipse(np.full((300, 300), 240, np.uint8), (150, 150), axes, 0, 0, 360, 40, 14)
    assert inside_of_sheet(zero) is None
    assert inside_of_sheet(255 - zero) is None
