"""Pictures, bars and numbers in characters."""

import numpy as np
import pytest
from rich.console import Console

from tenfold.cli import drawing


def text_of(renderable, *, colour=None):
    console = Console(
        width=80, record=True, force_terminal=colour is not None, color_system=colour, file=None
    )
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


def ramp():
    """A picture that gets lighter from left to right."""
    return np.tile(np.linspace(0, 255, 20).astype(np.uint8), (8, 1))


def test_without_greys_a_picture_is_five_shades():
    lines = drawing.picture(ramp(), greys=False).plain.split("\n")
    assert lines == ["    ░░░░▒▒▒▒▓▓▓▓████"] * 4


def test_with_greys_a_character_is_two_pixels_one_above_the_other():
    pixels = np.array([[0, 255], [255, 0], [9, 9], [9, 9]], np.uint8)
    drawn = drawing.picture(pixels, greys=True)
    assert drawn.plain == "▀▀\n▀▀"
    styles = [(s.style.color.triplet.red, s.style.bgcolor.triplet.red) for s in drawn.spans]
    assert styles == [(0, 255), (255, 0), (9, 9), (9, 9)]


@pytest.mark.parametrize(("width", "columns"), [(28, 20), (10, 10), (5, 5)])
def test_a_picture_is_made_smaller_and_never_larger(width, columns):
    lines = drawing.picture(ramp(), greys=False, width=width).plain.split("\n")
    assert {len(line) for line in lines} == {columns}
    assert len(lines) == round(8 * columns / 20 / 2)


@pytest.mark.parametrize(
    ("system", "greys"), [("truecolor", True), ("256", True), ("standard", False), (None, False)]
)
def test_greys_need_a_console_that_has_them(system, greys):
    assert drawing.has_greys(Console(color_system=system, no_color=False)) is greys
    assert not drawing.has_greys(Console(color_system=system, no_color=True))


def test_pictures_stand_in_rows_under_their_titles():
    pictures = np.full((3, 28, 28), 255, np.uint8)
    grid = drawing.grid(pictures, ["one", "[b]two", "th\x1bree"], columns=2, console=Console())
    lines = text_of(grid).splitlines()
    assert lines[0].split() == ["one", "[b]two"]
    assert lines[1].split() == ["█" * 28] * 2
    assert lines[16].split() == ["three"]


def test_bars_are_as_long_as_the_probabilities():
    lines = text_of(drawing.bars(np.array([0.75, 0.25, 0.0]), ["a", "b", "c"])).splitlines()
    assert [line.count("█") for line in lines] == [15, 5, 0]
    assert [line.split()[-1] for line in lines] == ["75.0%", "25.0%", "0%"]


def test_logits_stand_beside_the_bars():
    bars = drawing.bars(np.array([0.5, 0.5]), ["a", "b"], logits=np.array([-1.5, 12.25]))
    assert [line.split()[-1] for line in text_of(bars).splitlines()] == ["-1.500", "12.250"]


def test_of_many_classes_the_likeliest_are_shown():
    likely = np.linspace(0, 1, 30)
    lines = text_of(drawing.bars(likely / likely.sum(), [f"c{i}" for i in range(30)])).splitlines()
    assert lines[0].split()[0] == "c29"
    assert len(lines) == drawing.MOST_BARS + 1
    assert lines[-1].strip() == "and 10 more"


def test_right_is_blue_and_wrong_is_red():
    likely, classes = np.array([0.9, 0.1]), ["a", "b"]
    right = text_of(drawing.bars(likely, classes, label=0), colour="standard").splitlines()
    wrong = text_of(drawing.bars(likely, classes, label=1), colour="standard").splitlines()
    assert "\x1b[94m█" in right[0]
    assert "\x1b[31m█" in wrong[0]
    assert "\x1b[94m█" in wrong[1]


def test_raw_numbers_are_those_of_the_part_that_holds_ink():
    pixels = np.zeros((6, 6), np.uint8)
    pixels[2, 1:4] = [1, 0, 255]
    where, numbers = drawing.raw_numbers(pixels, greys=False)
    assert where == "Rows 2 to 2, columns 1 to 3; all others are 0."
    assert numbers.plain == "   1   0 255"


def test_wide_pictures_are_written_in_hexadecimal():
    pixels = np.zeros((1, 28), np.uint8)
    pixels[0, [0, 27]] = [10, 255]
    where, numbers = drawing.raw_numbers(pixels, greys=True)
    assert where.endswith("In hexadecimal: ·· is 0, ff is 255.")
    assert numbers.plain == "0a·· " + "···· " * 12 + "··ff"


def test_an_empty_picture_has_no_numbers():
    assert drawing.raw_numbers(np.zeros((4, 4), np.uint8), greys=False)[0] == "All pixels are 0."
