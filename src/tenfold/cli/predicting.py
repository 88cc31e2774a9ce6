"""How the answers to many pictures are shown: a line each and, on a terminal, a bar below them."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from tenfold.cli import answers
from tenfold.cli.app import printable
from tenfold.cli.bars import LiveBar
from tenfold.evaluation.words import count_of
from tenfold.values import BrokenPicture, Prediction

_REFRESH = 0.1  # seconds from one look of a terminal to the next


class AnswerStream(LiveBar):
    """Answers on `stdout`, complaints and the bar on `stderr`; a context manager.

    Where a stream is no terminal its lines are written at once, plain and unwrapped. A terminal
    gets ten times a second all that came since: the bar is drawn anew below, which takes a while.
    """

    def __init__(self, total: int, *, stdout: Console, stderr: Console, bar: bool = True) -> None:
        super().__init__(
            stderr,
            BarColumn(bar_width=16),
            TextColumn("{task.completed:,.0f} of {task.total:,.0f} pictures"),
            TextColumn("[dim]{task.fields[pace]}[/]"),
            TimeRemainingColumn(compact=True),
            TextColumn("left"),
            drawn=bar,
            auto_refresh=False,
        )
        self._stdout, self._stderr, self._total = stdout, stderr, total
        self._done = self._broken = 0
        self._held: list[tuple[Console, Text]] = []
        self._looked = time.monotonic()
        self._task = self._bar.add_task("", total=total, pace="")

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        super().__exit__(kind, *rest)
        self._print_held()
        if kind is KeyboardInterrupt:
            raise KeyboardInterrupt(f"{self._done:,} of {self._total:,} pictures are answered.")
        if self._broken:
            broken = count_of(self._broken, "picture")
            self._stderr.print(f"{broken} of {self._total:,} could not be answered.")

    def show(self, answer: Prediction | BrokenPicture, label: int | None) -> None:
        """An answer in a line; nothing in it is taken for markup or a control character."""
        if isinstance(answer, BrokenPicture):
            self.broken(answer)
        else:
            self.say(answers.line(answer, label))

    def broken(self, answer: BrokenPicture) -> None:
        """A complaint in a line; it is counted, and the count is told at the end."""
        self._broken += 1
        words = Text.assemble(("Error: ", "bold red"), printable(answer.message))
        self._say(self._stderr, words)

    def say(self, line: Text) -> None:
        """A line among the answers."""
        self._say(self._stdout, line)

    def advance(self) -> None:
        """One more picture is done."""
        self._done += 1
        now = time.monotonic()
        if now - self._looked < _REFRESH:
            return
        self._looked = now
        if self._held:
            self._bar.stop()
            self._print_held()
            self._bar.start()
        speed = self._bar.tasks[self._task].speed
        pace = f"{speed:,.0f} pictures/s" if speed else ""
        self._bar.update(self._task, completed=self._done, pace=pace, refresh=True)

    def _say(self, console: Console, line: Text) -> None:
        if console.is_terminal:
            self._held.append((console, line))
        else:
            console.file.write(f"{line.plain}\n")
            console.file.flush()

    def _print_held(self) -> None:
        for console in (self._stdout, self._stderr):
            lines = [line for where, line in self._held if where is console]
            if lines:
                console.print(Text("\n").join(lines), soft_wrap=True)
        self._held.clear()
