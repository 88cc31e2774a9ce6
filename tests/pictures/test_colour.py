from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures.drawn import page

from tenfold.pictures.colour import plane_of


def painted(paper: tuple[int, int, int], ink: tuple[int, int, int]) -> np.ndarray:
    amount = (255 - page(paper=255, ink=0))[..., None] / 255
    return np.rint(np.array(paper) * (1 - amount) + np.array(ink) * amount).astype(np.uint8)


@pytest.mark.parametrize(
    ("paper", "ink"),
    [
        ((40, 160, 60), (230, 72, 80)),
        ((120, 120, 120), (80, 110, 255)),
        ((200, 90, 30), (60, 140, 130)),
    ],
)
def test_ink_as_light_as_its_paper_stands_out(paper, ink) -> None:
    plane = plane_of(painted(paper, ink)).astype(int)
    drawn = page(paper=255, ink=0) == 0
    assert abs(np.median(plane[drawn]) - np.median(plane[~drawn])) > 100


@pytest.mark.parametrize("ink", [(30, 60, 190), (200, 30, 40), (10, 10, 10)])
def test_ink_that_grey_shows_stays_grey(ink: tuple[int, int, int]) -> None:
    picture = painted((250, 243, 225), ink)
    np.testing.assert_array_equal(plane_of(picture), cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
