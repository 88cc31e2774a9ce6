"""Pictures that are hard to find writing in are looked at in several ways."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.reading.lettered import in_strip, lettered
from tenfold.pictures.decode import Picture
from tenfold.pictures.page.finding import find_strips, looks


def sees(pixels: np.ndarray, corners: np.ndarray) -> list[bool]:
    """Of each look, whether one strip holds all digits."""
    answers = []
    for page in looks(Picture(pixels)):
        places = [(in_strip(corners, strip.to_page), strip.pixels) for strip in page.strips]
        answers.append(
            any(
                (where > -3).all() and (where < (pixels.shape[1] + 3, 35)).all()
                for where, pixels in places
            )
        )
    return answers


def test_the_first_look_is_the_page_as_it_is_found() -> None:
    page = lettered(("3052", 60, 60))
    first = next(looks(Picture(page.pixels)))
    (one,), (other,) = first.strips, find_strips(Picture(page.pixels)).strips
    assert np.array_equal(one.pixels, other.pixels)


def test_a_number_on_a_page_beside_the_table_it_lies_on_is_found() -> None:
    """Strips of the table along the border once were lines as high as the picture."""
    page = lettered(("27016", 150, 130), size=(420, 640))
    page.pixels[:, :14] = 40
    page.pixels[-12:] = 50
    assert sees(page.pixels, page.corners)[0]


@pytest.mark.parametrize(("paper", "ink"), [(235, 60), (60, 200)])
def test_the_last_look_takes_ink_for_paper(paper: int, ink: int) -> None:
    """The vote on which is which may be wrong however clear it is, as in the glare of a lamp."""
    page = lettered(("8163", 90, 110), paper=paper, ink=ink)
    strokes = abs(page.pixels.astype(int) - ink) < 20
    *others, last = looks(Picture(page.pixels))
    shown = [
        cv2.resize(look.ink, page.pixels.shape[::-1])[strokes].mean() for look in (*others, last)
    ]
    assert len(others) == 3
    assert [page.before_reverse for page in (*others, last)] == [False, False, True, False]
    assert min(shown[:-1]) > 150
    assert shown[-1] < 50


def test_a_page_partly_in_the_sun_is_seen_whole_by_some_look() -> None:
    page = lettered(("6131874", 60, 200), size=(480, 640), height=36)
    y, x = np.mgrid[:480, :640]
    lit = np.where(x + 1.6 * y > 760, 1.0, 0.42)
    pixels = np.rint(page.pixels * lit).astype(np.uint8)
    assert any(sees(pixels, page.corners))


@pytest.mark.parametrize("seed", range(3))
def test_faint_writing_in_grain_is_seen_by_some_look(seed: int) -> None:
    page = lettered(("94380", 300, 420), size=(900, 1300), height=110, paper=150, ink=118, pen=0.1)
    grain = np.random.default_rng(seed).normal(0, 13, page.pixels.shape)
    pixels = np.clip(np.rint(page.pixels + grain), 0, 255).astype(np.uint8)
    assert any(sees(pixels, page.corners))


@pytest.mark.parametrize("seed", range(3))
def test_so_is_a_line_by_itself(seed: int) -> None:
    """A small picture has coarser copies too."""
    page = lettered(("94380", 40, 30), size=(100, 260), height=40, paper=170, ink=125, pen=0.1)
    grain = np.random.default_rng(seed).normal(0, 14, page.pixels.shape)
    pixels = np.clip(np.rint(page.pixels + grain), 0, 255).astype(np.uint8)
    seen = sees(pixels, page.corners)
    assert any(seen)


def shining_through() -> tuple[np.ndarray, np.ndarray]:
    """A number in full ink, and others much fainter around and under it, as from the back."""
    page = lettered(("3052", 160, 120), size=(360, 480))
    back = lettered(("84619", 120, 130), ("7758", 90, 40), ("9126", 200, 220), size=(360, 480))
    through = cv2.GaussianBlur(255 - back.pixels[:, ::-1], (0, 0), 1.5)
    return cv2.subtract(page.pixels, (through * 0.15).astype(np.uint8)), page.corners


def test_what_shines_through_from_the_back_is_left_out_by_a_look_at_the_darkest_ink() -> None:
    pixels, corners = shining_through()
    first, second, *_ = looks(Picture(pixels))
    assert (first.has_faint, first.darkest) == (True, False)
    assert (second.has_faint, second.darkest) == (True, True)
    (strip,) = second.strips
    places = in_strip(corners, strip.to_page)
    beside = np.ones(strip.pixels.shape, bool)
    for low, high in zip(places.min(1), places.max(1), strict=True):
        beside[:, max(0, int(low[0]) - 2) : int(high[0]) + 3] = False
    assert (strip.pixels[beside] > 60).mean() < 0.02


def test_ink_of_one_kind_is_not_looked_at_for_its_darkest() -> None:
    page = lettered(("3052", 60, 60))
    assert not any(look.has_faint or look.darkest for look in looks(Picture(page.pixels)))


def boxed(drawn: np.ndarray) -> np.ndarray:
    result = drawn.copy()
    high, wide = drawn.shape
    cv2.rectangle(result, (6, 5), (wide - 7, high - 6), 20, 3)
    return result


def test_the_first_look_at_a_cell_of_a_form_is_without_its_sides() -> None:
    five = lettered(("5", 28, 22), size=(100, 90), height=56, ink=170).pixels
    first, second, *_ = looks(Picture(boxed(five)))
    assert [first.in_cell, second.in_cell] == [True, False]
    (strip,) = first.strips
    (alone,) = find_strips(Picture(five)).strips
    assert strip.pixels.shape[1] == pytest.approx(alone.pixels.shape[1], abs=4)


def test_a_picture_of_several_boxes_side_by_side_is_no_cell() -> None:
    digits = lettered(("512", 40, 22), size=(100, 240), height=56, ink=60).pixels
    assert not any(page.in_cell for page in looks(Picture(boxed(digits))))
