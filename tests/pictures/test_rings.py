from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.reading.lettered import lettered
from tenfold.pictures.page.pieces import labelled
from tenfold.pictures.rings import ring_ink, rings

SIZE = (300, 480)


def number(text: str = "4837") -> np.ndarray:
    """Four digits of 60 pixels from (150, 120) on; uint8, 0 or 1."""
    return (lettered((text, 150, 120), height=60, size=SIZE).pixels < 140).astype(np.uint8)


def ellipse(*, axes: tuple[int, int] = (130, 60), gap: int = 0, pen: int = 5) -> np.ndarray:
    """About the middle of the number, without so many of its 360 degrees."""
    drawn = np.zeros(SIZE, np.uint8)
    return cv2.ellipse(drawn, (245, 150), axes, 0, 20, 380 - gap, 1, pen)


def uneven() -> np.ndarray:
    """As `ellipse`, with a gap, and dented as a hand draws it."""
    angle = np.radians(np.arange(20, 350))
    out = 1 - 0.07 * np.sin(5 * angle) ** 2
    points = np.column_stack([245 + 130 * out * np.cos(angle), 150 + 60 * out * np.sin(angle)])
    return cv2.polylines(np.zeros(SIZE, np.uint8), [np.rint(points).astype(int)], False, 1, 4)


def box() -> np.ndarray:
    corners = np.array([(125, 90), (372, 96), (366, 205), (120, 200)])
    return cv2.polylines(np.zeros(SIZE, np.uint8), [corners], True, 1, 4)


def found(mask: np.ndarray) -> np.ndarray | None:
    labels, stats = labelled(mask)
    return ring_ink(labels, stats[1:])


@pytest.mark.parametrize("ring", [ellipse(), ellipse(pen=2), ellipse(gap=35), uneven(), box()])
def test_what_is_drawn_about_a_number_is_a_ring(ring: np.ndarray) -> None:
    ink = found(number() | ring)
    assert ink is not None
    assert (ring & ~ink).sum() < 0.03 * ring.sum()
    assert (ink & ~ring).sum() == 0


def test_half_a_ring_is_none() -> None:
    assert found(number() | ellipse(gap=160)) is None


def test_a_comb_for_digits_is_left_to_those_who_know_forms() -> None:
    comb = box()
    for x in (195, 248, 302):
        cv2.line(comb, (x, 94), (x, 203), 1, 4)
    assert found(number() | comb) is None


@pytest.mark.parametrize("text", ["4837", "0689", "0000", "8"])
def test_a_number_alone_has_no_rings(text: str) -> None:
    assert found(number(text)) is None


def with_nought_marked(text: str, *, length: int) -> np.ndarray:
    """A number with a stroke of this length in its first digit, a 0 of 100 pixels."""
    drawn = lettered((text, 40, 100), height=100, size=SIZE, pen=0.06)
    mask = (drawn.pixels < 140).astype(np.uint8)
    return cv2.line(mask, (70, 150 - length // 2), (70, 150 + length // 2), 1, 4)


def test_a_nought_with_a_dot_in_it_is_no_ring() -> None:
    assert found(with_nought_marked("0", length=12)) is None


def test_a_nought_in_a_line_is_no_ring_whatever_is_in_it() -> None:
    assert found(with_nought_marked("0", length=44)) is not None
    assert found(with_nought_marked("0437", length=44)) is None


def test_strokes_that_touch_a_ring_stay() -> None:
    digits, ring = number(), ellipse(axes=(112, 60))
    ink = found(digits | ring)
    assert cv2.connectedComponents(digits | ring)[0] < 6
    assert ink is not None
    assert (digits & ink).sum() < 0.12 * digits.sum()


def test_rings_are_told_apart_from_what_they_hold() -> None:
    labels, stats = labelled(number() | ellipse())
    (place,) = np.flatnonzero(rings(labels, stats[1:]))
    assert stats[1:][place, cv2.CC_STAT_WIDTH] > 250
