"""Figures as people read them: a block for each set in the terminal, tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from benchmarks.cells import DASH, escaped, grid, interval, markdown_table
from benchmarks.reading.figures import COVERAGES, Result, Row
from tenfold.cli.app import printable
from tenfold.evaluation.words import count_of, percent

_HEADS = (
    *("right", "95% interval", "digits wrong", "refused", "of rest"),
    *("sure", "right of sure", "ms"),
)
_SHORT = ("right", "95%", "digits", "refused", "rest", "sure", "of sure", "ms")  # on 80 columns
_MOST_STYLES = 5  # more are told by their worst


def block(result: Result) -> RenderableType:
    """One set: its name and size, a row an engine, and what else is worth a line."""
    table = grid(["", *_SHORT])
    for one in result.rows:
        if one.failure is None:
            table.add_row(
                Text(one.engine, "bold" if one is result.rows[0] else ""), *_cells(one, 0)
            )
    remarks = [Text(printable(line), "yellow") for line in _remarks(result)]
    return Group(_heading(result), table, *map(Text, _styles(result)), *remarks, Text(""))


def markdown(results: Sequence[Result]) -> str:
    """All sets in one table, then coverage against accuracy, then the styles."""
    lines = markdown_table(["pictures", "engine", *_HEADS], _rows(results, _cells), names=2)
    heads = [percent(share, 0) for share in COVERAGES]
    lines += ["", "Right of the surest share of the pictures:", ""]
    lines += markdown_table(["pictures", "engine", *heads], _rows(results, _curve), names=2)
    remarks = [line for result in results for line in (*_styles(result), *_remarks(result))]
    said = [f"- {escaped(line)}" for line in dict.fromkeys(remarks)]
    return "\n".join([*lines, *(["", *said] if said else [])]) + "\n"


def _rows(results: Sequence[Result], cells: Callable[[Row], list[str]]) -> Iterator[list[str]]:
    for result in results:
        first = _heading(result).plain
        for one in result.rows:
            if one.failure is None:
                yield [first, one.engine, *cells(one)]
                first = ""


def _heading(result: Result) -> Text:
    n = next((one.n for one in result.rows if one.n is not None), 0)
    return Text.assemble((printable(result.name), "bold"), (f", {count_of(n, 'picture')}", "dim"))


def _styles(result: Result) -> list[str]:
    """Accuracy by style: of all where they are few, of the worst where they are many."""
    lines = []
    for one in result.rows:
        if one.styles:
            worst = sorted(one.styles.items(), key=lambda item: item[1])
            many = len(worst) > _MOST_STYLES
            shown = [item for item in worst if item[1] < 1][:_MOST_STYLES] if many else worst
            which = f"worst of {len(worst)}: " if many else ""
            if not shown:
                lines.append(f"{one.engine}, by style: all {len(worst)} 100%")
                continue
            each = ", ".join(f"{style} {_share(share, 0)}" for style, share in shown)
            lines.append(f"{one.engine}, by style: {which}{each}")
    return lines


def _remarks(result: Result) -> list[str]:
    return [
        f"{one.engine}: cannot be run, {one.failure}"
        for one in result.rows
        if one.failure is not None
    ]


def _cells(one: Row, digits: int = 1) -> list[str]:
    assert one.interval is not None
    assert one.seconds is not None
    return [
        _share(one.accuracy),
        interval(one.interval, digits),
        _share(one.digit_error_rate, 2),
        _share(one.refused),
        _share(one.accepted_accuracy),
        _share(one.sure),
        _share(one.sure_accuracy),
        f"{1000 * one.seconds:.0f}",
    ]


def _curve(one: Row) -> list[str]:
    return [_share(share) for share in one.curve or ()]


def _share(value: float | None, digits: int = 1) -> str:
    return DASH if value is None else percent(value, digits)
