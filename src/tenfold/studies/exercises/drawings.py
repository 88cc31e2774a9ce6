"""The figures of the exercises, in the look of tenfold's other plots.

Every run is drawn, not only the mean: how far apart they lie is half of the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tenfold.evaluation.plots.canvas import BLUE, GREY, INK, ORANGE, RED, SOFT, canvas, frame, plain
from tenfold.studies.measured import Measured

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Panel:
    """One figure of several groups: its title, each group's runs, and whether it is a share."""

    title: str
    groups: Mapping[str, Measured]
    share: bool = False


def dots(panels: Sequence[Panel]) -> Figure:
    """A dot for every run and a line for the mean, group by group, panel beside panel."""
    groups = list(panels[0].groups)
    figure = canvas(4.6 * len(panels), 1.5 + 0.55 * len(groups))
    axes = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axis, panel in zip(axes, panels, strict=True):
        for row, group in enumerate(panel.groups.values()):
            axis.plot(group.values, [row] * len(group.values), "o", color=BLUE, alpha=0.75, ms=7)
            axis.vlines(group.mean, row - 0.28, row + 0.28, color=INK, linewidth=2)
        axis.set_title(panel.title, loc="left", fontsize=11, color=INK)
        axis.margins(x=0.12)
        if not panel.share:  # of times and losses the ratio counts; accuracies crowd near 100%
            axis.set_xlim(left=0)
        axis.grid(axis="x", color=GREY, alpha=0.3)
        if panel.share:
            axis.xaxis.set_major_formatter(lambda share, _: f"{100 * share:g}%")
        frame(axis)
    axes[0].set_yticks(range(len(groups)), groups, fontsize=10)
    axes[0].set_ylim(len(groups) - 0.5, -0.5)
    figure.supxlabel("a dot: one run, a line: their mean", fontsize=9, color=SOFT)
    return figure


def losses(train: np.ndarray, held_out: np.ndarray, *, lowest: int) -> Figure:
    """Train and held-out loss by epoch: every run thin, the mean thick, its lowest epoch marked.

    train, held_out: float, shape (runs, epochs). lowest: the epoch, from 1, at which the mean of
    held_out is lowest.
    """
    figure = canvas(7.5, 4.2)
    axis = figure.subplots()
    epochs = np.arange(1, train.shape[1] + 1)
    for runs, colour, name in (
        (train, BLUE, "train (running mean)"),
        (held_out, ORANGE, "held-out pictures"),
    ):
        for run in runs:
            axis.plot(epochs, run, color=colour, alpha=0.3, linewidth=1)
        axis.plot(epochs, runs.mean(axis=0), color=colour, linewidth=2.4, label=name)
    axis.axvline(lowest, color=GREY, linestyle="--", linewidth=1.2, zorder=0)
    axis.annotate(
        f"lowest after epoch {lowest}",
        (lowest, 0.0),
        xycoords=("data", "axes fraction"),
        xytext=(5, 6),
        textcoords="offset points",
        color=SOFT,
        fontsize=9,
    )
    axis.set_title("Loss (cross-entropy)", loc="left", fontsize=12, color=INK)
    axis.set_ylim(bottom=0)
    _by_epoch(axis)
    axis.legend(frameon=False, fontsize=10, labelcolor=INK)
    return figure


def stops(runs: Mapping[str, Sequence[float]], *, bound: float) -> Figure:
    """The train loss of every run by epoch, and the bound below which it is to stop."""
    figure = canvas(7.5, 3.8)
    axis = figure.subplots()
    for (name, values), marker in zip(runs.items(), _markers(len(runs)), strict=True):
        epochs = range(1, len(values) + 1)
        axis.plot(epochs, values, marker=marker, color=BLUE, alpha=0.75, label=name)
    axis.axhline(bound, color=RED, linestyle="--", linewidth=1.4)
    axis.annotate(
        f"stop below {bound:g}",
        (1.0, bound),
        xycoords=("axes fraction", "data"),
        xytext=(-4, 5),
        textcoords="offset points",
        ha="right",
        color=RED,
        fontsize=9,
    )
    longest = max(len(values) for values in runs.values())
    axis.set_xlim(0.8, max(longest, 2) + 0.2)
    axis.set_title("Train loss (running mean)", loc="left", fontsize=12, color=INK)
    _by_epoch(axis)
    axis.legend(frameon=False, fontsize=10, labelcolor=INK)
    return figure


