import numpy as np
import pytest
from numpy.testing import assert_array_equal

from tenfold.training.damage import Damage, damaged

KINDS = tuple(Damage.model_fields)


def rng(seed=0):
    return np.random.default_rng(seed)


def crosses(n=1, size=28):
    """Two crossing strokes, 3 pixels wide: uint8, shape (n, size, size)."""
    picture = np.zeros((size, size), np.uint8)
    picture[5:23, 13:16] = 255
    picture[13:16, 5:23] = 255
    return np.repeat(picture[None], n, axis=0)


@pytest.mark.parametrize("kind", KINDS)
def test_the_share_is_that_of_the_pictures_which_suffer(kind):
    pictures = crosses(600)
    changed = damaged(pictures, Damage(**{kind: 0.3}), rng())
    suffered = (changed != pictures).any(axis=(1, 2)).mean()
    assert 0.2 < suffered < 0.4
    assert changed.dtype == np.uint8
    assert_array_equal(pictures, crosses(600))  # what was handed over is as it was


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_draws_do_the_same_damage(kind):
    shares = Damage(**{kind: 1})
    first, again, other = (damaged(crosses(20), shares, rng(s)) for s in (3, 3, 4))
    assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_any_shape_can_suffer(kind):
    wide = np.zeros((5, 9, 17), np.uint8)
    wide[:, 3:6, 4:12] = 200
    assert damaged(wide, Damage(**{kind: 1}), rng()).shape == (5, 9, 17)
    assert damaged(wide[:0], Damage(**{kind: 1}), rng()).shape == (0, 9, 17)


def test_no_damage_is_none():
    assert_array_equal(damaged(crosses(5), Damage(), rng()), crosses(5))


def test_ink_stays_brighter_than_the_ground_it_stands_on():
    changed = damaged(crosses(300), Damage(ground=1), rng())
    ink = crosses()[0] > 0
    assert (changed[:, ink] == 255).all()
    assert changed[:, ~ink].max() <= 205
    assert changed[:, ~ink].mean() > 50
    spread = changed[:, ~ink].astype(int).max(axis=1) - changed[:, ~ink].min(axis=1)
    assert 0.2 < (spread == 0).mean() < 0.4  # even grounds


def test_an_outline_is_empty_within():
    changed = damaged(crosses(50), Damage(outline=1), rng())
    assert (changed[:, 14, 14] == 0).all()
    assert (changed.max(axis=(1, 2)) == 255).all()


def test_scratches_only_add_ink():
    changed = damaged(crosses(50), Damage(scratches=1), rng())
    assert (changed >= crosses(50)).all()


def test_a_negative_of_the_negative_rectangle_is_the_picture():
    pictures = crosses(50)
    changed = damaged(pictures, Damage(negative=1), rng())
    assert ((changed == pictures) | (changed == 255 - pictures)).all()


def test_specks_are_black_or_white_and_few():
    pictures = crosses(200) // 2
    changed = damaged(pictures, Damage(specks=1), rng())
    hit = changed != pictures
    assert set(np.unique(changed[hit])) == {0, 255}
    assert 0.05 < hit.mean() < 0.2


def test_an_erased_rectangle_has_one_grey():
    pictures = rng().integers(0, 256, (50, 28, 28)).astype(np.uint8)
    changed = damaged(pictures, Damage(erase=1), rng(1))
    for before, after in zip(pictures, changed, strict=True):
        rows, columns = np.nonzero(before != after)
        part = after[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        assert len(np.unique(part)) == 1
