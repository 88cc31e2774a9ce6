from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.reading.engines import Said
from benchmarks.reading.figures import COVERAGES, Result, answers, mistakes, row
from benchmarks.reading.sets import NumberSet
from benchmarks.reading.tables import block, markdown
from tenfold.evaluation.scores import wilson
from tenfold.studies.speed.processes import SideError

NUMBERS = NumberSet(
    "mine|d", tuple(map(Path, "abcd")), ("12", "3 45", "678", ""), ("ink", "ink", "pen", "pen")
)
SAID = Said(
    (("1", "2"), ("3", "45"), ("67",), ()),
    np.array([0.99, 0.97, 0.96, 0.0]),
    np.array([False, False, True, True]),
    0.012,
)


def test_pieces_are_joined_where_one_number_stands():
    assert answers(SAID, NUMBERS.truths) == ["12", "3 45", "67", ""]


def test_figures_count_pictures_and_digits():
    one = row("m", SAID, NUMBERS)
    assert (one.n, one.accuracy, one.interval) == (4, 0.75, wilson(3, 4))
    assert one.digit_error_rate == pytest.approx(1 / 8)
    assert (one.refused, one.accepted_accuracy) == (0.5, 1.0)
    assert (one.sure, one.sure_accuracy) == (0.75, pytest.approx(2 / 3))
    assert one.styles == {"ink": 1.0, "pen": 0.5}
    assert one.seconds == 0.012


def test_the_curve_takes_the_surest_first():
    curve = dict(zip(COVERAGES, row("m", SAID, NUMBERS).curve or (), strict=True))
    assert (curve[1.0], curve[0.5]) == (0.75, 1.0)


def test_pictures_without_digits_have_no_digit_errors():
    empty = NumberSet("e", (Path("a"),), ("",), ("",))
    invented = Said((("7",),), np.array([0.4]), np.array([False]), 0.1)
    one = row("m", invented, empty)
    assert (one.accuracy, one.digit_error_rate, one.sure_accuracy) == (0, None, None)


def test_mistakes_that_were_offered_come_first():
    said = Said(
        (("9",), ("3", "45"), ("1",), ("5",)),
        np.array([0.5, 0.9, 0.7, 0.8]),
        np.array([False, False, True, False]),
        0.1,
    )
    assert mistakes(said, NUMBERS) == [3, 0, 2]


def test_tables_tell_every_engine_and_why_one_is_missing():
    rows = (row("tenfold", SAID, NUMBERS), row("other", SideError("no such file"), NUMBERS))
    text = markdown([Result(NUMBERS.name, rows)])
    assert "tenfold | 75.0% | 30.1–95.4 | 12.50% | 50.0% | 100% | 75.0% | 66.7% | 12 |" in text
    assert "| mine\\|d, 4 pictures |" in text
    assert "- other: cannot be run, no such file" in text
    assert "- tenfold, by style: pen 50%, ink 100%" in text
    assert "| pictures | engine | 100% | 98% | 95% | 90% | 80% | 70% | 50% |" in text
    assert block(Result(NUMBERS.name, rows)) is not None
