"""Pictures in grids, beside their answers, and in galleries of errors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from tenfold.errors import UsageError
from tenfold.evaluation.errors import Mistake
from tenfold.evaluation.plots.canvas import BLUE, GREY, INK, RED, SOFT, canvas, frame, plain
from tenfold.evaluation.words import answer_caption, count_of, error_count

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_NUMBERS = 64  # pixels a side whose raw numbers can still be read
MOST_NAMED_BARS = 20  # classes whose names fit under their bars


def strip(pictures: Sequence[np.ndarray], titles: Sequence[str]) -> Figure:
    """Pictures side by side in one row, as the first example of every digit (S0)."""
    return grid(pictures, titles, columns=max(len(pictures), 1))


def grid(
    pictures: Sequence[np.ndarray],
    titles: Sequence[str],
    *,
    columns: int,
    title_colours: Sequence[str] | None = None,
) -> Figure:
    """Pictures in rows of `columns`, each under its title.

    pictures: uint8, each (height, width) or (height, width, 3). titles: one a picture.
    title_colours: one a picture, any colour of matplotlib; without it all are ink.
    """
    _check_pictures(pictures, titles)
    rows = math.ceil(len(pictures) / columns)
    width = 1.1 if max(map(len, titles)) <= 6 else 1.5
    figure = canvas(max(width * columns, 2.4), (width + 0.28) * rows + 0.1)
    axes = np.atleast_1d(figure.subplots(rows, columns, squeeze=False)).ravel()
    for axis in axes:
        axis.set_axis_off()
    colours = title_colours or [INK] * len(pictures)
    for axis, picture, title, colour in zip(axes, pictures, titles, colours, strict=False):
        _show(axis, picture)
        axis.set_title(plain(title, 24), fontsize=9, color=colour, pad=3, parse_math=False)
    return figure


def one(picture: np.ndarray, *, title: str, numbers: bool = False) -> Figure:
    """One picture with a colour bar; with `numbers`, also its raw pixel values as a table.

    picture: uint8, (height, width), for the numbers at most 64 pixels a side.
    """
    if picture.ndim != 2 or (numbers and max(picture.shape) > MOST_NUMBERS):
        raise UsageError(
            f"One picture must be of shape (height, width), and at most {MOST_NUMBERS} pixels a "
            f"side for its numbers to be shown. Got shape {picture.shape}. Give a grey picture, "
            "or leave the numbers out."
        )
    height, width = picture.shape
    figure = canvas(6.2 + (0.27 * width + 0.4 if numbers else 0), max(5.0, 0.24 * height + 0.6))
    ratios = [1.0] if not numbers else [6.2, 0.27 * width + 0.4]
    axes = figure.subplots(1, len(ratios), squeeze=False, width_ratios=ratios)[0]
    shown = axes[0].imshow(picture, cmap="gray", vmin=0, vmax=255)
    axes[0].set_title(plain(title), fontsize=13, color=INK, parse_math=False)
    axes[0].tick_params(colors=SOFT, labelsize=9)
    bar = figure.colorbar(shown, ax=axes[0], fraction=0.046, ticks=[0, 64, 128, 192, 255])
    bar.ax.tick_params(colors=SOFT, labelsize=9)
    if numbers:
        _show(axes[1], picture, aspect="auto")
        for (row, column), value in np.ndenumerate(picture):
            colour = "white" if value < 128 else "black"
            text = axes[1].text(
                column, row, str(value), ha="center", va="center", fontsize=6, color=colour
            )
            text.set_in_layout(False)  # it lies within the axes; laying out 784 takes 1.5 s
    return figure


def answers(
    pictures: np.ndarray,
    probabilities: np.ndarray,
    labels: np.ndarray | None,
    classes: Sequence[str],
    *,
    rows: int = 5,
    columns: int = 3,
) -> Figure:
    """Pictures captioned "Sneaker 98% (Sneaker)" beside the bars of their probabilities (S1).

    pictures: uint8, (n, height, width). probabilities: float, (n, classes). labels: (n,), the
    true classes, or None where they are not known. The first rows * columns are drawn: the
    caption blue where right and red where wrong, the predicted bar red, the true one blue.
    """
    count = min(len(pictures), rows * columns)
    _check_pictures(pictures[:count], probabilities[:count])
    rows, columns = math.ceil(count / columns), min(count, columns)
    figure = canvas(4.2 * columns, 2.1 * rows)
    axes = figure.subplots(rows, 2 * columns, squeeze=False, width_ratios=[1, 1.25] * columns)
    pairs = axes.reshape(-1, 2)
    for index, (left, right) in enumerate(pairs):
        if index >= count:
            left.set_axis_off()
            right.set_axis_off()
            continue
        label = None if labels is None else int(labels[index])
        _show(left, pictures[index])
        _caption(left, probabilities[index], label, classes)
        _bars(right, probabilities[index], label, classes, named=False)
    return figure


def prediction(
    originals: Sequence[np.ndarray],
    seen: Sequence[np.ndarray],
    probabilities: np.ndarray,
    classes: Sequence[str],
    *,
    files: Sequence[str] | None = None,
    refused: Sequence[bool] | None = None,
) -> Figure:
    """Each picture under its prediction, what the model saw of it, and its bars with class names.

    originals: uint8, each (height, width) or (height, width, 3). seen: uint8, each (height,
    width), what the model saw. probabilities: float, (n, classes). files: shown below the
    originals. refused: whether each answer was refused. Several pictures stack as rows.
    """
    _check_pictures(originals, probabilities)
    count = len(originals)
    figure = canvas(10.5, 3.5 * count)
    axes = figure.subplots(count, 3, squeeze=False, width_ratios=[1, 1, 1.6])
    for index, (own, model, bars) in enumerate(axes):
        likely = probabilities[index]
        best = int(likely.argmax())
        said = answer_caption(classes[best], float(likely[best]))
        no = refused is not None and refused[index]
        _show(own, originals[index])
        title = f"refused\nat best {plain(said, 22)}" if no else plain(said, 28)
        own.set_title(title, fontsize=14, color=INK, pad=8, parse_math=False)
        if files is not None:
            own.set_xlabel(plain(files[index], 34), fontsize=9, color=SOFT, parse_math=False)
        _show(model, seen[index])
        model.set_xlabel("what the model saw", fontsize=9, color=SOFT)
        _bars(bars, likely, None, classes, named=True)
    return figure


def gallery(
    pictures: np.ndarray,
    mistakes: Sequence[Mistake],
    classes: Sequence[str],
    *,
    errors: int,
    total: int,
    columns: int = 8,
) -> Figure:
    """Pictures answered wrong, titled "label, prediction", up to `columns` in a row (S2).

    pictures: uint8, (total, height, width), of which the mistakes' indices speak. errors: how
    many there are in all, which may be more than are given. No mistake gives a figure of words.
    """
    if not mistakes:
        figure = canvas(5, 1.2)
        figure.text(
            0.5, 0.5, error_count(errors, total), ha="center", va="center", fontsize=14, color=INK
        )
        return figure
    titles = [f"{classes[wrong.label]}, {classes[wrong.predicted]}" for wrong in mistakes]
    figure = grid(
        [pictures[wrong.index] for wrong in mistakes],
        titles,
        columns=min(columns, len(mistakes)),
        title_colours=[RED] * len(mistakes),
    )
    width, height = figure.get_size_inches()
    figure.set_size_inches(max(width, 4.5), height + 0.5)
    figure.suptitle(error_count(errors, total), fontsize=13, color=INK)
    return figure


def _show(axis: Axes, picture: np.ndarray, *, aspect: Literal["equal", "auto"] = "equal") -> None:
    """A picture without axes; grey runs from black 0 to white 255, as the model gets it."""
    axis.imshow(picture, cmap="gray", vmin=0, vmax=255, aspect=aspect, interpolation="nearest")
    axis.set(xticks=[], yticks=[])
    for side in axis.spines.values():
        side.set_visible(False)


def _caption(axis: Axes, likely: np.ndarray, label: int | None, classes: Sequence[str]) -> None:
    best = int(likely.argmax())
    true_name = None if label is None else plain(classes[label], 14)
    text = answer_caption(plain(classes[best], 14), float(likely[best]), true_name)
    colour = INK if label is None else (BLUE if label == best else RED)
    axis.set_xlabel(text, fontsize=9, color=colour, labelpad=4, parse_math=False)


def _bars(
    axis: Axes, likely: np.ndarray, label: int | None, classes: Sequence[str], *, named: bool
) -> None:
    """Probabilities by class: predicted red, true blue (both at once: blue), others grey."""
    colours = [GREY] * len(likely)
    colours[int(likely.argmax())] = RED if label is not None else BLUE
    if label is not None:
        colours[label] = BLUE
    axis.bar(range(len(likely)), likely, color=colours, width=0.8)
    axis.set(ylim=(0, 1), xticks=[], yticks=[])
    if len(likely) <= MOST_NAMED_BARS:
        axis.set_xticks(range(len(likely)))
    if named:
        axis.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    if named and len(likely) <= MOST_NAMED_BARS:
        names = [plain(name, 16) for name in classes]
        axis.set_xticklabels(names, rotation=45, ha="right", rotation_mode="anchor")
    frame(axis)
    for tick in axis.get_xticklabels():
        tick.set_parse_math(False)


def _check_pictures(
    pictures: Sequence[np.ndarray] | np.ndarray, others: Sequence[str] | np.ndarray
) -> None:
    if not len(pictures) or len(others) != len(pictures):
        raise UsageError(
            "There must be at least one picture, and a title or answer for each. Got "
            f"{count_of(len(pictures), 'picture')} and {len(others)} titles or answers. "
            "Give as many of one as of the other."
        )
