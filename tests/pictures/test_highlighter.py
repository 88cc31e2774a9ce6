"""A highlighter over writing: its ink is seen as if nothing had been there."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from benchmarks.reading.lettered import lettered
from tenfold.pictures.colour import plane_of
from tenfold.pictures.highlighter import without_highlighter

YELLOW, GREEN, PINK, ORANGE = (255, 245, 90), (140, 245, 120), (255, 140, 200), (255, 190, 90)
BAR = (slice(150, 260), slice(90, 480))


def drawn() -> np.ndarray:
    return lettered(("7042", 150, 170), size=(400, 600), height=70, pen=0.1).pixels


def highlighted(colour: tuple[int, int, int], ink: np.ndarray) -> np.ndarray:
    """RGB with a bar of a colour laid over it, which takes light of paper and ink alike."""
    rgb = ink.astype(np.float32) if ink.ndim == 3 else np.repeat(ink[..., None], 3, 2) * 1.0
    rgb[BAR] *= np.array(colour) / 255
    return np.rint(rgb).astype(np.uint8)


def grey(rgb: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)


@pytest.mark.parametrize("colour", [YELLOW, GREEN, PINK, ORANGE])
def test_highlighted_ink_is_seen_as_if_it_were_not(colour: tuple[int, int, int]) -> None:
    ink = drawn()
    rgb = highlighted(colour, ink)
    before, after = (np.abs(plane.astype(int) - ink).mean() for plane in (grey(rgb), plane_of(rgb)))
    assert before > 3
    assert after < 1.5


def test_a_lamp_that_is_yellow_itself_does_not_hide_it() -> None:
    ink = drawn()
    rgb = np.rint(highlighted(GREEN, ink) * np.array([1, 0.9, 0.7])).astype(np.uint8)
    plane = without_highlighter(rgb, grey(rgb))
    assert plane is not None
    paper = plane[BAR][drawn()[BAR] > 230]
    assert np.ptp(paper) < 12


@pytest.mark.parametrize("colour", [(220, 40, 40), (20, 60, 220), (30, 160, 60)])
def test_coloured_ink_is_no_highlighter(colour: tuple[int, int, int]) -> None:
    share = 1 - drawn()[..., None] / 255
    rgb = np.rint(255 - share * (255 - np.array(colour))).astype(np.uint8)
    assert without_highlighter(rgb, grey(rgb)) is None


def test_a_bar_without_ink_in_it_is_left() -> None:
    rgb = highlighted(YELLOW, np.full((400, 600), 240, np.uint8))
    assert without_highlighter(rgb, grey(rgb)) is None


def test_red_ink_under_a_highlighter_is_not_lost() -> None:
    """Its red is as bright as the paper's: without what was laid over it, it would be gone."""
    share = 1 - drawn()[..., None] / 255
    red = 255 - share * (255 - np.array([250, 40, 40]))
    rgb = highlighted(YELLOW, red)
    assert without_highlighter(rgb, grey(rgb)) is None


@settings(derandomize=True, deadline=None)
@given(
    arrays.arrays(
        np.uint8, st.tuples(st.integers(8, 40), st.integers(8, 40), st.just(3)), fill=st.just(200)
    )
)
def test_nothing_becomes_darker_whatever_the_picture(rgb: np.ndarray) -> None:
    plane = without_highlighter(rgb, grey(rgb))
    if plane is not None:
        assert plane.dtype == np.uint8
        assert plane.shape == rgb.shape[:2]
        assert (plane.astype(int) >= grey(rgb)).all()
