"""What must be in a figure; how it looks is for eyes."""

import numpy as np
import pytest

from tenfold.studies.exercises import drawings
from tenfold.studies.measured import Measured


def test_every_run_is_a_dot_and_every_mean_a_line():
    groups = {"a": Measured((0.9, 0.92)), "b": Measured((0.95, 0.96))}
    (axis,) = drawings.dots([drawings.Panel("Accuracy", groups, share=True)]).axes
    assert [line.get_xdata().tolist() for line in axis.lines] == [[0.9, 0.92], [0.95, 0.96]]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["a", "b"]
    means = [mark.get_segments()[0][0][0] for mark in axis.collections]
    assert means == pytest.approx([0.91, 0.955])


def test_times_start_at_zero_so_that_lengths_can_be_compared():
    (axis,) = drawings.dots([drawings.Panel("Seconds", {"a": Measured((3.0, 4.0))})]).axes
    assert axis.get_xlim()[0] == 0


def test_losses_show_each_run_the_means_and_the_lowest_epoch():
    train, held_out = np.ones((3, 4)), np.array([[2.0, 1.0, 2.0, 3.0]] * 3)
    (axis,) = drawings.losses(train, held_out, lowest=2).axes
    assert len(axis.lines) == 2 * (3 + 1) + 1
    assert [text.get_text() for text in axis.texts] == ["lowest after epoch 2"]


def test_stops_may_come_at_different_epochs():
    (axis,) = drawings.stops({"seed 0": [0.5, 0.39], "seed 1": [0.5, 0.45, 0.3]}, bound=0.4).axes
    assert [len(line.get_xdata()) for line in axis.lines[:2]] == [2, 3]


@pytest.mark.parametrize(("label", "colour"), [(1, drawings.BLUE), (0, drawings.RED)])
def test_the_winning_bar_is_blue_where_right_and_red_where_wrong(label, colour):
    from matplotlib.colors import to_hex

    numbers = np.array([[0.2, 0.8], [0.4, 0.6]])
    figure = drawings.outputs(np.zeros((4, 4), np.uint8), numbers, ("$a_b$", "c"), label=label)
    bars = figure.axes[1].patches
    assert to_hex(bars[1].get_facecolor()).upper() == colour
    assert bars[1].get_height() == pytest.approx(0.7)
    figure.canvas.draw()  # a name with "$" is text, not mathematics


def test_shapes_mark_an_output_of_more_than_one_axis():
    chains = {"good": [("a", (4,))], "bad": [("a", (2, 2)), ("b", (2, 3))]}
    good, bad = drawings.shapes(chains).axes
    assert [text.get_color() for text in good.texts] == [drawings.INK]
    boxes = [text for text in bad.texts if text.get_text()]
    assert [text.get_text() for text in boxes] == ["a\n2 × 2", "b\n2 × 3"]
    assert [text.get_color() for text in boxes] == [drawings.INK, drawings.RED]


def test_labels_without_an_output_are_red():
    from matplotlib.colors import to_hex

    (axis,) = drawings.labels_without_output(np.array([3, 4, 5]), 2, ("a", "b", "c")).axes
    colours = [to_hex(bar.get_facecolor()).upper() for bar in axis.patches]
    assert colours == [drawings.BLUE, drawings.BLUE, drawings.RED]
