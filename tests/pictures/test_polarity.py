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
