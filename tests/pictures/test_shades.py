from __future__ import annotations

import numpy as np
import pytest
from pictures.drawn import page

from tenfold.pictures.shades import reduced, shades_of


@pytest.mark.parametrize("side", [40, 200])
def test_counted_shades_are_the_pixels(side: int) -> None:
    shaded = np.rint(page(size=(side, side)) * np.linspace(0.5, 1, side)).astype(np.uint8)
    shades = shades_of(shaded)
    assert shades.counts.sum() == side * side
    assert np.array_equal(shades.spread(shades.codes % 256), shaded)
    contrast, paper = shades.spread(shades.contrast), shades.spread(shades.paper)
    assert np.array_equal(contrast, np.float32(1) - shaded.astype(np.float32) / paper)
    part = slice(3, 20), slice(5, 9)
    assert np.array_equal(shades.spread(shades.contrast, part), contrast[part])


def test_the_paper_of_a_photo_follows_its_light_and_not_its_ink() -> None:
    light = np.linspace(0.6, 1, 200)
    shades = shades_of(np.rint(page(paper=240) * light).astype(np.uint8))
    assert shades.spread(shades.paper) == pytest.approx(np.tile(240 * light, (200, 1)), abs=16)


def test_a_paper_that_is_nearly_black_does_not_amplify_its_noise() -> None:
    noise = np.random.default_rng(0).integers(0, 12, (100, 100)).astype(np.uint8)
    assert shades_of(noise).contrast.min() == 1 - 11 / 32


def test_reduced_keeps_the_aspect_and_never_enlarges() -> None:
    assert reduced(np.zeros((2000, 500), np.uint8), 1000).shape == (1000, 250)
    assert reduced(np.zeros((3000, 1), np.uint8), 1000).shape == (1000, 1)
    small = np.zeros((30, 40, 3), np.uint8)
    assert reduced(small, 1000) is small
