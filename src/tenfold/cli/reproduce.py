"""tenfold reproduce: train the five systems as written, theirs beside ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.app import AsJson, DataDir, Verb, examples, new_app, print_json, screen
from tenfold.evaluation.words import count_of

if TYPE_CHECKING:
    from tenfold.cli.studying import StudyBar
    from tenfold.studies.reproduce import Comparison

app = new_app()
_WORDS = {True: ("holds", "green"), False: ("does not hold", "red"), None: ("not judged", "yellow")}


@app.command(
    cls=Verb,
    epilog=examples("tenfold reproduce", "tenfold reproduce --only S2 --json"),
)
def reproduce(
    only: Annotated[
        str | None, typer.Option(metavar="SYSTEM", help="S0, S0a, …, S4, or a recipe's name.")
    ] = None,
    seeds: Annotated[
        int, typer.Option(min=1, help="Runs of each recipe; 3 or more are judged.")
    ] = 3,
    quick: Annotated[
        bool, typer.Option("--quick", help="Two epochs and one seed, to see that it runs.")
    ] = False,
    data: Annotated[
        str | None,
        typer.Option(metavar="NAME|FOLDER|FILE", help="Other data; nothing is judged then."),
    ] = None,
    data_dir: DataDir = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the run folders here.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train every row of the five systems as written and print theirs beside ours.

    A row holds when the mean test accuracy of seeds 0-2 is at least theirs minus 0.3 points and
    the parameters are theirs. Exit code 1 where a row does not hold.
    """
    from tenfold.cli.fetching import fetch_if_needed
    from tenfold.cli.studying import StudyBar
    from tenfold.studies import reproduce as study
    from tenfold.studies.systems import select
    from tenfold.training import recipe as recipes

    for name in sorted({data or recipes.load(row.recipe).data for row in select(only)}):
        fetch_if_needed(name, data_dir)
    bar = StudyBar()
    rows = study.reproduce(
        only,
        seeds=range(seeds),
        quick=quick,
        data=data,
        data_dir=data_dir,
        out=out,
        on_progress=bar.on_progress,
        say=bar.say,
    )
    judged = []
    while (row := _next(rows, bar)) is not None:
        judged.append(row.holds)
        if as_json:
            print_json(row.to_json())
        else:
            _show(row)
    if not as_json:
        _sum_up(judged)
    if False in judged:
        raise typer.Exit(1)


def _next(rows: Iterator[Comparison], bar: StudyBar) -> Comparison | None:
    """The next row, with the bar on the screen only as long as it takes."""
    with bar:
        return next(rows, None)


def _show(row: Comparison) -> None:
    from rich.table import Table
    from rich.text import Text

    console = screen()
    words, colour = _WORDS[row.holds]
    console.print(
        Text.assemble((f"{row.theirs.system} {row.theirs.recipe}", "bold"), "  ", (words, colour))
    )
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    runs = count_of(len(row.ours.seeds), "run")
    for heading in ("", "theirs", f"ours, {runs}"):
        table.add_column(heading, justify="left" if not heading else "right", no_wrap=True)
    for what, theirs, ours in row.table():
        table.add_row(Text(what, "dim"), theirs, ours)
    console.print(table)
    for text in (row.why, row.theirs.note):
        if text:
            console.print(Text(text[0].upper() + text[1:].rstrip(".") + "."))
    console.print()


def _sum_up(judged: list[bool | None]) -> None:
    said = f"{judged.count(True)} of {count_of(len(judged), 'row')} hold"
    skipped = judged.count(None)
    screen().print(f"{said}; {skipped} not judged." if skipped else f"{said}.")
