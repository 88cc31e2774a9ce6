from __future__ import annotations

import io

import pytest
from rich.console import Console

from benchmarks import cells


def test_intervals_are_in_percent():
    assert cells.interval((0.87, 0.92456), 1) == "87.0–92.5"
    assert cells.interval((0.0, 1.0), 2) == "0.00–100.00"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a|b\x1b[2J", "a\\|b\\[2J"),
        ("<b> & `c`", "&lt;b&gt; &amp; \\`c\\`"),
        ("not_digits", "not\\_digits"),
        ("  family", "&nbsp;&nbsp;family"),
        ("line\nline", "lineline"),
    ],
)
def test_strangers_words_stay_words_in_markdown(given, expected):
    assert cells.escaped(given) == expected


def test_figures_stand_to_the_right_of_names_in_markdown():
    assert cells.markdown_table(["a", "b", "n"], [["x", "y|", "1"]], names=2) == [
        "| a | b | n |",
        "|---|---|--:|",
        "| x | y\\| | 1 |",
    ]


def test_heads_of_a_grid_are_no_markup_and_figures_stand_to_the_right():
    table = cells.grid(["", "[bold]\x1b", "n"])
    table.add_row("name", "1", "100%")
    console = Console(file=io.StringIO(), width=80)
    console.print(table)
    assert console.file.getvalue().splitlines() == ["      [bold]     n", "name       1  100%"]
