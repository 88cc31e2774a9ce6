"""The command `tenfold`: the table of verbs."""

from __future__ import annotations

import gc
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from tenfold import __version__
from tenfold.cli.app import Entry, LazyGroup, examples


class Verbs(LazyGroup):
    """Every verb, in the order in which a person meets them."""

    table = {  # noqa: RUF012  read only; a Mapping in the base class
        "data": Entry("tenfold.cli.data", "Data sets: list, fetch, describe, show."),
        "recipes": Entry("tenfold.cli.recipes", "Recipes: what can be trained, layer by layer."),
        "train": Entry("tenfold.cli.train", "Train a recipe and write its run folder."),
        "evaluate": Entry("tenfold.cli.evaluate", "How good a model is, and where it errs."),
        "predict": Entry("tenfold.cli.predict", "What is in a picture?"),
        "read": Entry("tenfold.cli.read", "Which numbers are written in a picture?"),
        "serve": Entry("tenfold.cli.serve", "Models behind an HTTP API and a page."),
        "models": Entry("tenfold.cli.models", "The models at hand, shipped and trained here."),
        "review": Entry("tenfold.cli.review", "What people corrected, and what was refused."),
        "report": Entry("tenfold.cli.report", "Write the report of a run anew."),
        "exercises": Entry("tenfold.cli.exercises", "The eight exercises of S3, answered."),
        "reproduce": Entry("tenfold.cli.reproduce", "Train the five systems; theirs beside ours."),
        "bench": Entry("tenfold.cli.bench", "How fast tenfold is, beside what people run today."),
    }


app = typer.Typer(
    cls=Verbs,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples("tenfold train digits-cnn", "tenfold predict my.png"),
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tenfold {__version__}")
        raise typer.Exit


@app.callback()
def tenfold(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """From labelled small pictures to a classifier that works on your own picture."""


def main() -> None:
    """Run the command line; the process ends with the exit code of what was asked."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a name or a bar that the encoding lacks becomes "?"
            stream.reconfigure(errors="replace")
    try:
        app()
    finally:
        gc.freeze()  # what is left need not be searched for garbage at exit: 0.03 s
