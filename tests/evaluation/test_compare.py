import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.errors import UsageError
from tenfold.evaluation.compare import (
    Spread,
    difference_of_means,
    mean_spread,
    paired_difference,
    t_quantile,
)


def correctness(both: int, only_a: int, only_b: int, neither: int):
    a = np.repeat([True, True, False, False], [both, only_a, only_b, neither])
    b = np.repeat([True, False, True, False], [both, only_a, only_b, neither])
    return a, b


def test_spread_by_hand():
    assert mean_spread([1.0, 2.0, 6.0]) == Spread(3, 3.0, 1.0, 6.0, pytest.approx(7**0.5))


def test_one_value_shows_no_spread():
    assert mean_spread([0.98]) == Spread(1, 0.98, 0.98, 0.98, None)


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [
        (1, 12.7062),
        (2, 4.3027),
        (3, 3.1824),
        (4, 2.7764),
        (10, 2.2281),
        (120, 1.9799),
        (10**6, 1.96),
    ],
)
def test_t_quantiles_agree_with_printed_tables(freedom, quantile):
    assert t_quantile(freedom) == pytest.approx(quantile, abs=1e-4)


def test_paired_difference_by_hand():
    # Cells plus one half: 20.5 gained, 5.5 lost, of 102.
    a, b = correctness(70, 20, 5, 5)
    found = paired_difference(a, b)
    assert found.difference == pytest.approx(0.15)
    spread = 1.959964 * (26 - 15**2 / 102) ** 0.5 / 102
    assert found.low == pytest.approx(15 / 102 - spread, abs=1e-6)
    assert found.high == pytest.approx(15 / 102 + spread, abs=1e-6)
    assert found.clear


def test_classifiers_that_agree_show_no_clear_difference():
    a, b = correctness(90, 0, 0, 10)
    found = paired_difference(a, b)
    assert found.low < found.difference == 0 < found.high
    assert not found.clear


@given(st.tuples(*[st.integers(0, 50)] * 4).filter(any))
@settings(derandomize=True, deadline=None)
def test_paired_difference_is_bounded_and_turns_round(cells):
    a, b = correctness(*cells)
    found, turned = paired_difference(a, b), paired_difference(b, a)
    assert -1 <= found.low <= found.high <= 1
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_welch_by_hand():
    # Means 2 and 5, variances 1 and 4, three runs each: 50/17 degrees of freedom.
    found = difference_of_means([1, 2, 3], [3, 5, 7])
    assert found.difference == pytest.approx(-3)
    half = t_quantile(50 / 17) * (5 / 3) ** 0.5
    assert (found.low, found.high) == pytest.approx((-3 - half, -3 + half))
    assert not found.clear


def test_welch_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(200):
        found = difference_of_means(rng.normal(1, 1, 5).tolist(), rng.normal(0, 3, 4).tolist())
        covered += found.low <= 1 <= found.high
    assert 180 <= covered <= 199


def test_runs_that_never_vary_give_no_width():
    found = difference_of_means([0.9, 0.9], [0.8, 0.8])
    assert found.low == found.high == found.difference == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: mean_spread([]), r"values must be 1 or more finite numbers, one a run\. Got \[\]"),
        (lambda: mean_spread([1.0, float("nan")]), "leave out the runs that diverged"),
        (lambda: difference_of_means([1.0], [1.0, 2.0]), "a must be 2 or more finite numbers"),
        (lambda: difference_of_means([1.0, 2.0], [1.0]), "b must be 2 or more finite numbers"),
        (
            lambda: paired_difference(np.array([True]), np.array([True, False])),
            r"of the same length.*Got bool of shape \(1,\) and bool of shape \(2,\)",
        ),
        (lambda: paired_difference(np.array([1]), np.array([0])), "Got int64 of shape"),
    ],
)
def test_what_cannot_be_compared_is_explained(call, text):
    with pytest.raises(UsageError, match=text):
        call()
