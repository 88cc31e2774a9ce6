from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures.drawn import STROKES, page

from tenfold.pictures.parts import Parts, digit_parts, surroundings


def drawing(name: str = "zed") -> np.ndarray:
    return (page(name, size=(200, 240), at=(60, 40)) < 128).astype(np.uint8)


@pytest.mark.parametrize("name", STROKES)
def test_a_digit_is_not_its_own_surroundings(name: str) -> None:
    assert surroundings(Parts.of(drawing(name))) is None


def test_a_desk_along_two_sides_is_surroundings() -> None:
    desk = np.zeros_like(drawing())
    desk[:25] = desk[:, :20] = 1
    np.testing.assert_array_equal(surroundings(Parts.of(drawing() | desk)), desk > 0)


@pytest.mark.parametrize("side", [40, 6])
def test_a_corner_in_shadow_is_surroundings_even_alone(side: int) -> None:
    corner = cv2.fillPoly(
        np.zeros((100, 100), np.uint8), [np.array([(99 - side, 0), (99, 0), (99, side)])], 1
    )
    np.testing.assert_array_equal(surroundings(Parts.of(corner)), corner > 0)


def test_a_frame_around_a_digit_is_surroundings() -> None:
    frame = cv2.rectangle(np.zeros_like(drawing()), (40, 20), (200, 180), 1, 4)
    np.testing.assert_array_equal(surroundings(Parts.of(drawing() | frame)), frame > 0)
    assert surroundings(Parts.of(frame)) is None


def test_what_lies_far_from_the_digit_is_dropped_and_a_free_bar_is_kept() -> None:
    digit = drawing("seven")
    bar, dash = np.zeros_like(digit), np.zeros_like(digit)
    cv2.line(bar, (80, 36), (130, 34), 1, 6)
    cv2.line(dash, (212, 180), (238, 180), 1, 3)
    np.testing.assert_array_equal(digit_parts(Parts.of(digit | bar | dash)), (digit | bar) > 0)


def test_some_of_the_parts_are_a_mask_again() -> None:
    mask = np.random.default_rng(0).random((40, 30)) < 0.2
    parts = Parts.of(mask)
    np.testing.assert_array_equal(parts.only(np.ones(len(parts.stats), bool)), mask)
    assert not parts.only(np.zeros(len(parts.stats), bool)).any()
    even = np.arange(len(parts.stats)) % 2 == 0
    np.testing.assert_array_equal(parts.only(even) ^ parts.only(~even), mask)
    assert parts.only(even).sum() == parts.stats[even, cv2.CC_STAT_AREA].sum()


def test_the_finest_chequers_have_a_number_each() -> None:
    mask = np.zeros((500, 500), bool)
    mask[::2, ::2] = True
    assert len(Parts.of(mask).stats) == 250 * 250


def punched(*centres: tuple[int, int]) -> np.ndarray:
    holes = np.zeros((200, 360), np.uint8)
    for centre in centres:
        cv2.circle(holes, centre, 18, 1, -1)
    return holes


@pytest.mark.parametrize("name", STROKES)
def test_punched_holes_beside_a_digit_are_dropped(name: str) -> None:
    digit = (page(name, size=(200, 360), at=(200, 40)) < 128).astype(np.uint8)
    holes = punched((30, 40), (30, 100), (30, 160))
    np.testing.assert_array_equal(digit_parts(Parts.of(digit | holes)), digit > 0)


def test_what_is_round_and_filled_stays_where_nothing_else_is_drawn() -> None:
    holes = punched((60, 100), (150, 100))
    np.testing.assert_array_equal(digit_parts(Parts.of(holes)), holes > 0)
