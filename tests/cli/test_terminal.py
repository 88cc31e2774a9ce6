from __future__ import annotations

import io

import numpy as np
import pytest
from rich.console import Console, RenderableType
from rich.text import Text

from tenfold.cli.terminal import bars, clean, picture_lines, strip


def shown(renderable: RenderableType, *, width: int = 80, colour: bool = False) -> str:
    stream = io.StringIO()
    system = "truecolor" if colour else None
    Console(file=stream, width=width, color_system=system, force_terminal=colour).print(renderable)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Ankle boot", "Ankle boot"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07bell\x07", "bell"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jgone", "gone"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("right\u202eto left\u200b", "rightto left"),
        ("পোশাক", "পোশাক"),
        ("[bold]x[/]", r"\[bold]x\[/]"),
    ],
)
def test_clean_text_is_harmless(text: str, safe: str) -> None:
    assert clean(text) == safe


def test_cleaned_markup_is_shown_as_it_was_written() -> None:
    assert shown(Text.from_markup(clean("[red]x[/red]"))) == "[red]x[/red]\n"


def test_shades_stand_for_levels_where_there_is_no_colour() -> None:
    ramp = np.tile(np.array([0, 60, 120, 170, 255], np.uint8), (2, 1))
    assert [line.plain for line in picture_lines(ramp, columns=5, colour=False)] == [" ░▒▓█"]


def test_half_blocks_hold_two_pixels_of_true_grey() -> None:
    pixels = np.array([[255, 0], [16, 128]], np.uint8)
    lines = picture_lines(pixels, columns=2, colour=True)
    assert [line.plain for line in lines] == ["▀▀"]
    written = shown(lines[0], colour=True)
    assert "38;2;255;255;255;48;2;16;16;16m" in written
    assert "38;2;0;0;0;48;2;128;128;128m" in written


def test_a_picture_in_colours_keeps_them() -> None:
    pixels = np.array([[[255, 112, 0]], [[20, 130, 255]]], np.uint8)
    (line,) = picture_lines(pixels, columns=1, colour=True)
    assert "38;2;255;112;0;48;2;20;130;255m" in shown(line, colour=True)


@pytest.mark.parametrize(("shape", "rows"), [((28, 28), 7), ((56, 28), 14), ((1, 90), 1)])
def test_height_follows_from_the_aspect(shape: tuple[int, int], rows: int) -> None:
    lines = picture_lines(np.zeros(shape, np.uint8), columns=14, colour=False)
    assert len(lines) == rows
    assert {line.cell_len for line in lines} == {14}


@pytest.mark.parametrize("colour", [False, True])
def test_a_strip_fits_80_columns_and_wraps_after_five(colour: bool) -> None:
    names = [
        "7",
        "Ankle boot",
        "a very long name indeed",
        "服装服装服装服装服装",
        "\x1b[2J[red]x",
        "6",
    ]
    pictures = [np.full((28, 28), 200, np.uint8)] * 6
    lines = Text.from_ansi(shown(strip(pictures, names, colour=colour), colour=colour)).split("\n")
    assert len([line for line in lines if line.plain]) == 16
    assert max(line.cell_len for line in lines) <= 80
    captions = "7              Ankle boot     a very long n… 服装服装服装…  [red]x"
    assert lines[7].plain.rstrip() == captions


def test_pictures_of_unequal_height_stand_side_by_side() -> None:
    pictures = [np.full((28, 28), 255, np.uint8), np.full((14, 28), 255, np.uint8)]
    lines = shown(strip(pictures, ["a", "b"], columns=4, colour=False)).splitlines()
    assert [line.rstrip() for line in lines] == ["████ ████", "████", "a    b"]


def test_bars_show_name_bar_and_share() -> None:
    lines = shown(bars(["cat", "mouse"], [0.75, 0.25], width=30, winner=0)).splitlines()
    assert [line.rstrip() for line in lines] == [
        "cat   ████████████       75.0%",
        "mouse ████               25.0%",
    ]


def test_the_winners_line_is_bold() -> None:
    written = shown(bars(["cat", "dog"], [0.9, 0.1], winner=0), colour=True).splitlines()
    assert written[0].startswith("\x1b[1m")
    assert not written[1].startswith("\x1b[1m")


def test_bars_of_strangers_names_fit_80_columns() -> None:
    names = ["[bold]x" * 40, "\x1b[2Jcleared", "服" * 60, ""]
    lines = shown(bars(names, [1.0, 0.0, 1e-9, 1.5])).splitlines()
    assert len(lines) == 4
    assert all(Text(line).cell_len <= 80 for line in lines)
    assert "…" in lines[0]
    assert "[bold]x[bold]x" in lines[0]
    assert "\x1b" not in "".join(lines)


def test_no_pictures_and_no_bars_are_nothing() -> None:
    assert shown(strip([], [], colour=False)).strip() == ""
    assert shown(bars([], [])).strip() == ""


def test_a_bars_end_is_drawn_in_eighths_of_a_character() -> None:
    assert "a ██▌ " in shown(bars(["a"], [0.125], width=30))
