"""The figures as people read them: tables in the terminal, the same in Markdown.

Sets of digits are known by a letter, since their names would need a line each.
"""

from __future__ import annotations

import string
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.text import Text

from benchmarks.cells import DASH, grid, interval, markdown_table
from benchmarks.refusals.figures import ACCEPTED, COVERAGES, Result
from tenfold.cli.app import printable
from tenfold.evaluation.words import percent


@dataclass(frozen=True)
class _Cells:
    """A table before it is drawn: a heading, names of columns, and rows of cells."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def terminal(result: Result) -> RenderableType:
    """All three tables, one below the other; a kind bold, its families not."""
    parts: list[RenderableType] = []
    for cells in _tables(result):
        table = grid(cells.heads)
        for first, *others in cells.rows:
            name = Text(printable(first), "" if first.startswith(" ") else "bold")
            table.add_row(name, *others)
        parts += [Text(cells.title), table, Text("")]
    return Group(*parts)


def markdown(result: Result) -> str:
    """All three tables."""
    parts = [[one.title, "", *markdown_table(one.heads, one.rows)] for one in _tables(result)]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _tables(result: Result) -> tuple[_Cells, ...]:
    letters = tuple(string.ascii_lowercase[: len(result.digits)])
    share = percent(ACCEPTED, 0)
    answered = tuple(
        (
            f"{letter}: {one.name}",
            f"{one.n:,}",
            percent(one.accepted),
            DASH if one.right is None else percent(one.right, 2),
            f"{one.level:.4f}",
        )
        for letter, one in zip(letters, result.digits, strict=True)
    )
    refused = tuple(
        (
            row.kind if row.family is None else f"  {row.family}",
            f"{row.n:,}",
            percent(row.refused),
            interval(row.interval, 1),
            *(percent(share, 0) for share in row.at_levels),
        )
        for row in result.rows
    )
    coverage = tuple(
        (one.name, *(percent(right, 2) for right in one.coverage)) for one in result.digits
    )
    return (
        _Cells(
            f"Digits answered, how many of those right, and the confidence that {share} reach",
            ("", "n", "answered", "right", f"{share} reach"),
            answered,
        ),
        _Cells(
            "Refused of what is no single digit, by the thresholds in the file; then at the "
            f"confidence that {share} of each set reach",
            ("", "n", "refused", "interval", *letters),
            refused,
        ),
        _Cells(
            "Right of the surest digits, where only so many are answered",
            ("", *(percent(share, 0) for share in COVERAGES)),
            coverage,
        ),
    )
