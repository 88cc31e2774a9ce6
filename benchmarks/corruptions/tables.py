"""Figures as people read them: a table a way of asking, in the terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from benchmarks.cells import DASH, grid, interval, markdown_table
from benchmarks.corruptions.answers import CLEAN
from benchmarks.corruptions.figures import Column, Error, Result
from tenfold.evaluation.words import count_of

_MEAN, _RATIO = "mean of the 15", "ratio of means"


def block(result: Result) -> RenderableType:
    """For the terminal; three models fit 80 columns."""
    table = grid(["", *(one.model for one in result.columns)])
    for head, cells in _rows(result):
        style = "bold" if head in (_MEAN, _RATIO) else ""
        table.add_row(Text(head, style), *(Text(cell, style) for cell in cells))
    return Group(Text(_heading(result), "bold"), table, Text(""))


def markdown(result: Result) -> str:
    """The same as a Markdown table under a line that says what it is."""
    heads = ["corruption", *(one.model for one in result.columns)]
    table = markdown_table(heads, ([head, *cells] for head, cells in _rows(result)))
    return "\n".join([f"{_heading(result)}:", "", *table]) + "\n"


def _heading(result: Result) -> str:
    pictures = count_of(result.n, "picture")
    return f"{result.way}, {pictures} of each: error in % (95% interval)"


def _rows(result: Result) -> Iterator[tuple[str, list[str]]]:
    columns = result.columns
    for name in columns[0].errors:
        yield name.replace("_", " "), [_cell(one.errors[name]) for one in columns]
    yield _MEAN, [_cell(one.mean) for one in columns]
    if len(columns) > 1:
        yield _RATIO, [_ratio(one, one is columns[1]) for one in columns]
    if any(one.mean.refused or one.errors[CLEAN].refused for one in columns):
        yield f"refused, {CLEAN}", [f"{100 * one.errors[CLEAN].refused:.1f}" for one in columns]
        yield "refused, mean", [f"{100 * one.mean.refused:.1f}" for one in columns]


def _cell(error: Error) -> str:
    return f"{100 * error.share:.2f} ({interval(error.interval, 2)})"


def _ratio(column: Column, rival: bool) -> str:
    if rival or column.ratio is None:
        return "1" if rival else DASH
    value, (low, high) = column.ratio
    return f"{value:.3f} ({low:.3f}{DASH}{high:.3f})"
