from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures.drawn import page

from benchmarks.reading.lettered import lettered
from tenfold.pictures.shades import contrast, darker_class, level_at, reduced


def test_light_is_divided_out_and_ink_is_not() -> None:
    light = np.linspace(0.6, 1, 200)
    plain = page(paper=240, ink=120)
    levels, _ = contrast(np.rint(plain * light).astype(np.uint8))
    expected = 255 * (1 - plain / 240)
    assert np.abs(levels - expected).max() < 16


def test_a_paper_that_is_nearly_black_does_not_amplify_its_noise() -> None:
    noise = np.random.default_rng(0).integers(0, 12, (100, 100)).astype(np.uint8)
    levels, level = contrast(noise)
    assert levels.max() <= np.ceil(11 * 255 / 32)
    assert level >= 255 / 12


def test_a_stroke_wider_than_a_tenth_of_the_page_stays_whole() -> None:
    levels, _ = contrast(page("zed", pen=34))
    assert np.median(levels[page("zed", pen=34) < 60]) > 180


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_level_at_is_a_quantile(share: float) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (40, 50)).astype(np.uint8)
    assert abs(level_at(picture, share) - np.quantile(picture, share)) <= 1


def test_reduced_keeps_the_aspect_and_never_enlarges() -> None:
    assert reduced(np.zeros((2000, 500), np.uint8), 1000).shape == (1000, 250)
    assert reduced(np.zeros((3000, 1), np.uint8), 1000).shape == (1000, 1)
    assert reduced(np.zeros((4001, 3001, 3), np.uint8), 500).shape == (500, 375, 3)
    small = np.zeros((30, 40, 3), np.uint8)
    assert reduced(small, 1000) is small


def test_a_shadow_beside_a_lamp_takes_no_paper_for_ink() -> None:
    """The dark side of its edge is a valley, which a window much wider than the pen would fill."""
    drawn = lettered(("4059", 120, 170), size=(400, 560), height=50, pen=0.1).pixels
    y, x = np.mgrid[:400, :560]
    lamp = 0.55 + 0.45 * np.exp(-(((x - 560) ** 2 + (y - 380) ** 2) / 250**2))
    shade = 1 - 0.35 / (1 + np.exp(-(x + 0.5 * y - 330) / 3))
    page = np.rint(drawn * lamp * shade).astype(np.uint8)
    levels, _ = contrast(page)
    assert levels[drawn < 60].min() > 120
    assert (levels[drawn > 235] > 40).mean() < 0.01


def strokes(*contrasts: int) -> tuple[np.ndarray, np.ndarray]:
    """Contrast of as many lines as there are levels; and where they are, without soft edges."""
    levels = np.zeros((40 * len(contrasts), 200), np.uint8)
    for number, level in enumerate(contrasts):
        levels[40 * number + 15 : 40 * number + 23, 20:180] = level
    levels = cv2.GaussianBlur(levels, (0, 0), 1.5)
    around = cv2.dilate(levels, np.ones((13, 13), np.uint8))
    return levels, (levels > 0.4 * around).astype(np.uint8)


def test_ink_beside_much_fainter_ink_is_parted_from_it() -> None:
    least = darker_class(*strokes(40, 180, 40))
    assert 45 < least < 150


@pytest.mark.parametrize("contrasts", [(180, 180), (110, 180), (40,), ()])
def test_the_strokes_of_one_pen_are_of_one_kind(contrasts: tuple[int, ...]) -> None:
    levels, mask = strokes(*contrasts) if contrasts else (np.zeros((9, 9), np.uint8),) * 2
    assert darker_class(levels, mask) == 0


def test_evenly_inked_pixels_are_of_one_kind() -> None:
    levels = np.full((9, 9), 90, np.uint8)
    assert darker_class(levels, np.ones_like(levels)) == 0
