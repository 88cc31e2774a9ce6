from __future__ import annotations

import cv2
import numpy as np

from benchmarks.reading.lettered import lettered
from tenfold.pictures.page.ink import contrast_over_noise
from tenfold.pictures.page.pieces import Pieces, inked, labelled, pieces_of


def pieces_in(pixels: np.ndarray) -> Pieces:
    signal, noise = contrast_over_noise(pixels)
    return pieces_of(inked(signal, noise)[1], signal, noise)


def test_each_digit_is_a_piece() -> None:
    page = lettered(("583", 40, 60), height=60, size=(180, 320))
    pieces = pieces_in(page.pixels)
    order = np.argsort(pieces.boxes.left)
    np.testing.assert_allclose(pieces.boxes.left[order], page.corners[:, 0, 0], atol=2)
    np.testing.assert_allclose(pieces.boxes.height, 60, atol=3)


def test_a_soft_spot_is_no_piece() -> None:
    page = lettered(("7", 120, 60), height=110, size=(240, 320), ink=120).pixels
    assert len(pieces_in(page).boxes) == 1
    assert len(pieces_in(cv2.GaussianBlur(page, (0, 0), 12)).boxes) == 0


def dashed(gap: int, *, side: int) -> Pieces:
    """Of two strokes 80 pixels high, 60 apart; the second one has gaps."""
    mask = np.zeros((side, side), np.uint8)
    mask[20:100, 20:26] = mask[20:100, 80:86] = 1
    for top in (40, 60, 80):
        mask[top : top + gap, 80:86] = 0
    signal = cv2.GaussianBlur(mask * np.uint8(200), (3, 3), 0)
    return pieces_of(mask, signal, np.ones((1, 1), np.float32))


def test_a_stroke_that_is_broken_by_grain_is_one_piece_with_its_own_box() -> None:
    pieces = dashed(6, side=640)
    assert sorted(pieces.boxes.left.tolist()) == [20, 80]
    assert pieces.boxes.top.tolist() == [20, 20]
    assert pieces.boxes.bottom.tolist() == [100, 100]
    assert sorted(pieces.area[pieces.label].tolist()) == [62 * 6, 80 * 6]


def test_wider_gaps_are_not_bridged_nor_those_of_a_small_picture() -> None:
    assert len(dashed(8, side=640).boxes) == 5
    assert len(dashed(6, side=120).boxes) == 5


def test_what_lies_on_rules_is_left_of_them() -> None:
    mask = np.zeros((60, 90), np.uint8)
    mask[20:40, 10:20] = mask[28:32, 50:70] = 1
    rules = np.zeros_like(mask)
    rules[28:32] = 1
    signal = cv2.GaussianBlur(mask * np.uint8(200), (3, 3), 0)
    pieces = pieces_of(mask, signal, np.ones((1, 1), np.float32), rules)
    assert pieces.boxes.left.tolist() == [10]
    assert pieces.remnant.sum() == 1


def test_a_digit_that_lies_mostly_on_rules_is_a_piece() -> None:
    mask = (lettered(("2", 30, 20), height=60, size=(100, 100)).pixels < 140).astype(np.uint8)
    rules = np.zeros_like(mask)
    rules[14:90:6] = rules[15:90:6] = 1
    rules[20:65] |= mask[20:65]
    assert rules[mask > 0].mean() > 0.7
    signal = cv2.GaussianBlur(mask * np.uint8(200), (3, 3), 0)
    pieces = pieces_of(mask, signal, np.ones((1, 1), np.float32), rules)
    assert len(pieces.boxes) == 1
    assert not pieces.remnant.any()


def test_soft_edges_do_not_join_digits() -> None:
    page = lettered(("888", 40, 40), height=60, gap=0.1, size=(160, 260)).pixels
    signal, noise = contrast_over_noise(cv2.GaussianBlur(page, (0, 0), 2))
    dark, mask = inked(signal, noise)
    assert len(labelled(dark)[1]) == 2  # the page and one piece
    assert len(labelled(mask)[1]) == 4


def test_a_row_of_touching_digits_is_cut_into_parts() -> None:
    page = lettered(("3838", 40, 60), height=60, gap=-0.08, size=(180, 320)).pixels
    signal, noise = contrast_over_noise(page)
    pieces = pieces_of(inked(signal, noise)[1], signal, noise)
    assert len(np.unique(pieces.label)) < len(pieces.boxes)
    wide = pieces.boxes.right - pieces.boxes.left
    assert (wide <= 1.4 * 60).all()


def test_more_parts_than_16_bits_hold() -> None:
    dots = np.zeros((600, 600), np.uint8)
    dots[::2, ::2] = 1
    labels, stats = labelled(dots)
    assert len(stats) == 90_001
    assert labels.max() == 90_000
