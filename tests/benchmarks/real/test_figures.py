from __future__ import annotations

import numpy as np
import pytest

from benchmarks.real.asking import Answers
from benchmarks.real.figures import label_sets, mistakes, row
from tenfold.conformal import HeldOut, SetScores
from tenfold.evaluation.scores import wilson
from tenfold.studies.speed.processes import SideError


def answers(labels, confidence, refused, *, probabilities=True) -> Answers:
    """Of two classes; confidence NaN: the picture could not be read."""
    labels, sure = np.array(labels), np.array(confidence)
    likely = np.where(labels[:, None] == np.arange(2), sure[:, None], 1 - sure[:, None])
    return Answers(labels, likely if probabilities else None, np.array(refused, bool), 0.002)


def test_accuracy_counts_refused_pictures_and_the_rest_has_its_own():
    one = row(
        "m", answers([0, 1, 1, 0], [0.9, 0.9, 0.6, 0.9], [0, 0, 1, 0]), np.array([0, 1, 0, 0])
    )
    assert (one.n, one.accuracy, one.refused, one.accepted_accuracy) == (4, 0.75, 0.25, 1.0)
    assert one.interval == wilson(3, 4)
    assert one.seconds == 0.002
    # Three at 0.9 that are all right, one at 0.6 that is wrong.
    assert one.ece == pytest.approx((3 * 0.1 + 0.6) / 4)


def test_where_all_are_to_be_refused_the_interval_is_of_that_share():
    one = row("m", answers([0, 1], [0.9, 0.6], [0, 1]), None)
    assert (one.accuracy, one.accepted_accuracy, one.ece) == (None, None, None)
    assert (one.refused, one.interval) == (0.5, wilson(1, 2))


def test_a_picture_that_cannot_be_read_counts_as_wrong_and_not_for_calibration():
    one = row("m", answers([0, -1], [0.8, np.nan], [0, 0]), np.array([0, 1]))
    assert (one.accuracy, one.unread) == (0.5, 1)
    assert one.ece == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (answers([0], [0.8], [0], probabilities=False), None),
        (answers([-1], [np.nan], [0]), None),
    ],
)
def test_calibration_needs_probabilities(said, expected):
    assert row("m", said, np.array([0])).ece is expected


def test_all_refused_leaves_nothing_to_be_right_about():
    assert row("m", answers([0], [0.8], [1]), np.array([0])).accepted_accuracy is None


def test_a_model_that_cannot_be_asked_is_a_row_with_the_reason():
    one = row("m", SideError("no such module"), np.array([0]))
    assert (one.failure, one.n, one.accuracy) == ("no such module", None, None)


SAID = answers([0, 1, 1, -1], [0.9, 0.6, 0.95, np.nan], [0, 0, 1, 0])
TRUTH = np.array([0, 0, 0, 1])
ENOUGH = HeldOut(99, (0.4, *[0.5] * 9))


def test_prediction_sets_are_of_the_pictures_that_could_be_read():
    assert label_sets(SAID, TRUTH, ENOUGH) == SetScores(0.99, 2 / 3, wilson(2, 3), 4 / 3)


@pytest.mark.parametrize(
    ("said", "truth", "held_out"),
    [
        (SAID, TRUTH, None),
        (SAID, TRUTH, HeldOut(98, (0.4,) * 9)),
        (SAID, None, ENOUGH),
        (SideError("no such module"), TRUTH, ENOUGH),
        (answers([-1], [np.nan], [0]), TRUTH[:1], ENOUGH),
        (answers([0], [0.9], [0], probabilities=False), TRUTH[:1], ENOUGH),
    ],
    ids=["old file", "too few", "all to refuse", "cannot be asked", "none read", "labels only"],
)
def test_where_there_are_no_prediction_sets_there_are_no_figures(said, truth, held_out):
    assert label_sets(said, truth, held_out) is None


def test_mistakes_are_the_most_confident_first():
    said = answers([0, 1, 1, -1, 0], [0.6, 0.9, 0.7, np.nan, 0.99], [0, 0, 1, 0, 0])
    truth = np.array([1, 0, 0, 0, 0])
    assert mistakes(said, truth).tolist() == [1, 2, 0]
    assert mistakes(said, None).tolist() == [4, 1, 0]
