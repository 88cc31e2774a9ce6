"""A bar on stderr for `tenfold bench`: which run it is, how many are left, how long it takes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.table import Column
from rich.text import Text

from tenfold.cli.app import printable, screen
from tenfold.cli.bars import PRINTED_STANDS, LiveBar
from tenfold.evaluation.words import count_of, duration

if TYPE_CHECKING:
    from tenfold.studies.speed.book import Book
    from tenfold.studies.speed.measure import Step
    from tenfold.studies.speed.results import Result


class BenchBar(LiveBar):
    """Shows what runs now and keeps every finished run in `book`; a context manager.

    Without a terminal there is one line for each run instead. Ctrl-C says what is kept.
    """

    def __init__(self, book: Book, total: int) -> None:
        self._book, self._runs = book, 0
        self._began = time.monotonic()
        super().__init__(
            screen(stderr=True),
            # A long name is cut, so that the line never wraps.
            TextColumn(
                "{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis")
            ),
            BarColumn(bar_width=10),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._task = self._bar.add_task("", total=total)

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        super().__exit__(kind, *rest)
        if kind is KeyboardInterrupt:
            raise KeyboardInterrupt(self._what_is_kept())

    def on_step(self, step: Step) -> None:
        """A run begins."""
        words = printable(step.words)
        self._bar.update(self._task, description=words, completed=step.number - 1)
        gone = duration(time.monotonic() - self._began)
        self._line_instead(f"{step.number} of {step.total}, after {gone}: {step.words}")

    def say(self, text: str) -> None:
        """Something is prepared."""
        self._bar.update(self._task, description=printable(text))
        self._line_instead(text)

    def on_failure(self, text: str) -> None:
        """A side failed: one line that stays."""
        self._console.print(Text.assemble(("Failed: ", "bold red"), printable(text)))

    def on_run(self, result: Result) -> None:
        """A run is done: it is kept at once."""
        self._runs += 1
        self._book.put(result)

    def _what_is_kept(self) -> str:
        if self._book.path is None:
            return f"{PRINTED_STANDS} With --write FOLDER every finished run is kept."
        page = self._book.write_page()
        done = count_of(self._runs, "finished run")
        where = f" in {self._book.path}, shown in {page}" if page else ""
        return f"{done} kept{where}. The one that was running is lost."
