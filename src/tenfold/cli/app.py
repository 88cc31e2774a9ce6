"""What every verb shares: apps, the table of verbs, common options, JSON, errors and warnings.

A verb is a module of this package with an `app`:

    app = new_app()

    @app.command(cls=Verb, epilog=examples("tenfold report runs/digits-cnn-seed0"))
    def report(run: Annotated[str, typer.Argument(help="…")], as_json: AsJson = False) -> None:
        '''What it does, in one line.'''

and a row in the table of main.py. It raises TenfoldError and warns with TenfoldWarning as the
library does; `Verb` shows both. Heavy libraries are imported inside the function that needs
them: `tenfold --help` and `tenfold predict` must start at once.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer
from typer.core import TyperCommand, TyperGroup

from tenfold.errors import TenfoldError, TenfoldWarning

if TYPE_CHECKING:
    from rich.console import Console

AsJson = Annotated[
    bool, typer.Option("--json", help="Answer in JSON, on standard output and nothing else there.")
]
DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        metavar="DIR",
        help="A folder that holds data sets; only read, never written (else: $TENFOLD_DATA).",
    ),
]
Coverage = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE",
        help="Sets of classes that hold the truth this often, such as 0.99 (0.9 to below 1).",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Another value for a setting, such as epochs=3 or layers.2.units=512. Repeatable.",
    ),
]


class _PlainFlags:
    """Help pages that do not write `<bool>` behind an option that takes no value."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, flags without a placeholder."""
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if getattr(param, "is_flag", False) and param.metavar is None:
                param.metavar = ""
        return params


class Verb(_PlainFlags, TyperCommand):
    """A command that shows tenfold's errors and warnings in words and exits with their code."""

    def invoke(self, ctx: Any) -> Any:
        """Run it. An error goes to stderr and, with --json, as an object to stdout too."""
        with warnings.catch_warnings():
            warnings.simplefilter("always", TenfoldWarning)
            default = warnings.showwarning

            def show(
                message: Warning | str,
                category: type[Warning],
                filename: str,
                lineno: int,
                file: TextIO | None = None,
                line: str | None = None,
            ) -> None:
                if issubclass(category, TenfoldWarning):
                    complain("Warning", str(message), "yellow")
                else:
                    default(message, category, filename, lineno, file, line)

            warnings.showwarning = show
            try:
                return super().invoke(ctx)
            except TenfoldError as error:
                _tell(ctx, error.code, "Error", error.message)
                raise typer.Exit(error.exit_code) from None
            except KeyboardInterrupt as stop:  # a verb may say in it what is kept
                _tell(ctx, "interrupted", "Stopped", str(stop) or "nothing was changed.")
                raise typer.Exit(130) from None


class Group(_PlainFlags, TyperGroup):
    """A verb that has verbs of its own, such as `tenfold recipes show`."""


@dataclass(frozen=True)
class Entry:
    """A row of a table of verbs: the module that holds its `app`, and one line of help."""

    module: str
    help: str


class LazyGroup(Group):
    """A group that imports a verb's module when that verb is called, and not before.

    Listing (`--help`) shows the table's own lines; `resolve_command` loads the real command.
    """

    table: Mapping[str, Entry] = {}

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, entry in self.table.items():
            self.add_command(TyperCommand(name, help=entry.help), name)

    def list_commands(self, ctx: Any) -> list[str]:
        """The verbs in the order of the table."""
        return list(self.table)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The verb that `args` name, loaded."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, self.load(str(name)), rest

    def load(self, name: str) -> Any:
        """The command of the verb `name`, its module imported."""
        command = typer.main.get_command(import_module(self.table[name].module).app)
        command.name = name
        return command


def new_app(**settings: Any) -> typer.Typer:
    """An app for a verb, or for a group of them, in tenfold's ways."""
    return typer.Typer(
        add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False, **settings
    )


def examples(*lines: str) -> str:
    """The last part of a help page: commands to copy."""
    from rich.markup import escape

    return "\n".join(["[bold]Examples[/bold]", *(f"  [cyan]{escape(line)}[/]" for line in lines)])


def screen(*, stderr: bool = False) -> Console:
    """Where words for a person go. Escape what comes from strangers, or give it as rich Text."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def has_greys(console: Console) -> bool:
    """Whether pictures may be drawn in shades of grey; else with characters."""
    return console.color_system in ("256", "truecolor") and not console.no_color


def printable(text: str) -> str:
    """`text` without control characters and newlines: names come from strangers."""
    return "".join(letter for letter in text if letter.isprintable())


def print_json(value: Any) -> None:
    """One JSON value on one line of stdout, at once; ASCII, so that any terminal can take it."""
    sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")
    sys.stdout.flush()


def note(words: str, *, stderr: bool) -> None:
    """A quiet line about what was done beside the answers; nothing in it is taken for markup."""
    screen(stderr=stderr).print(printable(words), style="dim", markup=False)


def _tell(ctx: Any, code: str, word: str, message: str) -> None:
    if ctx.params.get("as_json"):
        print_json({"error": {"code": code, "message": message}})
    complain(word, message, "red")


def complain(word: str, text: str, colour: str) -> None:
    """`Error: text` on stderr, wrapped; nothing in the text is taken for markup or a control."""
    from rich.text import Text

    clean = "\n".join(printable(line) for line in text.split("\n"))
    screen(stderr=True).print(Text.assemble((f"{word}: ", f"bold {colour}"), clean))
