"""Figures of whole numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.errors import UsageError
from tenfold.evaluation.reading import ReadingScores, edit_distance, score_readings

DIGITS = st.text("0123456789", max_size=8)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("", "", 0), ("12", "", 2), ("1234", "124", 1), ("124", "134", 1), ("470", "074", 2)],
)
def test_distance_counts_the_fewest_changes(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other) == distance


@settings(derandomize=True, deadline=None)
@given(DIGITS, DIGITS, DIGITS)
def test_distance_is_a_metric(one: str, other: str, third: str) -> None:
    assert edit_distance(one, other) == edit_distance(other, one)
    assert (edit_distance(one, other) == 0) == (one == other)
    assert edit_distance(one, third) <= edit_distance(one, other) + edit_distance(other, third)


def scores(threshold: float | None) -> ReadingScores:
    return score_readings(
        ["12", "34", "5", ""],
        ["12", "35", "5", ""],
        np.array([0.9, 0.4, 0.8, 0.99]),
        threshold=threshold,
        dataset="lines",
        split="test",
    )


def test_scores_count_whole_texts_and_single_digits() -> None:
    found = scores(None)
    assert (found.n, found.errors, found.accuracy) == (4, 1, 0.75)
    assert found.digit_error_rate == pytest.approx(1 / 5)
    assert (found.answered, found.right) == (1.0, 0.75)
    assert found.interval[0] < 0.75 < found.interval[1]


def test_what_is_refused_does_not_count_as_answered() -> None:
    found = scores(0.5)
    assert (found.answered, found.right) == (0.75, 1.0)
    assert scores(0.999).right is None


def test_calibration_error_is_the_distance_from_confidence_to_accuracy() -> None:
    found = score_readings(
        ["1"] * 4, ["1", "1", "1", "2"], np.full(4, 0.95), threshold=None, dataset="", split=""
    )
    assert found.ece == pytest.approx(0.2)


def test_scores_survive_json() -> None:
    assert ReadingScores.from_json(scores(0.5).to_json()) == scores(0.5)


def test_no_texts_are_an_error() -> None:
    with pytest.raises(UsageError, match="judged text by text.*Got 0 texts and 0 truths"):
        score_readings([], [], np.array([]), threshold=None, dataset="", split="")
