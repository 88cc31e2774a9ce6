"""What each corruption does, seen on pictures simple enough to work it out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.corruptions.blur import glass_blur, motion_blur
from benchmarks.corruptions.edges import canny_edges
from benchmarks.corruptions.light import brightness, fog, landscapes, stripe
from benchmarks.corruptions.marks import dotted_line, spatter, zigzag
from benchmarks.corruptions.noise import impulse_noise, shot_noise
from benchmarks.corruptions.placing import rotate, scale, shear, translate

BLANK = np.zeros((28, 28), np.uint8)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def many(picture: np.ndarray, count: int = 200) -> np.ndarray:
    return np.repeat(picture[np.newaxis], count, axis=0)


def square(low: int, high: int) -> np.ndarray:
    picture = BLANK.copy()
    picture[low:high, low:high] = 255
    return picture


def centre(pictures: np.ndarray) -> np.ndarray:
    """Where the ink of each is, from the middle: (n, 2), y and x."""
    rows, columns = np.mgrid[:28, :28] - 13.5
    total = pictures.sum(axis=(1, 2), dtype=float)
    moments = [(pictures * along).sum(axis=(1, 2)) for along in (rows, columns)]
    return np.stack(moments, axis=1) / total[:, None]


def test_shot_noise_counts_three_photons_at_most_ink(rng):
    made = shot_noise(many(square(7, 21)), rng)
    inside = made[:, 7:21, 7:21]
    assert set(np.unique(inside)) == {0, 85, 170, 255}
    assert (inside == 0).mean() == pytest.approx(np.exp(-3), abs=0.005)
    assert made.sum() == inside.sum()


def test_impulse_noise_hits_17_in_100_half_of_them_with_ink(rng):
    grey = many(np.full((28, 28), 100, np.uint8))
    made = impulse_noise(grey, rng)
    assert set(np.unique(made)) == {0, 100, 255}
    assert (made == 255).mean() == pytest.approx(0.085, abs=0.005)
    assert (made == 0).mean() == pytest.approx(0.085, abs=0.005)


def test_glass_blur_spreads_ink_without_losing_it(rng):
    given = many(square(9, 16))
    made = glass_blur(given, rng)
    assert made.mean() == pytest.approx(given.mean(), rel=0.01)
    assert np.ptp(made[:, 12, 9]) > 50  # no two edges alike
    # Down and to the right a pixel goes one step a round, and blur reaches 3 pixels each time.
    assert made[:, 16 + 2 + 6 :].max() == made[:, :, 16 + 2 + 6 :].max() == 0


def test_motion_blur_smears_to_one_side_within_45_degrees(rng):
    dot = BLANK.copy()
    dot[14, 22] = 255
    made = motion_blur(many(dot), rng)
    y, x = np.nonzero(made.max(axis=0))
    assert x.max() == 22
    assert x.min() >= 22 - 12
    assert (np.abs(y - 14) <= 22 - x + 1).all()
    assert made.sum(axis=(1, 2), dtype=float) == pytest.approx(255, abs=10)  # each is rounded


@pytest.mark.parametrize(("move", "turned"), [(rotate, np.sin(0.4) * 12.5), (shear, 0)])
def test_slants_and_turns_go_both_ways_about_the_middle(move, turned, rng):
    bar = BLANK.copy()
    bar[13:15, 2:26] = 255  # lying: a turn lifts its end, a slant does not
    made = move(many(bar), rng)
    heights = [
        np.average(np.arange(28) - 13.5, weights=one[:, 24:27].sum(axis=1) + 1e-9) for one in made
    ]
    ends = set(np.sign(np.round(heights)))
    assert ends == ({-1, 1} if turned else {0})
    assert np.abs(centre(made)).max() < 0.2


def test_a_standing_bar_slants_by_21_degrees(rng):
    bar = BLANK.copy()
    bar[6:22, 13:15] = 255
    upper = centre(np.where(np.arange(28)[:, None] < 14, shear(many(bar), rng), 0))
    assert set(np.sign(upper[:, 1])) == {-1, 1}
    assert np.abs(upper[:, 1] / upper[:, 0]) == pytest.approx(np.tan(np.deg2rad(21.3)), abs=0.01)


def test_scale_leaves_70_percent_of_each_side(rng):
    given = many(square(4, 24), 2)
    made = scale(given, rng)
    assert made.sum() / given.sum() == pytest.approx(0.7**2, rel=0.02)
    assert centre(made) == pytest.approx(0, abs=1e-6)


def test_translate_moves_three_pixels_each_way(rng):
    given = many(square(10, 15))
    shifts = centre(translate(given, rng)) - centre(given)
    assert {tuple(shift) for shift in shifts.round(6)} == {(3, 3), (3, -3), (-3, 3), (-3, -3)}


def test_brightness_adds_half_of_the_range(rng):
    ramp = np.arange(784).reshape(1, 28, 28).clip(0, 255).astype(np.uint8)
    made = brightness(ramp, rng).astype(int)
    assert np.abs(made - np.minimum(ramp + 127.5, 255)).max() <= 0.5


def test_stripe_turns_a_quarter_at_each_side_into_its_negative(rng):
    made = stripe(many(np.full((28, 28), 55, np.uint8), 1), rng)[0]
    assert (made[:, 7:21] == 55).all()
    assert (made[:, :7] == 200).all()
    assert (made[:, 21:] == 200).all()


def test_under_fog_ink_stands_a_quarter_of_the_range_over_the_ground(rng):
    given = many(square(10, 18), 20)
    foggy, clear = fog(given, rng).astype(int), fog(given // 255, np.random.default_rng(0))
    inside, outside = foggy[:, 11:17, 11:17].mean((1, 2)), foggy[:, 4:8, 11:17].mean((1, 2))
    assert (inside - outside).mean() == pytest.approx(255 / 4, abs=10)
    assert np.ptp(outside) > 30  # each picture its own fog
    assert clear.max() <= 2  # scaled by the most ink that a picture has


def test_landscapes_reach_from_nothing_to_one_and_meet_at_their_edges(rng):
    heights = landscapes(rng, 3, 1.4)
    assert heights.shape == (3, 256, 256)
    assert heights.min(axis=(1, 2)).tolist() == [0, 0, 0]
    assert heights.max(axis=(1, 2)).tolist() == [1, 1, 1]
    inner = np.abs(np.diff(heights, axis=1)).mean()
    assert np.abs(heights[:, 0] - heights[:, -1]).mean() == pytest.approx(inner, rel=0.3)


def test_spatter_covers_ink_with_dark_mud(rng):
    on_ink = spatter(many(np.full((28, 28), 255, np.uint8)), np.random.default_rng(0))
    on_paper = spatter(many(BLANK), np.random.default_rng(0))
    muddy = on_paper > 0
    assert on_paper[muddy].min() >= round(0.8 * 63)
    assert on_paper.max() == 63
    assert np.array_equal(on_ink < 255, muddy)
    assert 0.1 < muddy.mean() < 0.4


def test_a_dotted_line_is_two_on_two_off_from_side_to_side(rng):
    made = dotted_line(many(BLANK), rng)
    assert (made.max(axis=1) > 0).any(axis=0).tolist() == [
        column % 4 >= 2 and column < 27 for column in range(28)
    ]
    # From the middle of a line it fades to nothing within two pixels.
    assert (made[:, :, 14] > 0).sum(axis=1).max() <= 3
    assert made.max() == 255


def test_a_zigzag_swings_two_rows_to_each_side_of_its_course(rng):
    made = zigzag(many(BLANK), rng)
    columns = (made.max(axis=1) > 0).any(axis=0)
    assert np.flatnonzero(columns)[[0, -1]].tolist() == [2, 25]
    inside = made[(made[:, :4].max((1, 2)) == 0) & (made[:, 24:].max((1, 2)) == 0)]
    ridge = inside.argmax(axis=1)[:, 3:24].astype(int)
    turns = (np.diff(np.sign(np.diff(ridge, axis=1)), axis=1) != 0).sum(axis=1)
    assert turns.min() >= 4
    assert np.ptp(ridge, axis=1).min() >= 3


def test_lines_are_added_to_the_ink_that_is_there(rng):
    given = many(square(9, 19))
    for mark in (dotted_line, zigzag):
        assert (mark(given, rng) >= given).all()


def test_canny_leaves_an_outline_a_pixel_wide(rng):
    given = many(square(8, 20), 1)
    made = canny_edges(given, rng)[0]
    assert set(np.unique(made)) == {0, 255}
    assert (made[11:17, 11:17] == 0).all()
    assert (made[14] > 0).sum() in (2, 4)  # both sides of an edge are equally steep
    assert canny_edges(many(BLANK, 1), rng).max() == 0


def test_canny_keeps_faint_edges_only_where_they_touch_a_strong_one(rng):
    faint = many(BLANK, 2)
    faint[:, 8:20, 8:20] = 12
    faint[1, 8:20, 8:20] = np.linspace(40, 12, 12)
    alone, touching = canny_edges(faint, rng)
    assert alone.max() == 0
    assert touching[6:10, 16].max() == 255
