"""tenfold models: the models at hand; `show` gives the card of one that came with tenfold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.app import AsJson, Group, Verb, examples, new_app, print_json, printable, screen

if TYPE_CHECKING:
    from tenfold.artefact.bundle import Bundle

app = new_app(
    cls=Group,
    invoke_without_command=True,
    epilog=examples("tenfold models", "tenfold models show digits"),
)


@app.callback()
def models(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The models at hand: those that came with tenfold, and those trained here."""
    if ctx.invoked_subcommand is None:
        _list(as_json)


def _list(as_json: bool) -> None:
    from tenfold.artefact import bundle, runs, shipped

    files = [(name, shipped.FOLDER / f"{name}.onnx") for name in shipped.names()]
    files += [(str(run.folder), run.model) for run in runs.finished_runs() if run.model.is_file()]
    rows = [_row(name, file, bundle.read(file)) for name, file in files]
    if as_json:
        for row in rows:
            print_json(row)
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("model", "recipe", "trained on"):
        table.add_column(heading, overflow="fold")
    for heading in ("classes", "test split", "kB"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        accuracy = row["accuracy"]
        table.add_row(
            Text(printable(row["model"]), "cyan"),
            Text(printable(row["recipe"])),
            Text(printable(str(row["dataset"]))),
            str(len(row["classes"])),
            "" if accuracy is None else f"{accuracy:.2%}",
            f"{row['bytes'] / 1000:,.0f}",
        )
    console = screen()
    console.print(table)
    console.print(f"\nWithout --model, [cyan]{shipped.DEFAULT}[/] answers.")
    console.print("What one is, and is not for: [cyan]tenfold models show digits[/]")


def _row(name: str, file: Path, model: Bundle) -> dict[str, Any]:
    about = model.metadata
    return {
        "model": name,
        "hash": model.id.hash,
        "recipe": about.name,
        "dataset": about.dataset.get("name"),
        "classes": list(about.classes),
        "accuracy": about.scores.get("test", {}).get("accuracy"),
        "bytes": file.stat().st_size,
    }


@app.command(cls=Verb, epilog=examples("tenfold models show digits"))
def show(
    model: Annotated[str, typer.Argument(metavar="NAME", help="A model that came with tenfold.")],
    as_json: AsJson = False,
) -> None:
    """The card of a shipped model: its data, recipe and figures, and what it is not for."""
    from rich.markdown import Markdown

    from tenfold.artefact import bundle, shipped

    card = shipped.card(model)
    if as_json:
        file = shipped.FOLDER / f"{model}.onnx"
        print_json(_row(model, file, bundle.read(file)) | {"card": card})
    else:
        screen().print(Markdown(card))
