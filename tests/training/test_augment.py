import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from tenfold.training.augment import Augment, augment

# One setting each, large enough to be seen.
EACH = {
    "rotate": 30,
    "scale": 0.3,
    "shear": 0.4,
    "shift": 3,
    "perspective": 0.3,
    "elastic": 1.5,
    "flip": True,
    "pen": 1.0,
    "coarse": 1.0,
    "blur": 1.0,
    "stark": 1.0,
    "tone": 1.0,
    "noise": 40,
    "damage": {"erase": 1.0},
}


def rng(seed=0):
    return np.random.default_rng(seed)


def bars(n=1, size=28):
    """An L with a soft edge in the middle: uint8, shape (n, size, size)."""
    picture = np.zeros((size, size), np.uint8)
    picture[6:22, 10:13] = 255
    picture[19:22, 10:19] = 255
    picture[6:19, 13] = 100
    return np.repeat(picture[None], n, axis=0)


def test_the_table_of_settings_is_complete():
    assert set(EACH) == set(Augment.model_fields)


def test_nothing_asked_for_changes_nothing():
    assert_array_equal(augment(bars(3), Augment(), rng()), bars(3))


@pytest.mark.parametrize("name", EACH)
def test_every_setting_changes_pictures_each_in_its_own_way(name):
    pictures = bars(40)
    changed = augment(pictures, Augment(**{name: EACH[name]}), rng())
    assert changed.shape == pictures.shape
    assert changed.dtype == np.uint8
    assert len({picture.tobytes() for picture in changed}) > 1
    assert_array_equal(pictures, bars(40))  # what was handed over is as it was


@pytest.mark.parametrize("name", [name for name in EACH if name != "damage"])
def test_the_drawing_is_still_there(name):
    changed = augment(bars(40), Augment(**{name: EACH[name]}), rng())
    ink = changed.reshape(40, -1).astype(float).sum(axis=1)
    assert (ink > 0.3 * bars().sum()).all()


def test_the_same_draws_give_the_same_pictures():
    everything = Augment(**EACH)
    first, again = (augment(bars(9), everything, rng(7)) for _ in range(2))
    assert_array_equal(first, again)
    assert not np.array_equal(first, augment(bars(9), everything, rng(8)))


def test_a_quarter_turn_is_a_quarter_turn():
    """Angles are drawn evenly up to the setting; of many, one is within a degree of 90."""
    changed = augment(bars(2000), Augment(rotate=95), rng())
    turned = np.rot90(bars()[0])
    nearest = np.abs(changed.astype(int) - turned).mean(axis=(1, 2)).min()
    assert nearest < 4


def test_a_shift_moves_the_middle_by_no_more_than_was_said():
    changed = augment(bars(500), Augment(shift=2), rng()).astype(float)
    down, across = np.mgrid[:28, :28]
    weight = changed.sum(axis=(1, 2))
    middle = np.stack([(changed * axis).sum(axis=(1, 2)) / weight for axis in (down, across)])
    before = np.array([[(bars()[0] * axis).sum() / bars().sum()] for axis in (down, across)])
    moved = np.abs(middle - before)
    assert moved.max() < 2.05
    assert moved.max() > 1.9


def test_flipping_takes_about_every_second_picture():
    changed = augment(bars(400), Augment(flip=True), rng())
    mirrored = [np.array_equal(picture, bars()[0][:, ::-1]) for picture in changed]
    assert 150 < sum(mirrored) < 250
    assert all(
        m or np.array_equal(picture, bars()[0])
        for m, picture in zip(mirrored, changed, strict=True)
    )


def test_the_pen_makes_strokes_wider_and_narrower_at_full_ink():
    changed = augment(bars(200), Augment(pen=1.0), rng())
    ink = changed.reshape(200, -1).astype(float).sum(axis=1) / bars().sum()
    assert ink.min() < 0.75
    assert ink.max() > 1.2
    assert changed.reshape(200, -1).max(axis=1).min() >= 250


def test_coarse_pictures_lose_their_fine_parts_and_keep_their_ink():
    dots = np.zeros((200, 28, 28), np.uint8)
    dots[:, ::2, ::2] = 255
    changed = augment(dots, Augment(coarse=1), rng())
    assert changed.reshape(200, -1).max(axis=1).min() >= 250
    contrast = changed[:, 8:20, 8:20].reshape(200, -1).astype(float).std(axis=1)
    assert contrast.min() < 20 < 60 < contrast.max()


def test_stark_pictures_are_nearly_black_and_white():
    ramp = np.repeat(np.arange(0, 252, 9, dtype=np.uint8)[None], 28, axis=0)
    changed = augment(np.repeat(ramp[None], 200, axis=0), Augment(stark=1), rng())
    grey = ((changed > 0) & (changed < 255)).mean(axis=(1, 2))
    assert grey.min() < 0.2
    assert (np.diff(changed.astype(int), axis=2) >= 0).all()  # the order of the greys stays


def test_a_picture_leaves_nothing_in_its_neighbour():
    """All pictures of a batch lie below each other while they are changed."""
    pictures = np.zeros((5, 28, 28), np.uint8)
    pictures[2] = 255
    changed = augment(
        pictures, Augment(rotate=20, shift=5, elastic=2, pen=1, blur=1, coarse=1), rng()
    )
    assert not changed[[0, 1, 3, 4]].any()


def test_more_pictures_than_opencv_takes_at_once():
    pictures = bars(1100)
    assert_array_equal(augment(pictures, Augment(), rng()), pictures)
    assert len(augment(pictures[:0], Augment(rotate=5), rng())) == 0


@settings(derandomize=True, deadline=None, max_examples=30)
@given(
    height=st.integers(7, 40), width=st.integers(7, 40), n=st.integers(1, 5), seed=st.integers(0, 9)
)
def test_pictures_of_any_size_keep_it(height, width, n, seed):
    pictures = rng(seed).integers(0, 256, (n, height, width)).astype(np.uint8)
    changed = augment(pictures, Augment(**EACH), rng(seed))
    assert changed.shape == pictures.shape
    assert changed.dtype == np.uint8
    assert_array_equal(augment(pictures, Augment(), rng(seed)), pictures)
