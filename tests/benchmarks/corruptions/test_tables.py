from __future__ import annotations

import io

import numpy as np
from rich.console import Console

from benchmarks.corruptions.answers import ROWS, Answers
from benchmarks.corruptions.figures import Result, result
from benchmarks.corruptions.tables import block, markdown


def made(*models: str, refused: bool = False, n: int = 10_000) -> Result:
    """The first model wrong once in four, the others in every other."""
    wrong = np.zeros((len(models), len(ROWS), n), bool)
    wrong[0, :, ::4] = True
    wrong[1:, :, ::2] = True
    return result("Straight", list(models), Answers(wrong, wrong & refused))


def shown(figures: Result) -> list[str]:
    console = Console(file=io.StringIO(), width=80)
    console.print(block(figures))
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_three_models_fit_80_columns():
    lines = shown(made("digits", "digits-cnn", "c", n=10_000))
    assert lines[0] == "Straight, 10,000 pictures of each: error in % (95% interval)"
    assert lines[1].split() == ["digits", "digits-cnn", "c"]
    assert lines[2].split()[:3] == ["none", "25.00", "(24.16–25.86)"]
    assert lines[-3].startswith("mean of the 15  25.00 (")
    ratio = lines[-2].split()
    assert (ratio[:4], ratio[5]) == (["ratio", "of", "means", "0.500"], "1")
    assert len(lines) == 1 + 1 + 16 + 2 + 1
    assert max(map(len, lines)) <= 80


def test_one_model_has_no_ratio():
    assert not any("ratio" in line for line in shown(made("digits")))


def test_refusals_are_told_where_there_are_any():
    lines = shown(made("a", "b", refused=True))
    assert lines[-3].split() == ["refused,", "none", "25.0", "50.0"]
    assert lines[-2].split() == ["refused,", "mean", "25.0", "50.0"]


def test_markdown_has_a_row_a_corruption_and_escapes_names():
    lines = markdown(made("a|b\x1b[2J", "<b>")).splitlines()
    assert lines[2] == "| corruption | a\\|b\\[2J | &lt;b&gt; |"
    assert lines[3] == "|---|--:|--:|"
    assert lines[4].startswith("| none | 25.00 (")
    assert [line.split(" | ")[0] for line in lines[-2:]] == ["| mean of the 15", "| ratio of means"]
    assert len(lines) == 4 + 16 + 2
