"""What one look at a picture gets wrong, and a second one puts right."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.reading.lettered import digit
from tenfold.pictures.ink import Ink, find_ink

PAPER, PEN = 230, 50


def laid(ink: np.ndarray, shape: tuple[int, int], at: tuple[int, int]) -> np.ndarray:
    """A digit's ink (0 to 1) on a page of a shape, its corner at (y, x), cut off at the edges."""
    canvas = np.zeros((shape[0] + 400, shape[1] + 400), np.float32)
    y, x = at[0] + 200, at[1] + 200
    canvas[y : y + ink.shape[0], x : x + ink.shape[1]] = ink
    return canvas[200:-200, 200:-200]


def page(ink: np.ndarray) -> np.ndarray:
    return np.rint(PAPER + (PEN - PAPER) * ink).astype(np.uint8)


def agreement(found: Ink, ink: np.ndarray) -> float:
    """What is both found and drawn, of what is either."""
    whole = np.zeros(ink.shape, bool)
    part = whole[found.part]
    mask = found.mask.astype(np.uint8)
    part[:] = cv2.resize(mask, part.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    drawn = ink >= 0.5
    return float((whole & drawn).sum() / (whole | drawn).sum())


@pytest.mark.parametrize("polarity", ["dark", "light"])
@pytest.mark.parametrize("character", "034569")
def test_a_digit_cut_out_as_closely_as_can_be_is_ink_and_not_its_holes(
    character: str, polarity: str
) -> None:
    ink = digit(character, 200, 0.18)
    close = page(ink) if polarity == "dark" else 255 - page(ink)
    assert agreement(find_ink(close), ink) > 0.75


@pytest.mark.parametrize("character", "1467")
def test_half_a_neighbour_is_left_out_where_the_digit_itself_is_whole(character: str) -> None:
    one = digit(character, 150, 0.14)
    ink = laid(one, (300, 260), (70, 80))
    beside = laid(one, (300, 260), (78, 4 - one.shape[1] // 2))
    assert agreement(find_ink(page(np.maximum(ink, beside))), ink) > 0.9


def test_a_neighbour_as_whole_as_the_digit_stays_for_the_answer_to_be_refused() -> None:
    one = digit("4", 150, 0.1)
    both = np.maximum(laid(one, (240, 260), (40, 20)), laid(one, (240, 260), (40, 140)))
    assert agreement(find_ink(page(both)), both) > 0.9


def test_a_frame_that_the_digit_touches_on_all_sides_is_no_part_of_it() -> None:
    nought = digit("0", 150, 0.14)
    ink = laid(nought, (300, 260), (70, 80))
    frame = np.zeros_like(ink)
    cv2.rectangle(frame, (74, 66), (76 + nought.shape[1], 222), 0.8, 2, cv2.LINE_AA)
    assert agreement(find_ink(page(np.maximum(ink, frame))), ink) > 0.8


@pytest.mark.parametrize("seed", [34, 114, 121])
def test_where_rules_are_left_about_a_digit_it_is_found_as_a_line(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ink = laid(digit(str(seed % 10), 140, rng.uniform(0.06, 0.13)), (300, 280), (84, 80))
    rules, tilt = np.zeros_like(ink), rng.uniform(-0.06, 0.06)
    for y in range(-20, 330, int(rng.integers(22, 60))):
        cv2.line(rules, (0, y), (279, round(y + 279 * tilt)), 1, 2, cv2.LINE_AA)
    ruled = page(np.maximum(ink, rng.uniform(0.3, 0.8) * rules))
    lit = ruled * np.linspace(1, rng.uniform(0.5, 1), 280) + rng.normal(0, 6, ink.shape)
    found = find_ink(np.clip(np.rint(lit), 0, 255).astype(np.uint8))
    assert agreement(found, ink) > 0.55


@pytest.mark.parametrize("turned", [0, 1])
def test_the_bar_of_a_flat_five_stays_with_it(turned: int) -> None:
    ink = np.zeros((240, 300), np.float32)
    cv2.line(ink, (130, 70), (235, 66), 1, 13, cv2.LINE_AA)
    cv2.ellipse(ink, (105, 130), (38, 36), 0, -80, 150, 1, 13, cv2.LINE_AA)
    cv2.line(ink, (92, 90), (108, 95), 1, 13, cv2.LINE_AA)
    ink = ink[:, ::-1] if turned else ink
    assert agreement(find_ink(page(ink)), ink) > 0.9


@pytest.mark.parametrize("seed", [0, 6, 8, 15, 18, 20])
def test_a_strip_of_shadow_along_a_blank_page_is_no_digit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:400, :560]
    edge = rng.uniform(10, 120) + rng.uniform(-0.2, 0.2) * (columns - 280)
    light = np.where(rows < edge, rng.uniform(0.5, 0.9), 1.0)
    blank = rng.uniform(140, 230) * cv2.GaussianBlur(light, (0, 0), rng.uniform(1, 12))
    grain = rng.normal(0, rng.uniform(1, 5), light.shape)
    assert not find_ink(np.clip(np.rint(blank + grain), 0, 255).astype(np.uint8)).mask.any()


@pytest.mark.parametrize("character", "2367")
@pytest.mark.parametrize("at", [(120, 130), (200, 320)])
def test_a_cups_stain_is_no_nought(character: str, at: tuple[int, int]) -> None:
    ink = laid(digit(character, 50, 0.14), (300, 400), at)
    stain = np.zeros(ink.shape, np.float32)
    cv2.circle(stain, (150, 160), 100, 1, 9, cv2.LINE_AA)
    stained = np.minimum(page(ink), np.rint(PAPER - 45 * stain)).astype(np.uint8)
    assert agreement(find_ink(stained), ink) > 0.9


@pytest.mark.parametrize("character", "237")
def test_a_small_digit_on_a_note_is_found_beside_the_desk(character: str) -> None:
    ink = laid(digit(character, 24, 0.14), (480, 640), (150, 240))
    desk = np.full(ink.shape, 140, np.uint8)
    desk[60:420, 120:500] = page(ink)[60:420, 120:500]
    assert agreement(find_ink(cv2.GaussianBlur(desk, (0, 0), 0.8)), ink) > 0.6


@pytest.mark.parametrize("character", "12459")
def test_the_circle_about_a_digit_is_left_out(character: str) -> None:
    ink = laid(digit(character, 80, 0.12), (300, 400), (100, 160))
    circle = cv2.circle(np.zeros(ink.shape, np.float32), (183, 140), 70, 1, 5, cv2.LINE_AA)
    assert agreement(find_ink(page(np.maximum(ink, circle))), ink) > 0.9
