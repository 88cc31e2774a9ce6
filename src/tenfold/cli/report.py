"""tenfold report: the report of a run, written anew."""

from __future__ import annotations

from typing import Annotated

import typer

import tenfold
from tenfold.cli.app import AsJson, DataDir, Verb, examples, new_app, print_json

app = new_app()


@app.command(
    cls=Verb,
    epilog=examples("tenfold report digits-cnn-seed0", "tenfold report runs/mine --open"),
)
def report(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run folder, or its name in runs/.")],
    data_dir: DataDir = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the web browser.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the report of a finished run anew, as one HTML file, and say where it is."""
    path = tenfold.report(run, data_dir=data_dir)
    if as_json:
        print_json({"report": str(path)})
    else:
        typer.echo(f"The report is in {path}")
    if open_it:
        typer.launch(str(path))
