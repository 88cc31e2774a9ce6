"""Figures as people read them: a block for each set in the terminal, one table in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from benchmarks.cells import DASH, escaped, grid, interval, markdown_table
from benchmarks.real.figures import Result, Row
from tenfold.cli.app import printable
from tenfold.conformal import SetScores
from tenfold.evaluation.words import count_of, percent, set_name

_HEADS = ("right", "95% interval", "refused", "of rest", "ECE", "ms")
_SET_HEADS = ("pictures", "hold the truth", "95% interval", "mean size")


def block(result: Result) -> RenderableType:
    """One set: its name and size, and a row a model."""
    table = grid(["", *_HEADS])
    for one in result.rows:
        if one.failure is None:
            table.add_row(Text(one.model, "bold" if one is result.rows[0] else ""), *_cells(one))
    remarks = [Text(printable(line), "yellow") for line in _remarks(result)]
    if result.label_sets is not None:
        held, between, size = _label_set_cells(result.label_sets)
        words = f"hold the truth of {held} ({between}), mean size {size}"
        remarks.insert(0, Text(f"tenfold's {_named(result.label_sets)} {words}"))
    return Group(_heading(result), table, *remarks, Text(""))


def markdown(results: Sequence[Result]) -> str:
    """All sets of pictures in one table and, where there are any, prediction sets in another."""
    lines = markdown_table(["pictures", "model", *_HEADS], _rows(results), names=2)
    lines += _label_set_lines(results)
    remarks = dict.fromkeys(line for result in results for line in _remarks(result))
    said = [f"- {escaped(line)}" for line in remarks]
    return "\n".join([*lines, *(["", *said] if said else [])]) + "\n"


def _rows(results: Sequence[Result]) -> Iterator[list[str]]:
    """A row a model that could be asked; the set is named in its first."""
    for result in results:
        first = _heading(result).plain
        for one in result.rows:
            if one.failure is None:
                yield [first, one.model, *_cells(one)]
                first = ""


def _label_set_lines(results: Sequence[Result]) -> list[str]:
    """What tenfold's prediction sets do on each set of pictures."""
    known = [(one, one.label_sets) for one in results if one.label_sets is not None]
    if not known:
        return []
    promise = f"tenfold's {_named(known[0][1])}, promised for pictures like those held out only:"
    rows = [[_heading(one).plain, *_label_set_cells(sets)] for one, sets in known]
    return ["", promise, "", *markdown_table(_SET_HEADS, rows)]


def _named(sets: SetScores) -> str:
    return f"{set_name(sets.coverage)}s"


def _label_set_cells(sets: SetScores) -> tuple[str, str, str]:
    return _share(sets.reached, 2), interval(sets.interval, 2), f"{sets.mean_size:.2f}"


def _remarks(result: Result) -> list[str]:
    """Who could not be asked, and why; who could not read some pictures."""
    lines = []
    for one in result.rows:
        if one.failure is not None:
            lines.append(f"{one.model}: cannot be run, {one.failure}")
        elif one.unread:
            many = count_of(one.unread, "picture")
            lines.append(f"{one.model}: cannot read {many} of {result.name}, counted as wrong")
    return lines


def _heading(result: Result) -> Text:
    n = next((one.n for one in result.rows if one.n is not None), 0)
    what = f", {count_of(n, 'picture')}" + (", all to be refused" if result.to_refuse else "")
    return Text.assemble((printable(result.name), "bold"), (what, "dim"))


def _cells(one: Row) -> list[str]:
    assert one.interval is not None
    assert one.seconds is not None
    return [
        _share(one.accuracy, 2),
        interval(one.interval, 2),
        _share(one.refused),
        _share(one.accepted_accuracy, 2),
        _share(one.ece, 2),
        f"{1000 * one.seconds:.2f}",
    ]


def _share(value: float | None, digits: int = 1) -> str:
    return DASH if value is None else percent(value, digits)
