"""docs/benchmarks.md, made from page.md and what benchmarks.json holds; and single cells.

page.md is written by hand. A line `<!-- table: WORK -->` in it becomes the tables of that work:
one a figure, a row a case, a column a side. `<!-- conditions -->` becomes the machine and the
versions, where all works have the same; else each work says its own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from tenfold.evaluation.words import count_of
from tenfold.studies.speed import machine
from tenfold.studies.speed.figures import FIGURES, three
from tenfold.studies.speed.ratios import straight_line
from tenfold.studies.speed.results import Result
from tenfold.studies.speed.sides import RIVALS, TENFOLD

_PLACE = re.compile(r"^<!-- (conditions|table: (\w+)) -->$", re.MULTILINE)
GAP = "–"
_PAGE = Path(__file__).with_name("page.md")


def page(results: Sequence[Result]) -> str:
    """The whole page in Markdown."""
    common = _conditions(results)

    def fill(place: re.Match[str]) -> str:
        if place[1] == "conditions":
            return common or "Not all was measured on the same machine with the same versions."
        chosen = [one for one in results if one.work == place[2]]
        if not chosen:
            return "Not measured yet."
        own = [] if common else [_conditions([one]) for one in chosen]
        return "\n\n".join([*dict.fromkeys(own), *_work(chosen)])

    return _PLACE.sub(fill, _PAGE.read_text(encoding="utf-8"))


def _work(results: Sequence[Result]) -> list[str]:
    """Head, tables and remarks of one work."""
    parts = ["\n".join(dict.fromkeys(map(_when, results)))]
    if any(one.quick for one in results):
        parts.append(
            "**From a quick run, to see that everything runs: these figures mean nothing.**"
        )
    if all("amount" in one.settings for one in results):
        return [*parts, *_lines(results), *_remarks(results)]
    figures = dict.fromkeys(name for one in results for name in one.shown)
    tables = [*(_table(results, name) for name in figures), *_arithmetic(results)]
    return [*parts, *tables, *_remarks(results)]


def _conditions(results: Sequence[Result]) -> str:
    """Machine and versions as a list, or "" where they are not the same for all of `results`."""
    machines = {machine.in_words(dict(one.machine)): None for one in results}
    versions: dict[str, set[str]] = {}
    for one in results:
        for side in one.sides.values():
            if side.versions:
                listed = ", ".join(f"{name} {version}" for name, version in side.versions.items())
                versions.setdefault(side.title, set()).add(listed)
    if len(machines) != 1 or any(len(had) > 1 for had in versions.values()):
        return ""
    lines = [f"- Machine: {_escape(*machines)}"]
    return "\n".join(lines + [f"- {_escape(t)}: {_escape(*had)}" for t, had in versions.items()])


def _when(one: Result) -> str:
    rounds = max(len(side.runs) for side in one.sides.values())
    return f"Measured on {_escape(one.measured[:10])}, {count_of(rounds, 'round')}."


def _table(results: Sequence[Result], figure: str) -> str:
    """One figure: a row a case, a column a side."""
    rows = [one for one in results if figure in one.shown]
    names = [name for name in (TENFOLD, *RIVALS) if any(name in one.sides for one in rows)]
    titles = [next(one.sides[name].title for one in rows if name in one.sides) for name in names]
    lines = [
        "| " + " | ".join([FIGURES[figure].title, *map(_escape, titles)]) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for one in rows:
        cells = [_name(one), *(_cell(one, name, figure) for name in names)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _arithmetic(results: Sequence[Result]) -> list[str]:
    """What an epoch's matrix products are, how fast tenfold does them, and how fast NumPy could."""
    lines = []
    for one in results:
        work, epoch, peak = (one.summary(TENFOLD, name) for name in ("gflop", "epoch", "peak"))
        if work is None or epoch is None or peak is None:
            continue
        speed = work.median / epoch.median
        cells = (f"{three(value)}" for value in (work.median, speed, peak.median))
        lines.append(f"| {_name(one)} | {' | '.join(cells)} | {speed / peak.median:.0%} |")
    if not lines:
        return []
    head = "| tenfold's arithmetic | GFLOP an epoch | GFLOP/s | float32 peak, GFLOP/s | share |"
    return ["\n".join([head, "|---" * 5 + "|", *lines])]


def _name(one: Result) -> str:
    also = one.settings.get("also")
    words = f"{one.case} (also {', '.join(also)})" if also else one.case
    used = {run.get("precision", "float32") for run in one.sides[TENFOLD].runs.values()}
    used -= {"float32"}
    return _escape(f"{words} (tenfold in {', '.join(sorted(used))})" if used else words)


def _cell(one: Result, side: str, figure: str) -> str:
    """Median (smallest to largest), and below it how many times faster tenfold is."""
    summary = one.summary(side, figure)
    if summary is None:
        return GAP
    show = FIGURES[figure].show
    words = show(summary.median)
    if summary.n > 1:
        words += f" ({show(summary.low)} to {show(summary.high)})"
    ratio = one.times_faster(side, figure)
    if ratio is None:
        return words
    times = f"**{FIGURES[figure].ratio(ratio.median)}**"
    if ratio.n > 1:
        times += f" ({three(ratio.low)} to {three(ratio.high)})"
    return f"{words}<br>{times}"


def _lines(results: Sequence[Result]) -> list[str]:
    """Amounts and what they cost, with the straight line through them."""
    groups: dict[str, list[Result]] = {}
    for one in results:
        groups.setdefault(one.case.rpartition(":")[0], []).append(one)
    return [part for name, group in groups.items() for part in _line(name, group)]


def _line(name: str, group: Sequence[Result]) -> list[str]:
    lines = [f"| {_escape(name)} | seconds | each | peak memory |", "|---|---|---|---|"]
    amounts, medians = [], []
    for one in group:
        amount, run = one.settings["amount"], one.summary(TENFOLD, "run")
        if run is None:
            lines.append(f"| {amount:,} | {GAP} | {GAP} | {GAP} |")
            continue
        amounts.append(amount)
        medians.append(run.median)
        cells = [_cell(one, TENFOLD, name) for name in ("run", "memory")]
        lines.append(
            f"| {amount:,} | {cells[0]} | {FIGURES['run'].show(run.median / amount)} | {cells[1]} |"
        )
    table = "\n".join(lines)
    if len(amounts) < 2:
        return [table]
    fit = straight_line(amounts, medians)
    show = FIGURES["run"].show
    return [
        table,
        f"The straight line through these medians: {show(fit.start)} + {show(fit.each)} each; it "
        f"explains {100 * fit.explained:.2f}% of their differences.",
    ]


def _remarks(results: Iterable[Result]) -> list[str]:
    """Why there are gaps."""
    why = [
        f"- {_escape(one.case)}, {_escape(side.title)}: {_escape(side.failure)}"
        for one in results
        for side in one.sides.values()
        if side.failure
    ]
    return ["Gaps:\n" + "\n".join(why)] if why else []


def _escape(text: str) -> str:
    """A stranger's words on one line of a Markdown table, neither markup nor HTML."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    # An underscore inside a word is no markup, and most flags of a processor have one.
    marks = r"([\\`*\[\]|~]|(?<!\w)_|_(?!\w))"
    return re.sub(marks, r"\\\1", html.escape(line, quote=False))
