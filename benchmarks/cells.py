"""Parts of tables: one look in the terminal and in Markdown. The first column holds names."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from tenfold.cli.app import printable

DASH = "\N{EN DASH}"  # from one end to the other; and where there is no figure


def interval(ends: tuple[float, float], digits: int) -> str:
    """Two shares of 1 in percent: "87.0-92.5", with a longer dash."""
    low, high = (f"{100 * end:.{digits}f}" for end in ends)
    return f"{low}{DASH}{high}"


def grid(heads: Sequence[str]) -> Table:
    """An empty table for the terminal: names to the left, figures to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    first, *others = (Text(printable(head)) for head in heads)
    table.add_column(first, no_wrap=True)
    for head in others:
        table.add_column(head, justify="right", overflow="fold")
    return table


def markdown_table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, names: int = 1
) -> list[str]:
    """The lines of a table; so many columns hold names, to the left."""
    rule = "|---" * names + "|--:" * (len(heads) - names) + "|"
    return [_line(heads), rule, *map(_line, rows)]


def escaped(text: str) -> str:
    """A stranger's words on one line of Markdown; an indent stays."""
    line = html.escape(printable(text.strip()), quote=False)
    indent = "&nbsp;&nbsp;" if text.startswith("  ") else ""
    return indent + "".join(f"\\{sign}" if sign in "\\`*[]|~_" else sign for sign in line)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(escaped, cells)) + " |"
