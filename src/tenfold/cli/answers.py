"""How an answer is shown to a person: a drawing beside bars, or one line."""

from __future__ import annotations

import numpy as np
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from tenfold.cli import terminal
from tenfold.cli.app import has_greys, printable
from tenfold.conformal import LabelSet
from tenfold.evaluation.sureness import label_set_in_words
from tenfold.evaluation.words import count_of, percent
from tenfold.values import Prediction

_MOST_BARS = 20
_BARS_WIDTH = 48  # beside a picture of 28 columns
_LOGIT = 10


def line(answer: Prediction, label: int | None) -> Text:
    """All that is said of a picture in one line; label: its true class, where it is known."""
    text = _headline(answer, label)
    return text if answer.label_set is None else text.append("  ").append(_set_of(answer.label_set))


def _headline(answer: Prediction, label: int | None) -> Text:
    """File, answer and confidence; whether it is right, where the true class is known."""
    text = Text.assemble((printable(str(answer.file)), "cyan"), "  ")
    said = f"{printable(answer.name)} {percent(answer.confidence)}"
    true_name = None if label is None else printable(answer.classes[label])
    if answer.refused:
        text.append("refused", "yellow").append(f": {answer.reason} Best guess: {said}")
        return text if label is None else text.append(f" (it is {true_name})")
    text.append(said, "bold")
    if label is not None:
        right = label == answer.label
        words = "right" if right else f"wrong, it is {true_name}"
        text.append(f"  {words}", "bright_blue" if right else "red")
    return text


def _set_of(given: LabelSet) -> str:
    return printable(label_set_in_words(given))


def drawn(
    answer: Prediction,
    label: int | None,
    *,
    logits: bool,
    console: Console,
    picture: np.ndarray | None = None,
) -> RenderableType:
    """What is said of a picture, and below it what the model saw beside all probabilities.

    picture: drawn in place of what the model saw; RGB only where the console has greys. Of more
    than 20 classes the likeliest are shown.
    """
    pixels = answer.pixels if picture is None else picture
    columns = min(28, pixels.shape[1])
    seen = terminal.picture_lines(pixels, columns=columns, colour=has_greys(console))
    order = list(range(len(answer.classes)))
    if len(order) > _MOST_BARS:
        order = np.argsort(-answer.probabilities, kind="stable")[:_MOST_BARS].tolist()
    cells: list[RenderableType] = [
        Group(*seen),
        terminal.bars(
            [answer.classes[index] for index in order],
            [float(answer.probabilities[index]) for index in order],
            width=_BARS_WIDTH - (_LOGIT if logits else 0),
            winner=order.index(answer.label),
        ),
    ]
    if logits:
        cells.append(Group(*(Text(f"{answer.logits[index]:{_LOGIT - 2}.3f}") for index in order)))
    both = Table.grid(padding=(0, 2, 0, 0))
    both.add_row(*cells)
    more = len(answer.classes) - len(order)
    below = f"and {count_of(more, 'less likely class', 'less likely classes')}\n" if more else ""
    sets = [] if answer.label_set is None else [Text(_set_of(answer.label_set))]
    return Group(_headline(answer, label), *sets, both, Text(below, "dim"))
