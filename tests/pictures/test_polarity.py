"""Whether ink is darker than its paper: in lamplight, in shadow, bold and fine."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.reading.lettered import lettered
from tenfold.pictures.polarity import is_dark_on_light


def in_lamplight(page: np.ndarray, seed: int) -> np.ndarray:
    """The page in light that falls off by 40% between six points."""
    light = np.random.default_rng(seed).uniform(0.6, 1, (2, 3)).astype(np.float32)
    spread = cv2.resize(light, page.shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.rint(page * np.clip(spread, 0, 1)).astype(np.uint8)


@pytest.mark.parametrize("seed", range(6))
def test_thin_strokes_in_uneven_light(seed: int) -> None:
    page = lettered(("6130", 300, 200), size=(768, 1024), height=60, paper=220, ink=90, pen=0.08)
    lit = in_lamplight(page.pixels, seed)
    assert is_dark_on_light(lit)
    assert not is_dark_on_light(255 - lit)


@pytest.mark.parametrize("pen", [0.06, 0.18])
def test_a_digit_that_fills_the_picture(pen: float) -> None:
    page = lettered(("6", 30, 20), size=(300, 240), height=260, pen=pen).pixels
    assert is_dark_on_light(page)
    assert not is_dark_on_light(255 - page)


@pytest.mark.parametrize("seed", [4, 15, 17, 20, 22, 25])
def test_a_single_digit_on_a_page_half_in_shadow(seed: int) -> None:
    rng = np.random.default_rng(seed)
    at = int(rng.integers(60, 560)), int(rng.integers(60, 400))
    page = lettered((str(rng.integers(10)), *at), size=(480, 640), height=45, pen=0.1, ink=90)
    rows, columns = np.mgrid[:480, :640]
    turn = rng.uniform(0, 2 * np.pi)
    behind = (columns - 320) * np.cos(turn) + (rows - 240) * np.sin(turn) > rng.uniform(-150, 150)
    shadow = cv2.GaussianBlur(behind.astype(np.float32), (0, 0), rng.uniform(2, 30))
    lit = in_lamplight(page.pixels, seed) * (1 - rng.uniform(0.3, 0.6) * shadow)
    assert is_dark_on_light(np.rint(lit).astype(np.uint8))
