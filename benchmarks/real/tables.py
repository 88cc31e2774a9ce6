"""Figures as people read them: a block for each set in the terminal, one table in Markdown."""

from __future__ import annotations

import html
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from benchmarks.real.figures import Result, Row
from tenfold.cli.app import printable
from tenfold.conformal import SetScores
from tenfold.evaluation.words import count_of, percent, set_name

_GAP = "–"
_HEADS = ("right", "95% interval", "refused", "of rest", "ECE", "ms")


def block(result: Result) -> RenderableType:
    """One set: its name and size, and a row a model."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", no_wrap=True)
    for head in _HEADS:
        table.add_column(head, justify="right", no_wrap=True)
    for one in result.rows:
        if one.failure is None:
            table.add_row(Text(one.model, "bold" if one is result.rows[0] else ""), *_cells(one))
    remarks = [Text(printable(line), "yellow") for line in _remarks(result)]
    if result.label_sets is not None:
        held, interval, size = _label_set_cells(result.label_sets)
        words = f"hold the truth of {held} ({interval}), mean size {size}"
        remarks.insert(0, Text(f"tenfold's {_named(result.label_sets)} {words}"))
    return Group(_heading(result), table, *remarks, Text(""))


def markdown(results: Sequence[Result]) -> str:
    """All sets of pictures in one table and, where there are any, prediction sets in another."""
    lines = ["| pictures | model | " + " | ".join(_HEADS) + " |", "|---" * 2 + "|--:" * 6 + "|"]
    for result in results:
        first = _escape(_heading(result).plain)
        for one in result.rows:
            if one.failure is None:
                lines.append(f"| {first} | {_escape(one.model)} | {' | '.join(_cells(one))} |")
                first = ""
    lines += _label_set_lines(results)
    remarks = dict.fromkeys(line for result in results for line in _remarks(result))
    said = [f"- {_escape(line)}" for line in remarks]
    return "\n".join([*lines, *(["", *said] if said else [])]) + "\n"


def _label_set_lines(results: Sequence[Result]) -> list[str]:
    """What tenfold's prediction sets do on each set of pictures."""
    known = [(one, one.label_sets) for one in results if one.label_sets is not None]
    if not known:
        return []
    return [
        "",
        f"tenfold's {_named(known[0][1])}, promised for pictures like those held out only:",
        "",
        "| pictures | hold the truth | 95% interval | mean size |",
        "|---|--:|--:|--:|",
        *(
            f"| {_escape(_heading(result).plain)} | {' | '.join(_label_set_cells(sets))} |"
            for result, sets in known
        ),
    ]


def _named(sets: SetScores) -> str:
    return f"{set_name(sets.coverage)}s"


def _label_set_cells(sets: SetScores) -> tuple[str, str, str]:
    return _share(sets.reached, 2), _interval(sets.interval), f"{sets.mean_size:.2f}"


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
        _interval(one.interval),
        _share(one.refused),
        _share(one.accepted_accuracy, 2),
        _share(one.ece, 2),
        f"{1000 * one.seconds:.2f}",
    ]


def _interval(interval: tuple[float, float]) -> str:
    low, high = (100 * end for end in interval)
    return f"{low:.2f}\N{EN DASH}{high:.2f}"


def _share(value: float | None, digits: int = 1) -> str:
    return _GAP if value is None else percent(value, digits)


def _escape(text: str) -> str:
    """A stranger's words on one line of a Markdown table."""
    line = html.escape(printable(text), quote=False)
    return "".join(f"\\{letter}" if letter in "\\`*[]|~" else letter for letter in line)
