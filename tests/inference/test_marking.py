from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.inference.marking import Mark, draw_marks, in_words, mark
from tenfold.inference.readings import Number, Reading
from tenfold.pictures.decode import Picture
from tenfold.values import ModelId

WHITE, BLUE, RED = (255, 255, 255), (10, 98, 169), (176, 58, 0)


def coloured(picture: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    return (picture == colour).all(axis=2)


def paper(height: int, width: int) -> np.ndarray:
    return np.full((height, width), 200, np.uint8)


def test_a_number_gets_a_box_and_its_reading():
    number = Number("47", 0.987, False, (200, 300, 80, 40), ())
    reading = Reading("a.png", None, (number,), ModelId("m", "0"), (600, 500))
    picture = Picture(paper(500, 600))
    marked = mark(picture, reading)
    assert marked.shape == (500, 600, 3)
    assert marked.dtype == np.uint8
    blue = np.argwhere(coloured(marked, BLUE))
    assert blue[:, 1].min() in range(190, 200)
    assert (picture.pixels == 200).all()
    np.testing.assert_array_equal(marked, draw_marks(picture.pixels, [
        Mark((200, 300, 80, 40), "47  98%", False)
    ]))  # fmt: skip


def test_the_share_is_rounded_down_and_doubt_is_a_question():
    assert in_words("12", 0.9999, refused=False) == "12  99%"
    assert in_words("12", 1.0, refused=False) == "12  100%"
    assert in_words("12", 0.519, refused=True) == "? 12  51%"


def test_a_refused_number_differs_in_more_than_colour():
    sure, unsure = (
        draw_marks(paper(500, 600), [Mark((200, 300, 160, 60), "x", refused)])
        for refused in (False, True)
    )
    # The upper edge of the box: a whole line, or dashes.
    row = next(y for y in range(290, 300) if coloured(sure, BLUE)[y, 210:350].all())
    dashes = coloured(unsure, RED)[row, 210:350]
    assert dashes.any()
    assert not dashes.all()
    assert len(np.flatnonzero(np.diff(dashes.astype(int)))) > 6


@pytest.mark.parametrize("dark", [0, 255])
@pytest.mark.parametrize(
    ("height", "width", "box"),
    [
        (28, 28, (6, 4, 12, 20)),
        (28, 28, (0, 0, 28, 28)),
        (2448, 3264, (1000, 1000, 600, 150)),
        (500, 20, (2, 100, 16, 8)),
        (20, 900, (2, 2, 60, 16)),
        (1, 1, (0, 0, 1, 1)),
    ],
)
def test_any_size_becomes_legible_and_digits_stay_uncovered(height, width, box, dark):
    pixels = np.full((height, width), 128, np.uint8)
    x, y, w, h = box
    pixels[y : y + h, x : x + w] = dark
    marked = draw_marks(pixels, [Mark(box, "1234567  99%", False)])
    assert max(marked.shape[:2]) >= 480
    factor = max(1, round(min(marked.shape[1] / width, marked.shape[0] / height)))
    shown = (marked == dark).all(axis=2)
    assert shown.sum() >= 0.9 * w * h * min(factor, -(-480 // max(height, width))) ** 2
    label = coloured(marked, BLUE).any(axis=1)
    assert label.sum() >= 15


@given(
    boxes=st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(20, 70), st.integers(15, 25)),
        min_size=1,
        max_size=20,
        unique_by=lambda one: one[:2],
    )
)
@settings(derandomize=True, deadline=None, max_examples=25)
def test_labels_cover_no_number_where_there_is_room(boxes):
    """Numbers of a table: cells of 100 x 100 pixels, in each of which is room for a label."""
    pixels = paper(800, 800)
    marks = []
    for column, row, width, height in boxes:
        x, y = 100 * column + 10, 100 * row + 60
        pixels[y : y + height, x : x + width] = 7
        marks.append(Mark((x, y, width, height), "123  99%", bool(column % 2)))
    marked = draw_marks(pixels, marks)
    factor = marked.shape[1] // 800
    inked = (marked == 7).all(axis=2).sum()
    assert inked == factor**2 * (pixels == 7).sum()


def test_nothing_read_leaves_the_picture_as_it_is():
    pixels = np.random.default_rng(0).integers(0, 255, (500, 490, 3)).astype(np.uint8)
    np.testing.assert_array_equal(draw_marks(pixels, []), pixels)


def test_words_of_strangers_are_cut_and_stripped():
    words = "a\x1b[31m\n" + "b" * 500
    long = draw_marks(paper(500, 600), [Mark((10, 200, 90, 40), words, False)])
    assert long.shape[1] < 1200
