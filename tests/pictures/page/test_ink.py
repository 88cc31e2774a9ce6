from __future__ import annotations

import numpy as np
import pytest

from benchmarks.reading.lettered import lettered
from tenfold.pictures.page.ink import contrast_over_noise, page_ink, spread


def test_paper_is_0_and_ink_is_255() -> None:
    page = lettered(("382", 60, 80), size=(240, 320))
    ink = page_ink(page.pixels)
    assert ink.dtype == np.uint8
    assert ink[page.pixels < 60].min() > 200
    assert ink[page.pixels > 238].max() <= 8


def test_faint_ink_beside_bold_is_full() -> None:
    bold = lettered(("3", 40, 60), size=(180, 340), ink=20).pixels
    faint = lettered(("8", 180, 60), size=(180, 340), ink=190).pixels
    ink = page_ink(np.minimum(bold, faint), height=60)
    assert np.median(ink[faint < 195]) > 220


def test_full_light_and_shade_give_the_same_ink() -> None:
    page = lettered(("382", 60, 80), size=(240, 320)).pixels
    shade = np.linspace(1, 0.35, 320)
    even, uneven = page_ink(page), page_ink(np.rint(page * shade).astype(np.uint8))
    assert np.abs(even.astype(int) - uneven).mean() < 2


@pytest.mark.parametrize("sigma", [3.0, 9.0])
def test_the_grain_is_measured(sigma: float) -> None:
    rng = np.random.default_rng(0)
    paper = np.clip(np.rint(180 + rng.normal(0, sigma, (400, 500))), 0, 255).astype(np.uint8)
    signal, noise = contrast_over_noise(paper)
    # A level of 180 is worth 225 / 180 of contrast.
    assert np.median(noise) == pytest.approx(sigma * 225 / 180, rel=0.35)
    assert (signal > 4 * spread(noise, signal.shape)).mean() < 0.001


def test_coarse_grain_is_smoothed_where_asked_for() -> None:
    rng = np.random.default_rng(0)
    paper = np.clip(np.rint(150 + rng.normal(0, 15, (300, 300))), 0, 255).astype(np.uint8)
    rough, fine = (contrast_over_noise(paper, smooth=smooth)[1] for smooth in (False, True))
    assert np.median(fine) < 0.4 * np.median(rough)


def test_a_blank_page_has_no_ink() -> None:
    assert page_ink(np.full((100, 150), 230, np.uint8)).max() == 0
