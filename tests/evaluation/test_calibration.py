import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.errors import UsageError
from tenfold.evaluation.calibration import (
    answering_curve,
    expected_calibration_error,
    fit_temperature,
    lowest_accepted,
    refusal_threshold,
    reliability,
)
from tenfold.probability import log_softmax, softmax


def two_classes(confidences, right):
    """Probabilities of two classes with these confidences, and labels that make them right."""
    first = np.asarray(confidences, dtype=np.float64)
    return np.stack([first, 1 - first], axis=1), np.where(right, 0, 1)


def drawn(n: int, *, too_sure: float, seed: int = 0):
    """Logits whose labels are drawn from their own probabilities, then made `too_sure` times."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(scale=2, size=(n, 4))
    labels = (softmax(logits).cumsum(axis=1) < rng.random((n, 1))).sum(axis=1)
    return (logits * too_sure).astype(np.float32), labels


def loss(logits, labels, temperature):
    return -log_softmax(logits, temperature)[np.arange(len(labels)), labels].mean()


def test_bins_hold_their_upper_edge():
    probabilities, labels = two_classes([0.75, 0.75001], [True, False])
    low, high = reliability(probabilities, labels, bins=4)[2:]
    assert (low.count, low.accuracy, low.confidence) == (1, 1.0, 0.75)
    assert (high.count, high.accuracy) == (1, 0.0)


def test_empty_bins_say_none():
    probabilities, labels = two_classes([1.0], [True])
    first, last = reliability(probabilities, labels, bins=2)
    assert (first.count, first.confidence, first.accuracy) == (0, None, None)
    assert (last.count, last.confidence, last.accuracy) == (1, 1.0, 1.0)


def test_ece_by_hand():
    # Ten pictures 80% sure, seven right (0.1 off); ten 60% sure, six right (spot on).
    probabilities, labels = two_classes(
        [0.8] * 10 + [0.6] * 10, [True] * 7 + [False] * 3 + [True] * 6 + [False] * 4
    )
    assert expected_calibration_error(probabilities, labels) == pytest.approx(0.05)


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(2, 6), st.integers(1, 30))
@settings(derandomize=True, deadline=None)
def test_ece_lies_within_zero_and_one_and_bins_hold_every_picture(seed, n, classes, bins):
    rng = np.random.default_rng(seed)
    probabilities = softmax(rng.normal(scale=5, size=(n, classes)))
    labels = rng.integers(0, classes, n)
    assert 0 <= expected_calibration_error(probabilities, labels, bins=bins) <= 1
    made = reliability(probabilities, labels, bins=bins)
    assert sum(one.count for one in made) == n
    for one in made:
        if one.count:
            assert one.low - 1e-12 <= one.confidence <= one.high + 1e-12


@pytest.mark.parametrize("too_sure", [0.5, 1.0, 3.0])
def test_temperature_finds_how_much_too_sure_the_logits_are(too_sure):
    logits, labels = drawn(20_000, too_sure=too_sure)
    assert fit_temperature(logits, labels) == pytest.approx(too_sure, rel=0.05)


def test_temperature_is_the_best_near_itself_and_always_the_same():
    logits, labels = drawn(500, too_sure=2.0, seed=1)
    found = fit_temperature(logits, labels)
    for nearby in (found * 0.99, found * 1.01):
        assert loss(logits, labels, found) < loss(logits, labels, nearby)
    assert fit_temperature(logits, labels) == found


def test_temperature_lowers_the_calibration_error_of_logits_too_sure():
    logits, labels = drawn(5_000, too_sure=4.0)
    after = expected_calibration_error(softmax(logits, fit_temperature(logits, labels)), labels)
    assert after < expected_calibration_error(softmax(logits), labels) / 4


@pytest.mark.parametrize(
    ("logits", "labels", "temperature"),
    [
        (np.eye(3, dtype=np.float32), np.arange(3), 0.05),
        (np.eye(3, dtype=np.float32), np.array([1, 2, 0]), 20.0),
        (np.zeros((3, 3), dtype=np.float32), np.arange(3), 1.0),
    ],
    ids=["all right", "all wrong", "says nothing"],
)
def test_temperature_stays_in_bounds(logits, labels, temperature):
    assert fit_temperature(logits, labels) == pytest.approx(temperature)


@pytest.mark.parametrize(
    ("confidences", "right", "accuracy", "threshold"),
    [
        ([0.9, 0.8, 0.7, 0.6], [1, 1, 1, 1], 0.99, None),
        ([0.9, 0.8, 0.7, 0.6], [1, 1, 1, 0], 0.99, 0.7),
        ([0.9, 0.8, 0.7, 0.6], [1, 1, 1, 0], 0.75, None),
        ([0.6, 0.7, 0.8, 0.9], [0, 1, 1, 1], 0.99, 0.7),
        ([0.9, 0.8, 0.7, 0.7], [1, 1, 1, 0], 0.99, 0.8),
        ([0.9, 0.8, 0.7, 0.6], [1, 0, 0, 0], 0.99, 0.8),
        ([0.9, 0.9, 0.9, 0.9], [1, 0, 0, 0], 0.99, 0.9),
    ],
    ids=[
        "nothing to refuse",
        "the unsure one is wrong",
        "three in four is enough",
        "any order",
        "equally sure pictures go together",
        "out of reach: the strictest that answers half",
        "out of reach and no threshold parts them",
    ],
)
def test_threshold_is_the_lowest_that_is_right_often_enough(
    confidences, right, accuracy, threshold
):
    probabilities, labels = two_classes(confidences, np.array(right, dtype=bool))
    assert refusal_threshold(probabilities, labels, accuracy=accuracy) == threshold


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.sampled_from([0.5, 0.9, 0.99, 1.0]))
@settings(derandomize=True, deadline=None)
def test_threshold_keeps_its_word_or_answers_at_least_half(seed, n, accuracy):
    logits, labels = drawn(n, too_sure=1.5, seed=seed)
    probabilities = softmax(logits)
    threshold = refusal_threshold(probabilities, labels, accuracy=accuracy)
    answered = probabilities.max(axis=1) >= (threshold or 0)
    right = (probabilities.argmax(axis=1) == labels)[answered].mean()
    assert 2 * answered.sum() >= n
    if threshold is None:
        assert right >= accuracy
    else:
        # Reached, or no stricter threshold that answers half could have been asked for.
        assert right >= accuracy or 2 * (answered.sum() - 1) < n


def test_the_curve_tells_what_each_threshold_answers_and_how_often_it_is_right():
    probabilities, labels = two_classes([0.7, 0.9, 0.8, 0.7], np.array([1, 1, 0, 1], dtype=bool))
    curve = answering_curve(probabilities, labels)
    assert curve.thresholds.tolist() == [0.9, 0.8, 0.7]  # equally sure pictures go together
    assert curve.counts.tolist() == [1, 2, 4]
    assert curve.answered.tolist() == [0.25, 0.5, 1.0]
    assert curve.right.tolist() == [1.0, 0.5, 0.75]
    assert curve.at(0.75) == curve.at(0.8) == (0.5, 0.5)
    assert curve.at(0.0) == (1.0, 0.75)
    assert curve.at(0.95) is None


PROBABILITIES, LABELS = two_classes([0.9], [True])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: reliability(PROBABILITIES, LABELS, bins=0), r"bins must be at least 1\. Got 0"),
        (lambda: reliability(PROBABILITIES * 9, LABELS), "Put logits through softmax first"),
        (lambda: answering_curve(PROBABILITIES * 9, LABELS), "Put logits through softmax first"),
        (lambda: reliability(-PROBABILITIES, LABELS), r"Got values of -0\.9 to -0\.1"),
        (
            lambda: refusal_threshold(PROBABILITIES, LABELS, accuracy=99),
            r"over 0 and at most 1\. Got 99\. For 99%, give 0\.99",
        ),
    ],
)
def test_impossible_requests_are_explained(call, text):
    with pytest.raises(UsageError, match=text):
        call()


def test_the_lowest_accepted_score_lets_the_share_through():
    scores = np.random.default_rng(0).normal(size=1000)
    threshold = lowest_accepted(scores, accepted=0.98)
    assert (scores >= threshold).mean() == pytest.approx(0.98, abs=0.002)
    assert lowest_accepted(np.array([3.0]), accepted=0.5) == 3
    assert lowest_accepted(scores, accepted=1) == scores.min()


@pytest.mark.parametrize(("scores", "accepted"), [([], 0.98), ([1.0], 0), ([1.0], 1.1)])
def test_a_threshold_of_nothing_is_refused(scores, accepted):
    with pytest.raises(UsageError) as error:
        lowest_accepted(np.array(scores), accepted=accepted)
    assert str(error.value) == (
        "A threshold needs at least one score, and a share over 0 and at most 1. Got "
        f"{len(scores)} scores and {accepted!r}. To accept 98%, give 0.98."
    )
