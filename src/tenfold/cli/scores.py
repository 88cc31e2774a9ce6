"""Scores in words and tables of at most 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tenfold.cli.app import printable
from tenfold.conformal import SetScores
from tenfold.evaluation.errors import confused_pairs
from tenfold.evaluation.reading import ReadingScores
from tenfold.evaluation.report import LONG_TABLE, weakest
from tenfold.evaluation.sureness import sets_in_words
from tenfold.evaluation.words import error_count, percent, set_name
from tenfold.values import ClassScores, Scores

_WIDTH = 79
_LONGEST_NAME = 14
_MOST_PAIRS = 10


def accuracy_line(scores: Scores | ReadingScores, name: str | None = None) -> Text:
    """Accuracy with its interval, and how many errors there are. name: of the figure."""
    low, high = scores.interval
    return Text.assemble(
        f"{name or f'{scores.split.capitalize()} accuracy'} ",
        (percent(scores.accuracy, 2), "bold green"),
        f" (95% interval {percent(low, 2)} to {percent(high, 2)})\n",
        error_count(scores.errors, scores.n),
    )


def sets_line(sets: SetScores) -> Text:
    """How often prediction sets hold the truth, and how large they are."""
    return Text(f"{set_name(sets.coverage)}s hold the true class in {sets_in_words(sets)}")


def tables(scores: Scores) -> Iterator[RenderableType]:
    """Per class, what was taken for what, and how far its confidence can be trusted."""
    long = len(scores.per_class) > LONG_TABLE
    yield _titled("The weakest classes" if long else "Per class", _per_class(scores, long))
    matrix = confusion_table(scores)
    if matrix is None:
        yield _titled("Most confused", _pairs(scores))
    else:
        yield _titled("Confusion (rows: true, columns: answered)", matrix)
    error = percent(scores.ece, 2)
    yield _titled(f"Calibration: expected calibration error {error}", _reliability(scores))


def confusion_table(scores: Scores) -> Table | None:
    """Rows are the true classes, columns the answers; None where it would not fit 80 columns."""
    names = [printable(one.name) for one in scores.per_class]
    cell = max(len(str(int(scores.confusion.max()))), len(str(len(names) - 1))) + 1
    named = max(map(len, names)) < cell  # then the columns are called by their names too
    label = max(map(len, names)) if named else 3 + min(max(map(len, names)), _LONGEST_NAME)
    if label + 1 + cell * len(names) > _WIDTH:
        return None
    table = _table()
    table.padding = (0, 0, 0, 0)
    table.add_column("", width=label + 1, no_wrap=True)
    for index, name in enumerate(names):
        table.add_column(name if named else str(index), width=cell, justify="right", no_wrap=True)
    for index, (name, row) in enumerate(zip(names, scores.confusion.tolist(), strict=True)):
        head = name if named else f"{index:>2} {name[:_LONGEST_NAME]}"
        table.add_row(Text(head), *(_cell(n, right=at == index) for at, n in enumerate(row)))
    return table


def _cell(count: int, *, right: bool) -> Text:
    if not count:
        return Text("·", "dim")
    return Text(str(count), "bold" if right else "red")


def _per_class(scores: Scores, long: bool) -> Table:
    rows = weakest(scores) if long else scores.per_class
    table = _table()
    table.add_column("class", overflow="fold")
    for heading in ("pictures", "precision", "recall", "F1"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in rows:
        table.add_row(Text(printable(one.name)), f"{one.count:,}", *_ratios(one))
    return table


def _ratios(one: ClassScores) -> list[str]:
    """None, where there is nothing to divide by, is a dash."""
    ratios = (one.precision, one.recall, one.f1)
    return ["–" if ratio is None else percent(ratio) for ratio in ratios]


def _pairs(scores: Scores) -> Table:
    table = _table()
    for heading in ("true", "answered"):
        table.add_column(heading, overflow="fold")
    for heading in ("pictures", "of that class"):
        table.add_column(heading, justify="right", no_wrap=True)
    names = [printable(one.name) for one in scores.per_class]
    for pair in confused_pairs(scores.confusion, limit=_MOST_PAIRS):
        words = Text(names[pair.label]), Text(names[pair.predicted])
        table.add_row(*words, f"{pair.count:,}", percent(pair.share))
    return table


def _reliability(scores: Scores) -> Table:
    table = _table()
    for heading in ("how sure", "pictures", "mean confidence", "right"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in scores.reliability:
        if one.accuracy is not None and one.confidence is not None:
            span = f"{100 * one.low:.0f} to {100 * one.high:.0f}%"
            shares = percent(one.confidence), percent(one.accuracy)
            table.add_row(span, f"{one.count:,}", *shares)
    return table


def _titled(title: str, table: Table) -> RenderableType:
    return Group(Text(title, "bold"), table)


def _table() -> Table:
    return Table(box=None, pad_edge=False, header_style="dim")
