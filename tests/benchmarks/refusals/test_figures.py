from __future__ import annotations

import numpy as np
import pytest

from benchmarks.refusals import figures
from benchmarks.refusals.asking import Asked


def asked(confidence: list[float], *, labels: list[int] | None = None) -> Asked:
    """Refused below 0.5."""
    sure = np.array(confidence)
    return Asked(np.array(labels or [0] * len(sure)), sure, sure < 0.5)


def test_digits_count_answered_ones_and_how_many_of_those_are_right():
    said = asked([0.9, 0.8, 0.6, 0.4], labels=[1, 2, 3, 4])
    found = figures.digits("mine", said, np.array([1, 2, 0, 4]))
    assert (found.name, found.n, found.accepted) == ("mine", 4, 0.75)
    assert found.right == pytest.approx(2 / 3)


def test_no_digit_answered_is_none_right():
    found = figures.digits("mine", asked([0.1, 0.2]), np.zeros(2, np.int64))
    assert (found.accepted, found.right) == (0.0, None)


def test_98_percent_of_the_digits_reach_the_level():
    confidence = np.random.default_rng(0).random(1000)
    found = figures.digits("mine", asked(list(confidence)), np.zeros(1000, np.int64))
    assert 0.98 <= (confidence >= found.level).mean() <= 0.982


def test_coverage_goes_from_all_to_the_surest():
    confidence = np.linspace(0, 1, 100)
    labels = (confidence < 0.15).astype(int)  # the least sure 15 are wrong
    found = figures.digits("mine", asked(list(confidence), labels=list(labels)), np.zeros(100))
    assert found.coverage == pytest.approx((0.85, 85 / 99, 85 / 98, 85 / 95, 85 / 90, 1.0))


def test_a_kind_is_followed_by_its_families():
    said = {
        ("letters", "printed"): asked([0.9, 0.1]),
        ("letters", "written"): asked([0.9, 0.9]),
        ("noise", "even noise"): asked([0.3, 0.0]),
    }
    rows = figures.rows(said, (0.95, 0.2))
    assert [(row.kind, row.family, row.n, row.refused) for row in rows] == [
        ("letters", None, 4, 0.25),
        ("letters", "printed", 2, 0.5),
        ("letters", "written", 2, 0.0),
        ("noise", None, 2, 1.0),
    ]
    assert [row.at_levels for row in rows] == [(1, 0.25), (1, 0.5), (1, 0), (1, 0.5)]
    assert rows[0].interval[0] < 0.25 < rows[0].interval[1]
