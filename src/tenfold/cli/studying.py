"""A bar on stderr for verbs that train many networks one after another."""

from __future__ import annotations

from rich.progress import BarColumn, TextColumn

from tenfold.cli.app import printable, screen
from tenfold.cli.bars import PRINTED_STANDS, LiveBar
from tenfold.evaluation.words import percent
from tenfold.values import Progress


class StudyBar(LiveBar):
    """What is being trained and how far it is; without a terminal, one line for each network.

    A context manager. It is gone when it ends, so that results are printed on a clean screen.
    """

    def __init__(self) -> None:
        super().__init__(
            screen(stderr=True),
            TextColumn("{task.description}"),
            BarColumn(bar_width=12),
            TextColumn("{task.fields[figures]}"),
        )
        self._task = self._bar.add_task("", total=None, figures="")

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        super().__exit__(kind, *rest)
        if kind is KeyboardInterrupt:
            raise KeyboardInterrupt(PRINTED_STANDS)

    def say(self, text: str) -> None:
        """Name the network that is trained from now on."""
        self._bar.reset(self._task, total=None, description=printable(text), figures="")
        self._line_instead(text)

    def on_progress(self, now: Progress) -> None:
        """Move the bar."""
        self._bar.update(
            self._task,
            total=now.epochs * now.total,
            completed=(now.epoch - 1) * now.total + now.pictures,
            figures=f"epoch {now.epoch}/{now.epochs} accuracy {percent(now.accuracy)}",
        )
