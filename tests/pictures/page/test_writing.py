from __future__ import annotations

import cv2
import numpy as np

from benchmarks.reading.lettered import lettered
from tenfold.pictures.page.ink import contrast_over_noise
from tenfold.pictures.page.lines import rows_of
from tenfold.pictures.page.pieces import inked, pieces_of
from tenfold.pictures.page.rules import without_rules
from tenfold.pictures.page.writing import written


def counts(pixels: np.ndarray) -> tuple[int, int]:
    """Rows of ink, and of writing."""
    signal, noise = contrast_over_noise(pixels)
    dark, mask = inked(signal, noise)
    unruled = without_rules(mask, dark, signal)
    pieces = pieces_of(unruled.mask, signal, noise, unruled.drawn)
    rows = rows_of(pieces.boxes)
    return len(rows), len(written(rows, pieces, unruled))


def test_a_blot_is_no_writing() -> None:
    page = np.full((240, 320), 235, np.uint8)
    cv2.circle(page, (160, 120), 20, 40, -1)
    assert counts(page) == (1, 0)


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


def ruled(ink: int, pen: int) -> np.ndarray:
    """Ruled paper; beside the lines one upright stroke."""
    page = np.full((400, 640), 235, np.uint8)
    for y in range(20, 400, 90):
        cv2.line(page, (0, y), (639, y + 6), 150, 3)
    cv2.line(page, (300, 130), (302, 180), ink, pen)
    return page


def test_a_stroke_as_faint_and_fine_as_the_rules_is_a_piece_of_one() -> None:
    assert counts(ruled(150, 3)) == (1, 0)
    assert counts(ruled(60, 3)) == (1, 1)
    assert counts(ruled(150, 9)) == (1, 1)


def test_a_faint_lone_stroke_beside_a_number_is_no_digit() -> None:
    page = lettered(("528", 40, 40), height=60, size=(300, 420), ink=20).pixels
    for ink, rows in ((170, 1), (60, 2)):
        marked = page.copy()
        cv2.line(marked, (320, 200), (324, 255), ink, 7)
        assert counts(marked) == (2, rows)
