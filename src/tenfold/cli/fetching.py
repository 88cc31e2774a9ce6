"""Getting a data set with a bar of its bytes on stderr, before a verb loads it in silence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.cli.app import printable, screen

if TYPE_CHECKING:
    from tenfold.datasets import Source


def place_of(source: Source, data_dir: Path | None) -> Path | None:
    """The folder where the files of a data set already lie (not proven yet), or None."""
    from tenfold.datasets import cache_folder
    from tenfold.datasets.fetch import SYSTEM_FOLDER

    own = data_dir or os.environ.get("TENFOLD_DATA")
    folders = [Path(own).expanduser() / source.name, Path(own).expanduser()] if own else []
    for folder in (*folders, cache_folder(source), SYSTEM_FOLDER / source.name):
        paths = [folder / file.name for file in source.files]
        if all(path.is_file() or path.with_name(f"{path.name}.gz").is_file() for path in paths):
            return folder
    return None


def fetch_if_needed(data: str | Path | None, data_dir: Path | None) -> None:
    """Fetch a data set of the catalogue that is not here yet; anything else needs no fetching."""
    from tenfold.datasets import CATALOGUE

    source = CATALOGUE.get(str(data))
    if source is not None and place_of(source, data_dir) is None:
        fetch_with_bar(source.name, data_dir)


def fetch_with_bar(name: str, data_dir: Path | None) -> Path:
    """`tenfold.datasets.fetch`, shown: a bar on a terminal, else one line a file."""
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TextColumn
    from rich.table import Column

    from tenfold.datasets import fetch

    console = screen(stderr=True)
    columns = (
        # A long address is cut, so that the line never wraps.
        TextColumn("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis")),
        BarColumn(bar_width=12),
        TextColumn("{task.fields[size]}", table_column=Column(no_wrap=True)),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None, size="")
        shown = ""

        def report(message: str, done: int, total: int) -> None:
            nonlocal shown
            if message != shown:
                shown = message
                words = escape(printable(message))
                if not console.is_terminal:
                    console.print(f"Getting {words}")
                bar.reset(task, total=total or None, description=words, size="")
            size = f"{done / 1e6:.1f} of {total / 1e6:.1f} MB" if total else ""
            bar.update(task, completed=done, total=total or None, size=size)

        return fetch(name, data_dir=data_dir, report=report)
