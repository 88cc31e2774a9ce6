"""Dates whose strokes were read as ones."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenfold.inference.dates import as_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1210512026", "12/05/2026"),
        ("0513112026", "05/31/2026"),
        ("61312026", "6/3/2026"),
        ("613120", "6/3/20"),
        ("1112126", "11/2/26"),  # or 1/12/26: nobody can tell
        ("0010512026", None),  # no day
        ("1311312026", None),  # no month
        ("3210512026", None),
        ("1200502026", None),  # no strokes
        ("12105120260", None),
        ("11111", None),
        ("", None),
    ],
)
def test_a_date_has_a_day_a_month_and_a_year_between_two_strokes(text: str, date: str | None):
    assert as_date(text) == date


@settings(derandomize=True, deadline=None)
@given(
    st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)),
    st.sampled_from(["{:%d/%m/%Y}", "{:%m/%d/%y}", "{0.day}/{0.month}/{0:%Y}"]),
)
def test_every_day_is_found(day: datetime.date, form: str):
    date = as_date(form.format(day).replace("/", "1"))
    assert date is not None
    assert date.replace("/", "1") == form.format(day).replace("/", "1")


@pytest.mark.parametrize("digits", range(1, 13))
def test_hardly_any_other_number_looks_like_a_date(digits: int):
    rng = np.random.default_rng(digits)
    numbers = ["".join(map(str, row)) for row in rng.integers(0, 10, (20_000, digits))]
    assert sum(as_date(number) is not None for number in numbers) < len(numbers) / 100
