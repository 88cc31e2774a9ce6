"""Numbers with signs between their digits."""

from __future__ import annotations

import numpy as np
from typer.testing import CliRunner

from benchmarks.reading.signs import FORMATS, app, by_hand, texts_of
from tenfold.training.composer.hands import MARKS
from tenfold.training.composer.handwritten import Writers


def test_formats_are_filled_with_digits_in_turn() -> None:
    dates = [*texts_of(FORMATS["dates"], 6, np.random.default_rng(0))]
    assert [text.count("/") for text in dates] == [2, 2, 0, 0, 2, 2]
    assert len(set(dates)) == 6
    for formats in FORMATS.values():
        for text in texts_of(formats, len(formats), np.random.default_rng(1)):
            assert any(map(str.isdigit, text))
            assert not all(map(str.isdigit, text))
            assert all(sign.isdigit() or sign in MARKS + " " for sign in text)


def test_every_format_can_be_written_by_hand(mnist) -> None:
    writers = Writers.of(mnist.test, "test")
    rng = np.random.default_rng(2)
    for formats in FORMATS.values():
        for text in texts_of(formats, len(formats), rng):
            picture = by_hand(text, writers, rng)
            assert picture.dtype == np.uint8
            assert np.ptp(picture) > 20


def test_the_command_prints_a_row_each() -> None:
    done = CliRunner().invoke(app, ["--count", "1"])
    assert done.exit_code == 0, done.output
    for kind in FORMATS:
        assert f"| {kind} | print | " in done.stdout
        assert f"| {kind} | by hand | " in done.stdout
