"""tenfold exercises: the eight exercises of S3, answered from what is measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.app import AsJson, DataDir, Verb, examples, new_app, print_json, printable, screen

if TYPE_CHECKING:
    from tenfold.studies.exercises import Answer

app = new_app()


@app.command(
    cls=Verb,
    epilog=examples("tenfold exercises", "tenfold exercises 2 --seeds 5", "tenfold exercises 6"),
)
def exercises(
    number: Annotated[
        int | None, typer.Argument(metavar="[N]", help="1 to 8; all of them without it.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Runs of each network.")] = 3,
    quick: Annotated[
        bool, typer.Option("--quick", help="Two epochs and one seed, to see that it runs.")
    ] = False,
    data: Annotated[
        str | None, typer.Option(metavar="NAME|FOLDER|FILE", help="Ask it of other data.")
    ] = None,
    data_dir: DataDir = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the pictures are written.")
    ] = Path("exercises"),
    as_json: AsJson = False,
) -> None:
    """Run the eight exercises of S3 on real data: a table, a picture and a paragraph each.

    The paragraph says what the numbers carry and no more: where a difference could be chance,
    it says so.
    """
    from tenfold.cli.fetching import fetch_if_needed
    from tenfold.cli.studying import StudyBar
    from tenfold.evaluation import plots
    from tenfold.studies.exercises import EXERCISES, run_exercise

    bar = StudyBar()
    for one in EXERCISES if number is None else (number,):
        if one in EXERCISES:
            fetch_if_needed(data or EXERCISES[one].data, data_dir)
        with bar:
            answer = run_exercise(
                one,
                seeds=range(seeds),
                quick=quick,
                data=data,
                data_dir=data_dir,
                on_progress=bar.on_progress,
                say=bar.say,
            )
        path = out / f"exercise-{one}.png"
        plots.save(answer.figure, path)
        if as_json:
            print_json(answer.to_json() | {"picture": str(path)})
        else:
            _show(answer, path)


def _show(answer: Answer, path: Path) -> None:
    from rich.table import Table
    from rich.text import Text

    console = screen()
    console.print(Text(f"Exercise {answer.number}. {answer.question}", "bold"))
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for column in answer.table.columns:
        table.add_column(column.title, overflow="fold")
    for cells in answer.table.cells():
        table.add_row(*(Text(printable(cell)) for cell in cells))
    console.print(table)
    console.print(Text(printable(answer.setting), "dim"))
    console.print()
    console.print(Text(printable(answer.paragraph)))
    if answer.quick:
        console.print(Text("Quick: two epochs and one run. It answers nothing.", "yellow"))
    console.print(Text(f"Picture: {printable(str(path))}", "dim"))
    console.print()
