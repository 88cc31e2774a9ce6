import numpy as np
import pytest

from tenfold.errors import UsageError
from tenfold.evaluation import plots
from tenfold.evaluation.scores import score
from tenfold.values import Epoch


def scores(classes):
    labels = np.arange(100) % classes
    logits = np.eye(classes, dtype=np.float32)[labels] * 3
    logits[0] = logits[1]
    names = tuple(f"$class {index}$" for index in range(classes))
    return score(labels, logits, classes=names, dataset="toy", split="test")


def legends(figure):
    return [[text.get_text() for text in axis.get_legend().get_texts()] for axis in figure.axes]


@pytest.mark.parametrize(
    ("held", "names"),
    [(0.5, ["train (running mean)", "validation"]), (None, ["train (running mean)"])],
)
def test_curves_are_labelled_truthfully(held, names):
    figure = plots.curves([Epoch(one, 1 / one, 0.9, held, held, 1.0) for one in (1, 2, 3)])
    assert legends(figure) == [names, names]
    assert [axis.get_title(loc="left") for axis in figure.axes] == [
        "Loss (cross-entropy)",
        "Accuracy",
    ]
    assert figure.axes[0].lines[0].get_ydata().tolist() == [1, 1 / 2, 1 / 3]


def test_one_epoch_is_drawn_as_a_point():
    figure = plots.curves([Epoch(1, 0.5, 0.9, None, None, 1.0)])
    assert figure.axes[0].lines[0].get_marker() == "o"


def test_curves_need_an_epoch():
    with pytest.raises(UsageError, match=r"at least one epoch\. Got none\. Train for an epoch"):
        plots.curves([])


def test_confusion_writes_the_counts_where_they_can_be_read(tmp_path):
    figure = plots.confusion(scores(3))
    axis = figure.axes[0]
    assert sorted(text.get_text() for text in axis.texts) == ["1", "33", "33", "33"]
    assert axis.get_yticklabels()[0].get_text() == "$class 0$"
    assert axis.get_title() == "99.00% of 100 test pictures right"
    plots.save(figure, tmp_path / "confusion.svg")
    assert not plots.confusion(scores(40)).axes[0].texts


def test_reliability_has_one_bar_for_each_bin_that_holds_pictures():
    made = scores(3)
    figure = plots.reliability(made)
    filled = [one for one in made.reliability if one.count]
    assert [bar.get_height() for bar in figure.axes[0].patches] == [one.accuracy for one in filled]
    assert [bar.get_height() for bar in figure.axes[1].patches] == [one.count for one in filled]
