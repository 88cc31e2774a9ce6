"""How an answer is shown to a person: a drawing beside bars, or one line."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from tenfold.cli import drawing
from tenfold.cli.app import printable
from tenfold.evaluation.words import percent
from tenfold.values import Prediction


def line(answer: Prediction, label: int | None) -> Text:
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


def drawn(
    answer: Prediction, label: int | None, *, logits: bool, console: Console
) -> RenderableType:
    """The line, and below it what the model saw beside all probabilities."""
    seen = drawing.picture(answer.pixels, greys=drawing.has_greys(console))
    bars = drawing.bars(
        answer.probabilities,
        answer.classes,
        label=label,
        logits=answer.logits if logits else None,
    )
    both = Table.grid(padding=(0, 2, 0, 0))
    both.add_row(seen, bars)
    return Group(line(answer, label), both, "")
