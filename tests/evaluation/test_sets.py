import numpy as np
import pytest

from tenfold.conformal import HeldOut, SetScores
from tenfold.errors import UsageError
from tenfold.evaluation.scores import wilson
from tenfold.evaluation.sets import hold_out, score_sets

LIKELY = np.array([[0.7, 0.2, 0.1], [0.5, 0.4, 0.1], [0.1, 0.15, 0.75], [0.3, 0.3, 0.4]])
LABELS = np.array([0, 1, 1, 2])


def test_what_is_kept_are_the_true_labels_lowest_probabilities():
    assert hold_out(np.tile(LIKELY, (5, 1)), np.tile(LABELS, 5)) == HeldOut(20, (0.15, 0.15))


def test_sets_are_counted_as_one_would_by_hand():
    held_out = HeldOut(19, (0.2, 0.25))  # at 0.9 the second lowest, at 0.95 the lowest
    sets = score_sets(LIKELY, LABELS, held_out, coverage=0.9)
    assert sets == SetScores(0.9, 0.75, wilson(3, 4), (1 + 2 + 1 + 3) / 4)
    assert score_sets(LIKELY, LABELS, held_out, coverage=0.95).mean_size == (2 + 2 + 1 + 3) / 4


def test_on_the_held_out_pictures_themselves_the_coverage_is_reached():
    rng = np.random.default_rng(0)
    likely = rng.dirichlet([0.3] * 10, 1000)
    labels = np.array([rng.choice(10, p=row) for row in likely])
    held_out = hold_out(likely, labels)
    for coverage in (0.9, 0.95, 0.99):
        reached = score_sets(likely, labels, held_out, coverage=coverage).reached
        assert coverage <= reached <= coverage + 0.002


@pytest.mark.parametrize(
    ("likely", "labels", "text"),
    [
        (LIKELY, LABELS[:3], "Labels must be integers of shape (4,), one for each row of "),
        (LIKELY[0], LABELS, "The probabilities must be floats of shape (n, classes)"),
        (LIKELY, LABELS + 1, "Labels must be 0 to 2, one for each column of probabilities"),
    ],
)
def test_arrays_that_do_not_fit_each_other_are_explained(likely, labels, text):
    for call in (
        lambda: hold_out(likely, labels),
        lambda: score_sets(likely, labels, HeldOut(9, (0.5,)), coverage=0.9),
    ):
        with pytest.raises(UsageError) as error:
            call()
        assert str(error.value).startswith(text)
