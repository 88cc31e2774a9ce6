"""tenfold bench: tenfold beside what people run today, measured in one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.app import (
    AsJson,
    DataDir,
    Verb,
    examples,
    new_app,
    print_json,
    printable,
    screen,
)
from tenfold.errors import UsageError
from tenfold.evaluation.words import count_of

if TYPE_CHECKING:
    from tenfold.studies.speed.book import Book
    from tenfold.studies.speed.results import Result
    from tenfold.studies.speed.sides import Side
    from tenfold.studies.speed.works import Case, Options

Works = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WORK]...",
        help="training, latency, throughput, files, cold, scaling; all without it.",
    ),
]
Recipes = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME,…", help="Recipes in place of those each work has."),
]
Repeats = Annotated[int, typer.Option(min=1, help="Rounds; every side runs once in each.")]
Epochs = Annotated[
    int | None, typer.Option(min=1, help="The most that `training` trains.", show_default="4")
]
Full = Annotated[bool, typer.Option("--full", help="Train as many epochs as the recipes say.")]
Rivals = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=PYTHON",
        help="Another side and the interpreter that has it: keras-jax, torch. Repeatable.",
    ),
]
Quick = Annotated[
    bool, typer.Option("--quick", help="One round of little work, to see that it runs.")
]
Data = Annotated[
    str | None, typer.Option(metavar="NAME|FOLDER|FILE", help="Other data for every recipe.")
]
Write = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Keep results there: benchmarks.json and .md."),
]
Tables = Annotated[
    Path | None,
    typer.Option(metavar="FILE.json", help="Only write the page of these results again."),
]

app = new_app()


@app.command(
    cls=Verb,
    epilog=examples(
        "tenfold bench --quick",
        "tenfold bench training --recipes ocr-mlp-64,digits-cnn --full",
        "tenfold bench latency --rival torch=.venv-torch/bin/python --write docs",
        "tenfold bench --tables docs/benchmarks.json",
    ),
)
def bench(
    works: Works = None,
    recipes: Recipes = None,
    repeats: Repeats = 3,
    epochs: Epochs = None,
    full: Full = False,
    rival: Rivals = None,
    quick: Quick = False,
    data: Data = None,
    data_dir: DataDir = None,
    write: Write = None,
    tables: Tables = None,
    as_json: AsJson = False,
) -> None:
    """Measure tenfold beside Keras on TensorFlow and other rivals.

    Every run is a process of its own. In every round each side does the work
    once, one after another; shown are medians, and how many times faster
    tenfold is. With --write each finished run is kept at once, and what is
    measured anew takes the place of what the file had of it.
    """
    from tenfold.studies.speed import sides
    from tenfold.studies.speed.book import Book
    from tenfold.studies.speed.works import EPOCHS, Options, cases

    if tables is not None:
        _write_page_again(tables, works or (), as_json=as_json)
        return
    if full and epochs is not None:
        raise UsageError(
            f"--full trains as many epochs as the recipes say. Got --epochs {epochs} beside it. "
            "Leave one of them out."
        )
    options = Options(
        recipes=tuple(name for words in recipes or () for name in words.split(",") if name),
        epochs=None if full else epochs or EPOCHS,
        repeats=repeats,
        quick=quick,
        data=data,
        data_dir=data_dir,
    )
    chosen, rivals = cases(works or (), options), sides.choose(rival or ())
    if not _run(chosen, rivals, options, Book(write), as_json=as_json):
        raise typer.Exit(1)


def _write_page_again(results: Path, works: Sequence[str], *, as_json: bool) -> None:
    from tenfold.studies.speed.book import write_page

    if works:
        raise UsageError(
            f"--tables only writes a page again. Got the work {works[0]!r} beside it. "
            "To measure and write: tenfold bench WORK --write FOLDER"
        )
    page = write_page(results)
    if as_json:
        print_json({"page": str(page)})
    else:
        _say_written(page)


def _run(
    chosen: Sequence[Case], rivals: Sequence[Side], options: Options, book: Book, *, as_json: bool
) -> bool:
    """Measure, show and keep result after result. Returns whether tenfold did all of its work."""
    from tenfold.cli.fetching import fetch_if_needed

    for name in sorted({options.data or case.recipe.data for case in chosen}):
        fetch_if_needed(name, options.data_dir)
    done = True
    for result in _measured(chosen, rivals, options, book):
        done &= result.sides["tenfold"].failure is None
        if as_json:
            print_json(result.to_json())
        else:
            _show(result)
    page = book.write_page()
    if book.path and page and not as_json:
        _say_written(book.path, page)
    return done


def _measured(
    chosen: Sequence[Case], rivals: Sequence[Side], options: Options, book: Book
) -> Iterator[Result]:
    """The results one by one; the bar is on the screen only while something runs."""
    from tenfold.cli.benching import BenchBar
    from tenfold.studies.speed.measure import Watcher, count_runs, measure

    bar = BenchBar(book, count_runs(chosen, rivals, options))
    watcher = Watcher(bar.on_step, bar.say, bar.on_failure, bar.on_run)
    results = measure(chosen, rivals, options, watcher)
    while True:
        with bar:
            result = next(results, None)
        if result is None:
            return
        yield result


def _show(result: Result) -> None:
    """A row a side: its medians, and how many times faster tenfold is."""
    from rich.table import Table
    from rich.text import Text

    from tenfold.studies.speed.figures import FIGURES
    from tenfold.studies.speed.tables import GAP

    console = screen()
    rounds = count_of(max(len(side.runs) for side in result.sides.values()), "round")
    console.print(
        Text.assemble((printable(f"{result.work}  {result.case}"), "bold"), (f"  {rounds}", "dim"))
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("")
    for name in result.shown:
        table.add_column(FIGURES[name].title)
    for name, side in result.sides.items():
        cells = []
        for figure in result.shown:
            summary, ratio = result.summary(name, figure), result.times_faster(name, figure)
            cell = Text(GAP if summary is None else FIGURES[figure].show(summary.median))
            if ratio is not None:
                colour = "green" if ratio.median >= 1 else "red"
                cell.append(f"\n{FIGURES[figure].ratio(ratio.median)}", colour)
            cells.append(cell)
        table.add_row(Text(side.title, "bold" if name == "tenfold" else ""), *cells)
    console.print(table)
    if result.quick:
        console.print(Text("Quick: one round of little work. Its figures mean nothing.", "yellow"))
    console.print()


def _say_written(*paths: Path) -> None:
    screen().print(f"Written: {', '.join(printable(str(path)) for path in paths)}", markup=False)
