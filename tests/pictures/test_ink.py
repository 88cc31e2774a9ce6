from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures.drawn import STROKES, page

from benchmarks.reading.lettered import lettered
from tenfold.pictures.ink import find_ink
from tenfold.pictures.polarity import border, is_dark_on_light


@pytest.mark.parametrize("name", STROKES)
@pytest.mark.parametrize("shade", [1.0, 0.4])
def test_polarity_survives_a_shadow_over_half_the_page(name: str, shade: float) -> None:
    lit = np.where(np.arange(200) < 100, 1.0, shade)[None, :]
    shaded = np.rint(page(name) * lit).astype(np.uint8)
    assert is_dark_on_light(shaded)
    assert not is_dark_on_light(255 - shaded)


def test_polarity_of_a_tiny_picture_filled_to_its_borders() -> None:
    tight = np.full((16, 16), 10, np.uint8)
    tight[:, 6:11] = tight[:4] = 240
    assert not is_dark_on_light(tight)
    assert is_dark_on_light(255 - tight)


def test_strength_runs_from_paper_to_full_ink_with_soft_edges() -> None:
    ink = find_ink(page(paper=180, ink=120))
    assert ink.strength[ink.mask].min() >= 127
    assert np.median(ink.strength[ink.mask]) == 255
    assert ink.strength[0, 0] == 0
    assert ((ink.strength > 40) & (ink.strength < 215)).sum() > 50


def test_faint_pencil_is_ink() -> None:
    assert find_ink(page(paper=240, ink=205)).mask.sum() > 1000


def test_a_shadows_edge_and_a_ramp_of_grey_are_no_ink() -> None:
    ramp = np.linspace(250, 90, 300)[None, :] * np.ones((200, 1))
    assert not find_ink(np.rint(ramp).astype(np.uint8)).mask.any()
    shadow = np.where(np.arange(300) < 180, 230, 140)[None, :] * np.ones((200, 1))
    assert not find_ink(shadow.astype(np.uint8)).mask.any()


def test_border_holds_each_pixel_of_the_four_sides_once() -> None:
    assert sorted(border(np.arange(12).reshape(3, 4))) == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]
    assert border(np.zeros((3, 4))).shape == (10,)


@pytest.mark.parametrize("lightness", [30, 110])
def test_the_line_of_a_fine_pen_stays_in_one_piece(lightness: int) -> None:
    # Drawn at four times the size and averaged down: a line of 1.5 pixels, all of it soft.
    large = page("zed", size=(1600, 1600), box=1100, at=(200, 200), pen=4, ink=lightness)
    ink = find_ink(cv2.resize(large, (400, 400), interpolation=cv2.INTER_AREA))
    mask = ink.mask
    assert cv2.connectedComponents(mask.astype(np.uint8))[0] == 2
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    scale = (ink.part[0].stop - ink.part[0].start) / mask.shape[0]
    assert (np.ptp(rows) * scale, np.ptp(columns) * scale) == pytest.approx((220, 220), abs=6)


def test_where_strokes_meet_in_a_blob_wider_than_any_stroke_it_is_all_ink():
    page = np.full((200, 220), 250, np.uint8)
    cv2.line(page, (60, 30), (60, 160), 50, 16)
    cv2.line(page, (60, 160), (150, 160), 50, 16)
    cv2.rectangle(page, (51, 149), (73, 171), 50, -1)
    drawn = page == 50
    found = find_ink(page)
    rows, columns = found.part
    missing = drawn[rows, columns] & ~found.mask
    assert drawn.sum() == drawn[rows, columns].sum()
    assert missing.sum() < 0.02 * drawn.sum()


def in_grain(page: np.ndarray, noise: float) -> np.ndarray:
    grain = np.random.default_rng(0).normal(0, noise, page.shape)
    return np.clip(np.rint(page + grain), 0, 255).astype(np.uint8)


def test_a_digit_too_faint_for_one_look_at_the_page_is_found_as_a_line() -> None:
    page = lettered(("5", 500, 300), size=(768, 1024), height=130, paper=150, ink=112, pen=0.1)
    ink = find_ink(in_grain(page.pixels, 9))
    assert ink.mask.any()
    rows, columns = ink.part
    left, top = page.corners[0].min(axis=0)
    right, bottom = page.corners[0].max(axis=0)
    assert columns.start <= left + 8
    assert columns.stop >= right - 8
    assert rows.start <= top + 8
    assert rows.stop >= bottom - 8
    assert (columns.stop - columns.start) < 3 * (right - left)


@pytest.mark.parametrize("digit", "2345")
@pytest.mark.parametrize("side", [34, 48])
def test_so_is_one_in_a_small_picture_in_grain_and_falling_light(side: int, digit: str) -> None:
    rng = np.random.default_rng(int(digit))
    drawn = lettered(
        (digit, side // 3, side // 4),
        height=side // 2,
        size=(side, side),
        pen=0.1,
        paper=200,
        ink=80,
    )
    lit = drawn.pixels * np.linspace(1, 0.65, side) + rng.normal(0, 5, (side, side))
    mask = find_ink(np.clip(np.rint(lit), 0, 255).astype(np.uint8)).mask
    assert mask.any()


def test_grain_alone_is_no_ink() -> None:
    assert not find_ink(in_grain(np.full((768, 1024), 150.0), 9)).mask.any()
