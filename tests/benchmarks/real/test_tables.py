from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from benchmarks.real.figures import Result, Row
from benchmarks.real.published import MODELS
from benchmarks.real.tables import block, markdown
from tenfold.conformal import SetScores

GOOD = Row(
    *("tenfold", 1000, 0, 0.9984, (0.991, 1.0), 0.012, 0.99951, 0.0123, 0.00123),
)
LABELS_ONLY = Row("other", 1000, 3, 0.344, (0.315, 0.374), 0.0, 0.344, None, 0.0005)
FAILED = Row("broken", failure="no module named 'x|y' [bold]")
RESULT = Result("mine", False, (GOOD, LABELS_ONLY, FAILED))


def shown(result: Result) -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(block(result))
    return console.file.getvalue()


def test_the_longest_names_and_figures_fit_80_columns():
    longest = max(MODELS, key=len)
    worst = Row(longest, 10_000, 0, 0.9999, (0.99, 0.9999), 0.999, 0.9999, 0.9999, 0.0999)
    line = shown(Result("mine", False, (worst,))).splitlines()[2]
    assert line.split() == [
        *longest.split(), "99.99%", "99.00–99.99", "99.9%", "99.99%", "99.99%", "99.90",
    ]  # fmt: skip


def test_a_block_has_a_row_a_model_within_80_columns():
    lines = shown(RESULT).splitlines()
    assert lines[0].rstrip() == "mine, 1,000 pictures"
    assert lines[2].split("  ")[0] == "tenfold"
    for words in ("99.84%", "99.10–100.00", "1.2%", "99.95%", "1.23%", "1.23"):
        assert words in lines[2]
    assert " – " in lines[3]
    assert lines[4].rstrip() == "other: cannot read 3 pictures of mine, counted as wrong"
    assert lines[5].rstrip() == "broken: cannot be run, no module named 'x|y' [bold]"
    assert max(map(len, lines)) <= 80


def test_sets_to_refuse_say_so():
    refuse = Row("tenfold", 105, 0, None, (0.5, 0.7), 0.6, None, None, 0.001)
    assert shown(Result("not_x", True, (refuse,))).startswith(
        "not_x, 105 pictures, all to be refused"
    )


SETS = SetScores(0.99, 0.9876, (0.9712, 0.9943), 1.314)


def test_prediction_sets_are_a_line_of_a_block():
    lines = shown(replace(RESULT, label_sets=SETS)).splitlines()
    assert lines[4].rstrip() == (
        "tenfold's 99% sets hold the truth of 98.76% (97.12–99.43), mean size 1.31"
    )
    assert "hold the truth" not in shown(RESULT)


def test_prediction_sets_are_a_table_that_says_of_what_they_are_promised():
    text = markdown([RESULT, replace(RESULT, name="a|b", label_sets=SETS)])
    assert (
        "\n\ntenfold's 99% sets, promised for pictures like those held out only:\n\n"
        "| pictures | hold the truth | 95% interval | mean size |\n"
        "|---|--:|--:|--:|\n"
        "| a\\|b, 1,000 pictures | 98.76% | 97.12–99.43 | 1.31 |\n\n- "
    ) in text
    assert "hold the truth" not in markdown([RESULT])


def test_markdown_names_a_set_once_and_says_why_a_model_is_missing():
    text = markdown([RESULT, Result("a|b\x1b[2J", False, (GOOD, FAILED))])
    lines = text.splitlines()
    assert lines[0].count("|") == lines[1].count("|") == lines[2].count("|") == 9
    assert lines[2].startswith("| mine, 1,000 pictures | tenfold | 99.84% |")
    assert lines[3].startswith("|  | other | 34.40% |")
    assert lines[4].startswith("| a\\|b\\[2J, 1,000 pictures | tenfold |")
    assert text.count("- broken: cannot be run, no module named 'x\\|y' \\[bold\\]") == 1
