from __future__ import annotations

from rich.console import Console

from benchmarks.refusals import tables
from benchmarks.refusals.figures import Digits, Result, Row

RESULT = Result(
    digits=(
        Digits("mine | yours", 1000, 0.974, 0.9979, 0.98381, (0.9, 0.95, 0.96, 1.0, 1.0, 1.0)),
        Digits("none answered", 10, 0.0, None, 0.2, (0.5,) * 6),
    ),
    rows=(
        Row("letters", None, 400, 0.9, (0.87, 0.925), (0.85, 0.1234)),
        Row("letters", "bent letters, photos", 200, 0.8, (0.74, 0.85), (0.75, 0.0)),
    ),
)


def shown(width: int = 80) -> list[str]:
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        console.print(tables.terminal(RESULT))
    return [line.rstrip() for line in captured.get().splitlines()]


def test_terminal_shows_a_row_a_set_and_a_row_a_family():
    lines = shown()
    assert "a: mine | yours   1,000     97.4%  99.79%     0.9838" in lines
    assert "b: none answered     10        0%       –     0.2000" in lines
    assert "letters                 400    90.0%  87.0–92.5  85%  12%" in lines
    assert "  bent letters, photos  200    80.0%  74.0–85.0  75%   0%" in lines


def test_five_sets_of_digits_fit_80_columns():
    wide = Result(
        RESULT.digits[:1] * 5,
        (Row("scribbles", None, 1200, 0.88, (0.8, 0.9), (1.0,) * 5), *_five(RESULT.rows[1])),
    )
    console = Console(width=80, force_terminal=False)
    with console.capture() as captured:
        console.print(tables.terminal(wide))
    assert "…" not in captured.get()


def _five(row: Row) -> tuple[Row, ...]:
    return (Row(row.kind, row.family, row.n, row.refused, (0.839, 1.0), (0.75,) * 5),)


def test_markdown_escapes_names_and_keeps_families_apart():
    text = tables.markdown(RESULT)
    assert "| a: mine \\| yours | 1,000 | 97.4% | 99.79% | 0.9838 |" in text
    assert "| &nbsp;&nbsp;bent letters, photos | 200 | 80.0% |" in text
    assert text.count("|---|--:|") == 3
