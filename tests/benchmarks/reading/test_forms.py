"""Composed forms: what stands in their boxes is known, and looks as it is said to."""

from __future__ import annotations

import numpy as np
from typer.testing import CliRunner

from benchmarks.reading.forms import app, forms
from tenfold.values import Split


def digits() -> Split:
    images = np.zeros((20, 28, 28), np.uint8)
    images[:, 6:22, 12:16] = 255
    return Split(images, np.arange(20) % 10)


def test_pages_are_the_same_every_time_and_hold_eight_numbers() -> None:
    first, second = (list(forms(digits(), 4, np.random.default_rng(2))) for _ in range(2))
    for (page, text, style), (again, same, _) in zip(first, second, strict=True):
        assert np.array_equal(page, again)
        assert text == same
        numbers = text.split()
        assert len(numbers) == 8
        assert all(4 <= len(number) <= 8 for number in numbers)
        assert style.split(", ")[0] in ("thick", "thin")
        # Bars of ink, and boxes that are fainter.
        assert page.min() < 0.35 * np.median(page)


def test_the_command_prints_a_row_a_kind_of_boxes() -> None:
    done = CliRunner().invoke(app, ["--count", "2"])
    assert done.exit_code == 0, done.output
    assert "| boxes | numbers | read |" in done.stdout
    assert done.stdout.count("| thick") + done.stdout.count("| thin") >= 1
