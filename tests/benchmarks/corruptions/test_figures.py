from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.corruptions.answers import ROWS, Answers
from benchmarks.corruptions.figures import Error, mean, ratio, result
from tenfold.evaluation.scores import wilson


def answers(*shares: float) -> Answers:
    """Each model wrong on the first `share` of 20 corrupted pictures, right on clean ones."""
    wrong = np.zeros((len(shares), len(ROWS), 20), bool)
    for model, share in enumerate(shares):
        wrong[model, 1:, : round(20 * share)] = True
    return Answers(wrong, np.zeros_like(wrong))


def test_errors_have_wilson_intervals_and_clean_pictures_stay_out_of_the_mean():
    (one,) = result("w", ["m"], answers(0.25)).columns
    assert list(one.errors) == list(ROWS)
    assert one.errors["fog"] == Error(0.25, wilson(5, 20), 0.0)
    assert one.errors["none"].share == 0
    assert (one.mean.share, one.ratio) == (0.25, None)


def test_the_second_model_is_the_rival_of_all_others():
    first, rival, third = result("w", ["a", "b", "c"], answers(0.1, 0.4, 0.8)).columns
    assert first.ratio[0] == pytest.approx(0.25)
    assert rival.ratio is None
    assert third.ratio[0] == pytest.approx(2)


def test_the_interval_of_a_mean_counts_digits_and_not_answers():
    wrong = np.zeros((15, 100), bool)
    wrong[:, :50] = True  # 15 times the same digits: no more is known than from one row
    spread = 1.96 * math.sqrt(0.25 / 100)
    low, high = mean(wrong, wrong).interval
    assert (low, high) == pytest.approx((0.5 - spread, 0.5 + spread), abs=1e-4)
    assert mean(wrong, wrong).refused == 0.5


def test_a_ratio_of_the_same_answers_is_certain():
    wrong = np.random.default_rng(0).random((15, 50)) < 0.3
    assert ratio(wrong, wrong) == (1, (1, 1))


def test_the_interval_of_a_ratio_holds_the_truth_19_times_in_20():
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(400):
        hard = rng.random(200) < 0.5  # what one gets wrong the other is prone to
        wrong, rival = (rng.random((15, 200)) < chance * (0.5 + hard) for chance in (0.1, 0.3))
        low, high = ratio(wrong, rival)[1]
        held += low <= 1 / 3 <= high
    assert 0.92 < held / 400 < 0.98


def test_nothing_can_be_divided_by_no_error():
    nothing = np.zeros((15, 5), bool)
    assert ratio(~nothing, nothing) is None


def test_figures_become_plain_json():
    record = result("w", ["a", "b"], answers(0.1, 0.4)).to_json()
    assert (record["way"], record["n"]) == ("w", 20)
    assert record["columns"][0]["errors"]["zigzag"]["share"] == 0.1
