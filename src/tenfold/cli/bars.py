"""What every live bar of the command line does alike."""

from __future__ import annotations

from typing import Self

from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import ProgressColumn
from rich.text import Text

from tenfold.cli.app import printable

# What Ctrl-C says where nothing is kept but what the terminal shows.
PRINTED_STANDS = "what is printed above stands, the rest was not done."


class LiveBar:
    """A bar that is there from `with` to its end, whatever ends it, and is gone then.

    None is drawn where `console` is no terminal, or drawn is False; lines are printed all the
    same. A bar that knows what Ctrl-C leaves behind raises KeyboardInterrupt with these words in
    its own `__exit__`: `Verb` of app.py shows them.
    """

    def __init__(
        self,
        console: Console,
        *columns: ProgressColumn,
        drawn: bool = True,
        auto_refresh: bool = True,
    ) -> None:
        self._console = console
        self._bar = Bar(
            *columns,
            console=console,
            transient=True,
            auto_refresh=auto_refresh,
            disable=not (drawn and console.is_terminal),
        )

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self._bar.stop()

    def _line_instead(self, text: str) -> None:
        """A line that stands for the bar where there is no terminal."""
        if not self._console.is_terminal:
            self._console.print(Text(printable(text), "dim"))
