import keras
import numpy as np
import pytest

from tenfold.training import recipe as recipes
from tenfold.training.losses import losses_of, rights_of

LOGITS = np.array([[2.0, 0.0, -1.0], [0.5, 0.5, 0.5], [8.0, -8.0, -8.0]], np.float32)
TARGETS = np.array([0, 2, 1])


def losses(targets=TARGETS, **settings):
    recipe = recipes.plan("digits-fast", {"label_smoothing": 0} | settings)
    return np.asarray(losses_of(recipe, keras.ops.convert_to_tensor(LOGITS), targets))


def logarithms(logits):
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


def test_plain_losses_are_cross_entropy():
    assert losses() == pytest.approx(-logarithms(LOGITS)[np.arange(3), TARGETS], rel=1e-5)


def test_smoothing_spreads_a_share_of_the_target_evenly():
    expected = 0.9 * losses() + 0.1 * -logarithms(LOGITS).mean(axis=1)
    assert losses(label_smoothing=0.1) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("smoothing", [0, 0.1])
def test_an_outlier_asks_for_the_same_of_every_class(smoothing):
    settings = {"outliers": {"strokes": 0.1}, "label_smoothing": smoothing}
    even = -logarithms(LOGITS).mean(axis=1)
    assert losses(np.array([-1, -1, -1]), **settings) == pytest.approx(even, rel=1e-5)
    known = losses(np.array([0, -1, 1]), **settings)
    assert known[[0, 2]] == pytest.approx(losses(label_smoothing=smoothing)[[0, 2]], rel=1e-5)


def test_outliers_are_right_where_no_class_has_half():
    recipe = recipes.plan("digits-fast", {"outliers": {"strokes": 0.1}})
    logits = keras.ops.convert_to_tensor(LOGITS)
    answers = [rights_of(recipe, logits, np.array(t)) for t in ([0, 1, 1], [-1, -1, -1])]
    assert [np.asarray(one).tolist() for one in answers] == [[1, 0, 0], [0, 1, 0]]
