"""Drawn numbers in one difficulty at a time: what is drawn is what is to be read."""

from collections.abc import Callable

import numpy as np
import pytest
from typer.testing import CliRunner

from benchmarks.reading.conditions import CONDITIONS, app
from benchmarks.reading.marked import crossed_out
from benchmarks.reading.written import Drawn, Rng


@pytest.mark.parametrize("draw", [*CONDITIONS.values(), crossed_out])
def test_the_same_seed_draws_the_same_number(draw: Callable[[Rng], Drawn]) -> None:
    pixels, text = draw(np.random.default_rng(3))
    again, same = draw(np.random.default_rng(3))
    assert np.array_equal(pixels, again)
    assert text == same
    assert text.isdigit()
    assert 4 <= len(text) <= 9
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 2 or pixels.shape[2:] == (3,)
    assert np.ptp(pixels) > 10


def test_the_command_prints_a_row_each() -> None:
    done = CliRunner().invoke(app, ["--count", "1"])
    assert done.exit_code == 0, done.output
    assert all(f"| {name} | " in done.stdout for name in CONDITIONS)
    assert "| 1 numbers each | right | nothing | of sure |" in done.stdout
    assert "Of 1 numbers that are crossed out" in done.stdout
