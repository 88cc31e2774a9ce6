import pytest

from tenfold.training.recipe import StopRule
from tenfold.training.stopping import reason_to_stop
from tenfold.values import Epoch


def history(*values, metric="loss"):
    base = {"loss": 1.0, "accuracy": 0.5, "val_loss": 1.0, "val_accuracy": 0.5, "seconds": 1.0}
    return [Epoch(**base | {"epoch": i + 1, metric: v}) for i, v in enumerate(values)]


@pytest.mark.parametrize(
    ("rule", "values", "stops"),
    [
        ({"metric": "accuracy", "above": 0.9}, [0.8, 0.91], True),
        ({"metric": "accuracy", "above": 0.9}, [0.8, 0.9], False),
        ({"metric": "loss", "below": 0.4}, [0.5, 0.39], True),
        ({"metric": "loss", "below": 0.4}, [0.3, 0.5], False),
        ({"metric": "val_loss", "patience": 2}, [0.5, 0.4, 0.41, 0.42], True),
        ({"metric": "val_loss", "patience": 2}, [0.5, 0.4, 0.41, 0.39], False),
        ({"metric": "val_accuracy", "patience": 2}, [0.5, 0.5, 0.5], True),
        ({"metric": "val_accuracy", "patience": 2}, [0.5, 0.6, 0.6], False),
    ],
)
def test_rules_hold_when_they_should(rule, values, stops):
    reason = reason_to_stop([StopRule(**rule)], history(*values, metric=rule["metric"]))
    assert (reason is not None) == stops


def test_the_reason_is_given_in_words():
    rule = StopRule(metric="accuracy", above=0.9)
    reason = reason_to_stop([rule], history(0.8, 0.9123, metric="accuracy"))
    assert reason == "accuracy > 0.9 (accuracy is 0.9123 after epoch 2)"


def test_without_rules_nothing_stops():
    assert reason_to_stop([], history(0.1)) is None
