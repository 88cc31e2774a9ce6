from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inference.scans import BOXES, HEIGHT, WIDTH, form, scanned

from tenfold.pictures.registering import ALIKE, Reference, cut_out, scaling

EMPTY = form()
FILLED = form({"member": "4709112", "year": "1987"})
REFERENCE = Reference(EMPTY)
CORNERS = np.array(
    [[u, v, 1] for x, y, w, h in BOXES.values() for u in (x, x + w) for v in (y, y + h)]
)


def misplaced(found: np.ndarray, truth: np.ndarray) -> float:
    """How far the corners of the fields are from where they should be, in pixels, at most."""
    return float(np.abs(CORNERS @ (found - truth).T).max())


@given(
    turn=st.floats(-2.5, 2.5),
    scale=st.floats(0.95, 1.05),
    x=st.floats(-0.05, 0.05),
    y=st.floats(-0.05, 0.05),
)
@settings(derandomize=True, deadline=None, max_examples=6)
def test_a_filled_scan_is_found_within_a_pixel_or_two(turn, scale, x, y):
    scan, truth = scanned(FILLED, turn=turn, scale=scale, shift=(x, y))
    placement = REFERENCE.locate(scan)
    assert placement.likeness > ALIKE
    assert misplaced(placement.to_scan, truth) < 2


@pytest.mark.parametrize("size", [(400, 500), (1654, 2067)])
def test_a_scan_of_another_resolution_is_found_too(size):
    scan, truth = scanned(FILLED, turn=1, size=size)
    placement = REFERENCE.locate(np.stack([scan] * 3, axis=-1))
    assert misplaced(placement.to_scan, truth) < 2


def test_a_scan_upside_down_is_found():
    placement = REFERENCE.locate(FILLED[::-1, ::-1].copy())
    over = np.array([[-1, 0, WIDTH - 1], [0, -1, HEIGHT - 1]])
    assert misplaced(placement.to_scan, over) < 1


@pytest.mark.parametrize("empty", [REFERENCE, Reference(np.full((50, 40), 255, np.uint8))])
def test_a_blank_page_is_like_nothing(empty):
    placement = empty.locate(np.full((1000, 800), 250, np.uint8))
    assert placement.likeness == 0
    assert np.isfinite(placement.to_scan).all()


def test_another_page_is_not_alike():
    other = np.full((HEIGHT, WIDTH), 255, np.uint8)
    other[100:900:37, 80:700] = 0
    assert REFERENCE.locate(other).likeness < ALIKE
    assert Reference(other).locate(FILLED).likeness < ALIKE


def test_a_part_is_cut_out_levelled():
    scan, truth = scanned(FILLED, turn=2, scale=1.04, shift=(0.03, 0))
    x, y, width, height = BOXES["member"]
    part, to_scan = cut_out(scan, truth, (x, y, width, height))
    scale = len(part) / height
    assert scale == pytest.approx(1.04, abs=0.02)
    # The frame's lines run along the part's edges from end to end.
    assert (part[:3].min(axis=0) < 140).all()
    assert (part[-3:].min(axis=0) < 140).all()
    ends = np.array([[0, 0, 1], [part.shape[1] - 1, len(part) - 1, 1]]) @ to_scan.T
    expected = np.array([[x, y, 1], [x + width - 1, y + height - 1, 1]]) @ truth.T
    np.testing.assert_allclose(ends, expected, atol=1)


def test_an_unturned_part_keeps_every_pixel():
    part, to_scan = cut_out(FILLED, scaling(FILLED.shape, FILLED.shape), (300, 120, 420, 80))
    np.testing.assert_array_equal(part, FILLED[120:200, 300:720])
    np.testing.assert_array_equal(to_scan, [[1, 0, 300], [0, 1, 120]])


def test_beyond_the_scan_a_part_goes_on_in_the_colour_of_paper():
    scan = np.full((60, 80, 3), (250, 240, 200), np.uint8)
    part, _ = cut_out(scan, np.eye(2, 3), (-20, -10, 50, 40))
    assert part.shape == (40, 50, 3)
    assert (part == (250, 240, 200)).all()


def test_plain_scaling_maps_centres_of_pixels():
    np.testing.assert_allclose(scaling((10, 20), (20, 60)) @ [0, 0, 1], [1, 0.5])
    np.testing.assert_allclose(scaling((10, 20), (20, 60)) @ [19, 9, 1], [58, 18.5])


def test_print_is_taken_away_and_writing_stays():
    scan, truth = scanned(FILLED, turn=1.5, scale=1.03)
    x, y, width, height = BOXES["member"]
    part, part_to_scan = cut_out(scan, truth, (x - 10, y - 10, width + 20, height + 20))
    clean = REFERENCE.taken_away(part, part_to_scan, truth)
    frame = np.ones(part.shape, bool)
    frame[16:-16, 16:-16] = False
    assert (part[frame] < 128).any()
    assert (clean[frame] > 200).all()
    inner = np.s_[20:-20, 20:-20]
    np.testing.assert_array_equal(clean[inner], part[inner])
    assert (clean[inner] < 100).any()


def test_a_stroke_across_a_printed_line_goes_on():
    line = np.full((200, 300), 255, np.uint8)
    line[98:101] = 0
    crossed = line.copy()
    crossed[20:180, 145:155] = 0
    clean = Reference(line).taken_away(crossed, np.eye(2, 3), np.eye(2, 3))
    assert (clean[20:180, 148:152] < 128).all()
    assert (clean[90:110, :130] > 200).all()
