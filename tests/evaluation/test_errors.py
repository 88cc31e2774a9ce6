import numpy as np
import pytest

from tenfold.evaluation.errors import ConfusedPair, Mistake, confused_pairs, mistakes

# Answered 0 1 1 2; pictures 1 and 2 are wrong, 2 more confidently so.
LABELS = np.array([0, 0, 2, 2])
LOGITS = np.log(np.array([[8, 1, 1], [3, 5, 2], [1, 8, 1], [1, 1, 8]], dtype=np.float32) / 10)


def test_most_confident_mistakes_come_first():
    assert mistakes(LABELS, LOGITS) == [
        Mistake(index=2, label=2, predicted=1, confidence=pytest.approx(0.8)),
        Mistake(index=1, label=0, predicted=1, confidence=pytest.approx(0.5)),
    ]


def test_limit_keeps_the_first():
    assert [one.index for one in mistakes(LABELS, LOGITS, limit=1)] == [2]


def test_no_mistakes_are_an_empty_list():
    assert mistakes(LOGITS.argmax(axis=1), LOGITS) == []


def test_temperature_makes_mistakes_less_sure():
    assert mistakes(LABELS, LOGITS, temperature=4.0)[0].confidence < 0.6


def test_equal_confidences_keep_the_order_of_the_pictures():
    logits = np.tile(np.array([[1, 0]], dtype=np.float32), (5, 1))
    assert [one.index for one in mistakes(np.ones(5, dtype=np.int64), logits)] == [0, 1, 2, 3, 4]


def test_confused_pairs_are_counted_without_the_right_answers():
    confusion = np.array([[90, 8, 2], [0, 100, 0], [5, 0, 45]])
    assert confused_pairs(confusion) == [
        ConfusedPair(0, 1, 8, 0.08),
        ConfusedPair(2, 0, 5, 0.1),
        ConfusedPair(0, 2, 2, 0.02),
    ]
    assert len(confused_pairs(confusion, limit=1)) == 1
    assert confusion[0, 0] == 90
