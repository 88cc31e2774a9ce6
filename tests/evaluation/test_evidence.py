import numpy as np
import pytest

from tenfold.evaluation.evidence import (
    AGAINST,
    FOR,
    beside,
    covering,
    framed,
    shaded,
    similar_tile,
    step_tiles,
    thumbnail,
    tinted,
)


def test_evidence_for_is_orange_and_against_is_blue():
    pixels = np.full((1, 3), 100, np.uint8)
    left, middle, right = tinted(pixels, np.array([[4.0, 0.0, -4.0]]))[0].astype(int)
    assert middle.tolist() == [100, 100, 100]
    assert np.abs(left - FOR).max() < 25
    assert np.abs(right - AGAINST).max() < 25


def test_weaker_evidence_is_paler():
    shown = tinted(np.zeros((1, 3), np.uint8), np.array([[8.0, 4.0, 2.0]]))[0, :, 0].astype(int)
    assert shown[0] > shown[1] > shown[2] > 0


def test_a_picture_in_which_nothing_matters_does_not_glow():
    faint = tinted(np.zeros((4, 4), np.uint8), np.full((4, 4), 0.02))
    assert faint.max() < 10
    assert shaded(np.full((4, 4), 0.02)).max() < 10


def test_shades_show_what_spoke_for_the_answer_only():
    assert shaded(np.array([[6.0, 3.0, -9.0]])).tolist() == [[255, 128, 0]]


def test_a_picture_stands_beside_itself():
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    both = beside(pixels, np.zeros((3, 4)))
    assert both.shape == (3, 9, 3)
    assert np.array_equal(both[:, :4], both[:, 5:])


@pytest.mark.parametrize(
    ("shape", "small"), [((600, 300), (60, 30)), ((20, 30), (20, 30)), ((1, 900), (1, 60))]
)
def test_a_thumbnail_fits_keeps_its_aspect_and_never_grows(shape, small):
    assert thumbnail(np.zeros(shape, np.uint8), side=60).shape == small


def test_thin_strokes_stay_as_bright_as_they_were():
    page = np.zeros((1000, 1000), np.uint8)
    page[:, 500] = 230
    assert thumbnail(page, side=100).max() == 230


def test_the_box_is_framed_where_it_lies():
    page = np.full((200, 400), 255, np.uint8)
    shown = framed(page, (100, 50, 200, 100), side=40)
    assert shown.shape == (20, 40, 3)
    orange = (shown == FOR).all(axis=2)
    assert orange[4, 9:31].all()
    assert orange[15, 9:31].all()
    assert orange[4:16, 9].all()
    assert orange.sum() == 2 * 22 + 2 * 10


def test_a_small_picture_is_enlarged_so_that_its_frame_is_thin():
    assert framed(np.zeros((28, 28), np.uint8), (4, 4, 20, 20), side=150).shape == (140, 140, 3)


def test_steps_become_tiles_the_first_with_its_box():
    steps = [("grey", np.zeros((300, 200), np.uint8)), ("ink", np.zeros((28, 28), np.uint8))]
    first, last = step_tiles(steps, (10, 10, 50, 50), side=100)
    assert (first.caption, first.pixels.shape) == ("grey", (100, 67, 3))
    assert (last.caption, last.pixels.shape) == ("ink", (28, 28))
    plain, _ = step_tiles(steps, None, side=100)
    assert plain.pixels.shape == (100, 67)


def test_a_picture_that_is_seen_as_it_was_given_has_no_steps():
    assert step_tiles([("standardised", np.zeros((28, 28), np.uint8))], None, side=100) == []


def test_a_similar_picture_names_its_class_row_and_likeness():
    tile = similar_tile(np.zeros((28, 28), np.uint8), "Shirt", index=57797, similarity=0.9962)
    assert (tile.caption, tile.detail) == ("Shirt", "#57797, 0.996")


@pytest.mark.parametrize(
    ("covered", "sentence"),
    [
        (0.023, "Covering the 5 x 5 pixels that speak loudest for 8 takes it from 99.9% to 2.3%."),
        (
            0.9994,
            "Covering the 5 x 5 pixels that speak loudest for 8 leaves it at 99.9%: no single "
            "place decides.",
        ),
    ],
)
def test_a_sentence_says_what_covering_does(covered, sentence):
    assert covering("8", 0.9994, covered, patch=5) == sentence
