import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.errors import UsageError
from tenfold.evaluation.scores import gap_in_words, score, wilson

# True 0 0 1 1; answered 0 1 1 1; the class "c" never occurs and is never answered.
LABELS = np.array([0, 0, 1, 1])
LOGITS = np.log(np.array([[8, 1, 1], [2, 7, 1], [1, 8, 1], [4, 5, 1]], dtype=np.float32) / 10)


def scored(correct: int, n: int, split: str = "test"):
    logits = np.zeros((n, 2), dtype=np.float32)
    logits[:correct, 0] = 1
    logits[correct:, 1] = 1
    labels = np.zeros(n, dtype=np.int64)
    return score(labels, logits, classes=("a", "b"), dataset="toy", split=split)


@pytest.fixture
def four():
    return score(LABELS, LOGITS, classes=("a", "b", "c"), dataset="toy", split="test")


def test_loss_is_the_mean_cross_entropy_in_nats(four):
    by_hand = -sum(map(math.log, [0.8, 0.2, 0.8, 0.5])) / 4
    assert four.loss == pytest.approx(by_hand, rel=1e-6)


def test_accuracy_errors_and_confusion_agree(four):
    assert (four.n, four.accuracy, four.errors) == (4, 0.75, 1)
    assert four.confusion.tolist() == [[1, 1, 0], [0, 2, 0], [0, 0, 0]]
    assert four.confusion.dtype == np.int64
    assert four.interval == wilson(3, 4)


def test_per_class_figures_by_hand(four):
    a, b, _ = four.per_class
    assert (a.count, a.precision, a.recall, a.f1) == (2, 1.0, 0.5, pytest.approx(2 / 3))
    assert (b.count, b.precision, b.recall, b.f1) == (2, pytest.approx(2 / 3), 1.0, 0.8)


def test_zero_by_zero_is_none_and_not_an_invented_zero(four):
    c = four.per_class[2]
    assert (c.count, c.precision, c.recall, c.f1) == (0, None, None, None)


def test_temperature_changes_calibration_but_neither_loss_nor_accuracy(four):
    hot = score(
        LABELS, LOGITS, classes=("a", "b", "c"), dataset="toy", split="test", temperature=5.0
    )
    assert (hot.loss, hot.accuracy) == (four.loss, four.accuracy)
    assert hot.ece != four.ece


def test_ece_by_hand(four):
    # Each confidence (0.8, 0.7, 0.8, 0.5) has its bin; the two of 0.8 are both right.
    assert four.ece == pytest.approx((2 * 0.2 + 0.7 + 0.5) / 4, abs=1e-6)


def test_scores_are_json(four):
    assert json.loads(json.dumps(four.to_json(), allow_nan=False))["confusion"][0] == [1, 1, 0]


def test_class_names_must_match_the_columns():
    with pytest.raises(UsageError, match=r"Got 3 columns and 2 class names\. Name every class"):
        score(LABELS, LOGITS, classes=("a", "b"), dataset="toy", split="test")


def test_wilson_by_hand():
    # 81 of 263: the example of Wilson's interval in Newcombe (1998), 0.2553 to 0.3662.
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@given(st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(derandomize=True, deadline=None)
def test_wilson_holds_the_share_and_stays_within_zero_and_one(counts):
    correct, n = counts
    low, high = wilson(correct, n)
    assert 0 <= low <= correct / n <= high <= 1
    assert low < high
    mirrored = wilson(n - correct, n)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize(("correct", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_impossible_counts(correct, n):
    with pytest.raises(UsageError, match=f"Got correct={correct}, n={n}. Count the right answers"):
        wilson(correct, n)


@pytest.mark.parametrize(
    ("train", "test", "words"),
    [
        ((9102, 10_000), (882, 1000), "fits its training pictures 2.8 points better than new ones"),
        ((9102, 10_000), (882, 1000), "91.0% against 88.2%"),
        ((9102, 10_000), (882, 1000), "overfitting"),
        ((99, 100), (97, 100), "no gap to speak of"),
        ((800, 1000), (900, 1000), "10.0 points worse on its training pictures"),
    ],
)
def test_gap_says_only_what_the_intervals_carry(train, test, words):
    assert words in gap_in_words(scored(*train, "train"), scored(*test))
