"""Pages of words: no digit but those that are asked for."""

from __future__ import annotations

import numpy as np
import pytest
from typer.testing import CliRunner

from benchmarks.reading.texts import PROSE, app, page
from benchmarks.refusals.letters import fonts


def test_the_prose_has_no_digits_and_all_letters() -> None:
    letters = {character for character in PROSE.lower() if character.isalpha()}
    assert len(letters) == 26
    assert not any(character.isdigit() for character in PROSE)


@pytest.mark.parametrize("kind", ["a word", "a line", "a page"])
@pytest.mark.parametrize("numbers", [False, True])
def test_the_same_seed_draws_the_same_page(kind: str, numbers: bool) -> None:
    pixels, truth = page(np.random.default_rng(3), fonts(), kind, numbers=numbers)
    again, same = page(np.random.default_rng(3), fonts(), kind, numbers=numbers)
    assert np.array_equal(pixels, again)
    assert truth == same
    assert all(number.isdigit() for number in truth)
    assert np.ptp(pixels) > 60
    assert numbers or not truth


def test_half_of_the_lines_of_a_page_have_a_number() -> None:
    rng = np.random.default_rng(0)
    drawn = [page(rng, fonts()[:1], "a page", numbers=True)[1] for _ in range(20)]
    assert 100 < sum(map(len, drawn)) < 180  # of 280


def test_the_command_prints_a_row_each() -> None:
    done = CliRunner().invoke(app, ["--count", "1"])
    assert done.exit_code == 0, done.output
    for row in ("a word, print", "a page, print, capitals", "blank paper", "photographs"):
        assert f"| {row} | " in done.stdout
    assert "| among words | numbers | read | others read |" in done.stdout
