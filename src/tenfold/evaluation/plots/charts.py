"""Curves of training, the confusion matrix, and the reliability diagram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tenfold.errors import UsageError
from tenfold.evaluation.charts import FEW_PICTURES
from tenfold.evaluation.plots.canvas import BLUE, GREY, INK, ORANGE, SOFT, canvas, frame, plain
from tenfold.evaluation.scores import wilson
from tenfold.evaluation.words import percent
from tenfold.values import Epoch, Scores

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_CELLS = 25  # classes whose confusions can be written into their cells


def curves(history: Sequence[Epoch]) -> Figure:
    """Loss and accuracy by epoch as two plots; train, and validation where there is one (S0).

    Raises UsageError without an epoch.
    """
    if not history:
        raise UsageError("Curves need at least one epoch. Got none. Train for an epoch first.")
    figure = canvas(11, 4)
    loss, accuracy = figure.subplots(1, 2)
    epochs = [one.epoch for one in history]
    _curve(loss, epochs, [one.loss for one in history], [one.val_loss for one in history])
    _curve(
        accuracy, epochs, [one.accuracy for one in history], [one.val_accuracy for one in history]
    )
    loss.set_title("Loss (cross-entropy)", loc="left", fontsize=12, color=INK)
    loss.set_ylim(bottom=0)
    accuracy.set_title("Accuracy", loc="left", fontsize=12, color=INK)
    accuracy.yaxis.set_major_formatter(lambda share, _: f"{100 * share:g}%")
    return figure


def confusion(scores: Scores) -> Figure:
    """The confusion matrix: rows are true classes, columns predicted ones.

    Shaded by the share of the row, so that rare classes are as readable as frequent ones; the
    counts are written in up to 25 classes.
    """
    count = len(scores.per_class)
    totals = np.maximum(scores.confusion.sum(axis=1, keepdims=True), 1)
    shares = np.sqrt(scores.confusion / totals)
    small = count <= MOST_CELLS
    size = max(4.5, 0.55 * count + 2) if small else 9.0
    figure = canvas(size, size * 0.95)
    axis = figure.subplots()
    axis.imshow(shares, cmap="Blues", vmin=0, vmax=1.15)
    axis.set_title(
        f"{percent(scores.accuracy, 2)} of {scores.n:,} {plain(scores.split)} pictures right",
        fontsize=12,
        color=INK,
        parse_math=False,
    )
    axis.set_xlabel("answered", color=SOFT)
    axis.set_ylabel("true", color=SOFT)
    frame(axis)
    if small:
        _name_cells(axis, scores, shares)
    return figure


def reliability(scores: Scores) -> Figure:
    """How often right (bars, with 95% intervals) by how sure, over how many pictures that is.

    Guo et al. 2017, figure 1. Bars of fewer than 20 pictures are pale.
    """
    bins = [one for one in scores.reliability if one.count and one.accuracy is not None]
    figure = canvas(6, 6.4)
    top, below = figure.subplots(2, 1, sharex=True, height_ratios=[5, 1])
    for one in bins:
        low, high = wilson(round((one.accuracy or 0) * one.count), one.count)
        middle, width = (one.low + one.high) / 2, 0.9 * (one.high - one.low)
        pale = 0.35 if one.count < FEW_PICTURES else 1.0
        top.bar(middle, one.accuracy, width=width, color=BLUE, alpha=0.7 * pale)
        top.vlines(middle, low, high, color=INK, alpha=pale, linewidth=1.4)
        below.bar(middle, one.count, width=width, color=GREY)
    top.plot([0, 1], [0, 1], "--", color=INK, linewidth=1.4)
    top.annotate("as sure as right", (0.04, 0.08), rotation=45, color=SOFT, fontsize=9)
    top.set(xlim=(0, 1), ylim=(0, 1.02))
    top.set_ylabel("how often it is right", color=SOFT)
    top.set_title(
        f"Expected calibration error {percent(scores.ece)}", loc="left", fontsize=12, color=INK
    )
    top.yaxis.set_major_formatter(lambda share, _: f"{100 * share:g}%")
    below.xaxis.set_major_formatter(lambda share, _: f"{100 * share:g}%")
    below.set_ylabel("pictures", color=SOFT)
    below.set_xlabel("how sure it says it is", color=SOFT)
    for axis in (top, below):
        frame(axis)
    return figure


def _curve(
    axis: Axes, epochs: list[int], train: list[float], validation: list[float | None]
) -> None:
    """Named at its end: the training figure is a running mean, the validation one is not."""
    from matplotlib.ticker import MaxNLocator

    marker = "o" if len(epochs) <= 15 else None
    axis.plot(epochs, train, color=BLUE, marker=marker, markersize=4, label="train (running mean)")
    if any(value is not None for value in validation):
        held = [np.nan if value is None else value for value in validation]
        axis.plot(epochs, held, color=ORANGE, marker=marker, markersize=4, label="validation")
    axis.set_xlabel("epoch", color=SOFT)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.grid(axis="y", color=GREY, alpha=0.3)
    axis.legend(frameon=False, fontsize=10, labelcolor=INK)
    frame(axis)


def _name_cells(axis: Axes, scores: Scores, shares: np.ndarray) -> None:
    names = [plain(one.name, 16) for one in scores.per_class]
    axis.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor")
    axis.set_yticks(range(len(names)), names)
    for tick in [*axis.get_xticklabels(), *axis.get_yticklabels()]:
        tick.set_parse_math(False)
    for (row, column), count in np.ndenumerate(scores.confusion):
        if count:
            colour = "white" if shares[row, column] > 0.7 else INK
            axis.text(column, row, f"{count:,}", ha="center", va="center", fontsize=8, color=colour)
