from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.pictures.placing import bounding_box, is_placed, place, stroke_width, thicken
from tenfold.values import PictureSpec


@settings(derandomize=True, deadline=None, max_examples=80)
@given(
    st.integers(1, 120),
    st.integers(1, 120),
    st.integers(4, 40),
    st.integers(4, 40),
    st.sampled_from(["mass", "box"]),
    st.data(),
)
def test_a_crop_is_never_cut_off(height, width, rows, columns, centre, data) -> None:
    spec = PictureSpec(rows, columns, data.draw(st.integers(1, min(rows, columns))), centre)
    placed = place(np.full((height, width), 200, np.uint8), spec)
    assert placed.shape == (rows, columns)
    _, _, across, down = bounding_box(placed > 0)
    assert max(across, down) == spec.box
    shorter = spec.box * min(height, width) / max(height, width)
    assert abs(min(across, down) - max(1, shorter)) <= 0.51


def test_mass_and_box_centre_differ_where_the_ink_is_lopsided() -> None:
    crop = np.full((20, 20), 60, np.uint8)
    crop[:, :5] = 255
    by_mass = bounding_box(place(crop, PictureSpec()) > 0)
    by_box = bounding_box(place(crop, PictureSpec(centre="box")) > 0)
    assert by_box == (4, 4, 20, 20)
    assert by_mass[0] > by_box[0]


@pytest.mark.parametrize("pen", [3, 5, 9, 15])
def test_stroke_width_is_the_pens(pen: int) -> None:
    picture = np.zeros((120, 120), np.uint8)
    picture[20 : 20 + pen, 10:110] = 1
    picture[50:110, 40 : 40 + pen] = 1
    assert stroke_width(picture > 0) == pytest.approx(pen, abs=1)


def test_stroke_width_of_nothing_is_zero() -> None:
    assert stroke_width(np.zeros((4, 4), bool)) == 0


@pytest.mark.parametrize("pen", [1, 3, 5])
def test_fine_strokes_are_thickened_to_the_share_asked_for(pen: int) -> None:
    crop = np.zeros((300, 300), np.uint8)
    cv2.rectangle(crop, (pen, pen), (299 - pen, 299 - pen), 255, pen)
    grown = thicken(crop, thinnest=0.1)
    assert stroke_width(grown >= 128) / max(grown.shape) == pytest.approx(0.1, abs=0.01)


def test_thick_strokes_are_left_alone() -> None:
    crop = np.zeros((100, 100), np.uint8)
    cv2.rectangle(crop, (10, 10), (89, 89), 255, 20)
    assert thicken(crop) is crop


def test_placed_pictures_are_recognised_and_others_are_not() -> None:
    digit = np.zeros((28, 28), np.uint8)
    digit[4:24, 11:17] = 255
    assert is_placed(digit, PictureSpec())
    assert not is_placed(np.roll(digit, 4, 1), PictureSpec())
    assert not is_placed(digit, PictureSpec(box=28, centre="box"))
    assert not is_placed(digit // 3, PictureSpec())
    assert not is_placed(digit[:20], PictureSpec())
