from __future__ import annotations

import cv2
import numpy as np
from pictures.lettered import lettered

from tenfold.pictures.page_ink import contrast_over_noise
from tenfold.pictures.page_lines import rows_of
from tenfold.pictures.page_pieces import inked, labelled, pieces_of
from tenfold.pictures.page_writing import written


def counts(pixels: np.ndarray) -> tuple[int, int]:
    """Rows of ink, and of writing."""
    signal, noise = contrast_over_noise(pixels)
    pieces = pieces_of(inked(signal, noise)[1], signal, noise)
    rows = rows_of(pieces.boxes)
    return len(rows), len(written(rows, pieces))


def test_a_blot_is_no_writing() -> None:
    page = np.full((240, 320), 235, np.uint8)
    cv2.circle(page, (160, 120), 20, 40, -1)
    assert counts(page) == (1, 0)


def test_a_soft_spot_is_no_writing() -> None:
    page = np.full((240, 320), 235, np.uint8)
    cv2.putText(page, "7", (120, 160), cv2.FONT_HERSHEY_SIMPLEX, 3, 120, 8)
    found, kept = counts(cv2.GaussianBlur(page, (0, 0), 12))
    assert found >= 1
    assert kept == 0


def test_small_things_beside_a_number_are_specks() -> None:
    page = lettered(("52", 60, 60), height=80, size=(300, 320)).pixels
    cv2.line(page, (60, 230), (66, 242), 40, 2)
    assert counts(page) == (2, 1)


def test_a_line_of_small_digits_beside_a_large_number_stays() -> None:
    page = lettered(("52", 60, 60), height=80, size=(300, 320)).pixels
    small = lettered(("4071", 60, 220), height=24, size=(300, 320)).pixels
    assert counts(np.minimum(page, small)) == (2, 2)


def test_what_shows_through_is_no_writing() -> None:
    page = lettered(("528", 40, 40), height=70, size=(300, 320), ink=20).pixels
    behind = lettered(("903", 60, 180), height=70, size=(300, 320), ink=215).pixels
    assert counts(np.minimum(page, behind)) == (2, 1)


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
