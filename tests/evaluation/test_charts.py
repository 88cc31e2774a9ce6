import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.evaluation import charts
from tenfold.evaluation.scores import score
from tenfold.values import Epoch


def history(losses, validation=None):
    return tuple(
        Epoch(
            epoch=index + 1,
            loss=loss,
            accuracy=0.9,
            val_loss=None if validation is None else validation[index],
            val_accuracy=None if validation is None else 0.8,
            seconds=1.0,
        )
        for index, loss in enumerate(losses)
    )


@pytest.fixture
def half_right():
    logits = np.zeros((40, 2), dtype=np.float32)
    labels = np.arange(40) % 2
    return score(labels, logits, classes=("a", "b"), dataset="toy", split="test")


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (0, 0.46, [0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        (0.872, 0.978, [0.85, 0.9, 0.95, 1.0]),
        (5, 5, [5]),
    ],
)
def test_ticks_are_round(low, high, ticks):
    found = charts.nice_ticks(low, high)
    assert found[: len(ticks)] == pytest.approx(ticks)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
@settings(derandomize=True, deadline=None)
def test_ticks_hold_the_range_and_stay_few(low, span):
    ticks = charts.nice_ticks(low, low + span)
    assert 2 <= len(ticks) <= 7
    assert ticks == sorted(ticks)
    # Ticks are rounded to ten places, and numbers as large as these to fewer.
    slack = 1e-6 * max(1.0, span)
    assert ticks[0] <= low + slack
    assert ticks[-1] >= low + span - slack


def test_epochs_have_no_fractions():
    assert charts.nice_ticks(1, 3, whole=True) == [1, 2, 3]


def test_lines_are_labelled_truthfully(half_right):
    loss, accuracy = charts.curves(history([1.0, 0.5], [0.9, 0.8]), half_right)
    assert [(line.kind, line.label) for line in loss.lines] == [
        ("train", "0.5"),
        ("validation", "0.8"),
        ("test", "0.693"),
    ]
    assert [line.label for line in accuracy.lines] == ["90.0%", "80.0%", "50.0%"]
    assert "2 epochs" in loss.summary


def test_without_validation_there_is_no_validation_line():
    loss, _ = charts.curves(history([1.0, 0.5]))
    assert [line.kind for line in loss.lines] == ["train"]


def test_the_axis_of_loss_starts_at_zero_and_falls_with_the_loss():
    loss, _ = charts.curves(history([1.0, 0.0]))
    assert loss.lines[0].points == ((charts.LEFT, charts.TOP), (charts.RIGHT, charts.BOTTOM))


def test_an_accuracy_of_exactly_one_has_an_axis_too():
    perfect = Epoch(1, 0.1, 1.0, None, 1.0, 1.0)
    _, accuracy = charts.curves((perfect,))
    assert [line.points for line in accuracy.lines] == [((charts.LEFT, charts.TOP),)] * 2
    assert [tick.text for tick in accuracy.y_ticks][-2:] == ["99.95%", "100%"]


def test_one_epoch_is_one_point():
    loss, accuracy = charts.curves(history([0.5]))
    assert len(loss.lines[0].points) == len(accuracy.lines[0].points) == 1
    assert [tick.text for tick in loss.x_ticks] == ["1"]


def test_diverged_epochs_are_left_out():
    loss, _ = charts.curves(history([1.0, math.nan, math.inf, 0.5]))
    assert len(loss.lines[0].points) == 2


def test_labels_never_cover_each_other(half_right):
    loss, _ = charts.curves(history([1.0, half_right.loss], [1.0, half_right.loss]), half_right)
    heights = sorted(line.label_y for line in loss.lines)
    assert np.diff(heights).min() >= charts.LABEL_GAP
    assert heights[-1] <= charts.BOTTOM


def test_reliability_bars_stand_where_their_bins_lie(half_right):
    chart = charts.reliability(half_right)
    (bar,) = chart.bars
    middle = bar.x + bar.width / 2
    assert middle == pytest.approx((charts.LEFT + charts.RIGHT) / 2, abs=1)
    assert bar.top == pytest.approx((charts.TOP + charts.BOTTOM) / 2)
    assert bar.whisker[1] < bar.top < bar.whisker[0]
    assert not bar.few
    assert "40 pictures, 50.0% right" in chart.summary
