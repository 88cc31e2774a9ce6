"""Figures as people read them: a table a way of asking, in the terminal and in Markdown."""

from __future__ import annotations

import html
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from benchmarks.corruptions.answers import CLEAN
from benchmarks.corruptions.figures import Column, Error, Result
from tenfold.cli.app import printable
from tenfold.evaluation.words import count_of

_MEAN, _RATIO = "mean of the 15", "ratio of means"


def block(result: Result) -> RenderableType:
    """For the terminal; three models fit 80 columns."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", no_wrap=True)
    for one in result.columns:
        table.add_column(Text(printable(one.model)), justify="right", overflow="fold")
    for head, cells in _rows(result):
        style = "bold" if head in (_MEAN, _RATIO) else ""
        table.add_row(Text(head, style), *(Text(cell, style) for cell in cells))
    return Group(Text(_heading(result), "bold"), table, Text(""))


def markdown(result: Result) -> str:
    """The same as a Markdown table under a line that says what it is."""
    heads = [_escape(one.model) for one in result.columns]
    lines = [f"{_heading(result)}:", "", f"| corruption | {' | '.join(heads)} |"]
    lines.append("|---|" + "--:|" * len(heads))
    lines += [f"| {head} | {' | '.join(cells)} |" for head, cells in _rows(result)]
    return "\n".join(lines) + "\n"


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
    low, high = (100 * end for end in error.interval)
    return f"{100 * error.share:.2f} ({low:.2f}\N{EN DASH}{high:.2f})"


def _ratio(column: Column, rival: bool) -> str:
    if rival or column.ratio is None:
        return "1" if rival else "\N{EN DASH}"
    value, (low, high) = column.ratio
    return f"{value:.3f} ({low:.3f}\N{EN DASH}{high:.3f})"


def _escape(text: str) -> str:
    """A stranger's words on one line of a Markdown table."""
    line = html.escape(printable(text), quote=False)
    return "".join(f"\\{letter}" if letter in "\\`*[]|~" else letter for letter in line)
