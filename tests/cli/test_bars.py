"""What every live bar does alike."""

import io
from contextlib import nullcontext

import pytest
from rich.console import Console
from rich.progress import TextColumn

from tenfold.cli.bars import LiveBar


class Named(LiveBar):
    """A bar with one task, as small as they come."""

    def __init__(self, console, **settings):
        super().__init__(console, TextColumn("{task.description}"), **settings)
        self._bar.add_task("working")

    def say(self, text):
        self._line_instead(text)


def console(*, terminal):
    return Console(file=io.StringIO(), width=80, force_terminal=terminal, color_system=None)


@pytest.mark.parametrize("end", [None, LookupError, KeyboardInterrupt])
def test_whatever_ends_it_the_bar_is_gone_and_the_end_comes_through(end):
    screen = console(terminal=True)
    with pytest.raises(end) if end else nullcontext(), Named(screen):
        assert "working" in screen.file.getvalue()
        if end:
            raise end
    assert screen.file.getvalue().endswith("\x1b[2K")  # the line is cleared


def test_on_a_terminal_the_bar_speaks_and_no_line_stands_for_it():
    screen = console(terminal=True)
    with Named(screen, drawn=False) as bar:
        bar.say("instead")
    assert screen.file.getvalue() == ""


def test_without_a_terminal_there_are_lines_in_place_of_the_bar():
    screen = console(terminal=False)
    with Named(screen) as bar:
        bar.say("preparing \x1b[2J[red]pictures")
    assert screen.file.getvalue() == "preparing [2J[red]pictures\n"