def outputs(
    picture: np.ndarray, numbers: np.ndarray, classes: Sequence[str], *, label: int
) -> Figure:
    """A picture beside its output numbers: a bar for the mean, a dot for every run.

    picture: uint8, shape (height, width). numbers: float, shape (runs, classes), 0 to 1.
    label: the true class. The bar that wins is blue where right and red where wrong.
    """
    figure = canvas(9.5, 3.9)
    left, right = figure.subplots(1, 2, width_ratios=[1, 2.2])
    left.imshow(picture, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    left.set(xticks=[], yticks=[])
    left.set_xlabel(f"label {label}, {plain(classes[label], 20)}", color=SOFT, parse_math=False)
    mean = numbers.mean(axis=0)
    winner = int(mean.argmax())
    colours = [GREY] * len(mean)
    colours[winner] = BLUE if winner == label else RED
    right.bar(range(len(mean)), mean, color=colours, width=0.75)
    for run in numbers:
        right.plot(range(len(mean)), run, "o", color=INK, ms=3.5, alpha=0.7)
    names = [f"{index} {plain(name, 14)}" for index, name in enumerate(classes)]
    right.set_xticks(range(len(mean)), names, rotation=45, ha="right", rotation_mode="anchor")
    for tick in right.get_xticklabels():
        tick.set_parse_math(False)
    right.set_ylim(0, 1.03)
    right.set_title(
        "The output numbers (a bar: the mean, a dot: one run)", loc="left", fontsize=12, color=INK
    )
    frame(right)
    return figure


def shapes(chains: Mapping[str, Sequence[tuple[str, Shape]]]) -> Figure:
    """One picture's shape on its way through each network, layer by layer.

    chains: by title, (layer, shape of what it gives). A last shape of more than one axis is red.
    """
    longest = max(len(chain) for chain in chains.values())
    figure = canvas(2.1 * longest, 1.75 * len(chains))
    for axis, (title, chain) in zip(
        figure.subplots(len(chains), 1, squeeze=False)[:, 0], chains.items(), strict=True
    ):
        axis.set_axis_off()
        axis.set(xlim=(-0.5, longest - 0.5), ylim=(-0.75, 0.75))
        axis.set_title(title, loc="left", fontsize=12, color=INK)
        for place, (layer, shape) in enumerate(chain):
            wrong = place == len(chain) - 1 and len(shape) > 1
            axis.text(
                place,
                0,
                f"{layer}\n{' × '.join(str(size) for size in shape)}",
                ha="center",
                va="center",
                fontsize=11,
                color=RED if wrong else INK,
                bbox={"boxstyle": "round,pad=0.5", "fc": "white", "ec": RED if wrong else GREY},
            )
            if place:
                axis.annotate(
                    "",
                    (place - 0.36, 0),
                    (place - 0.64, 0),
                    arrowprops={"arrowstyle": "->", "color": SOFT},
                )
    return figure


def labels_without_output(counts: np.ndarray, outputs: int, classes: Sequence[str]) -> Figure:
    """How many pictures each class has; the classes from `outputs` on, which have none, are red."""
    figure = canvas(7.5, 3.6)
    axis = figure.subplots()
    colours = [BLUE if index < outputs else RED for index in range(len(counts))]
    axis.bar(range(len(counts)), counts, color=colours, width=0.75)
    axis.set_xticks(range(len(counts)), [plain(name, 12) for name in classes])
    for tick in axis.get_xticklabels():
        tick.set_parse_math(False)
    axis.axvline(outputs - 0.5, color=SOFT, linestyle="--", linewidth=1.2)
    top = float(counts.max())
    axis.set_ylim(0, 1.2 * top)
    axis.text(outputs / 2 - 0.5, 1.09 * top, "have an output", ha="center", color=BLUE)
    axis.text((outputs + len(counts)) / 2 - 0.5, 1.09 * top, "have none", ha="center", color=RED)
    axis.set_title("Pictures to learn from, by label", loc="left", fontsize=12, color=INK)
    frame(axis)
    return figure


def _by_epoch(axis: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    axis.set_xlabel("epoch", color=SOFT)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.grid(axis="y", color=GREY, alpha=0.3)
    frame(axis)


def _markers(count: int) -> list[str]:
    kinds = "os^Dv"
    return [kinds[index % len(kinds)] for index in range(count)]
