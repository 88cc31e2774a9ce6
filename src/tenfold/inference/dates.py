"""Dates among readings: a stroke between handwritten digits is often written just as a 1 is.

What is read as 61312026 may be 6/3/2026. Of numbers that are none, of six to nine digits, up to one
in a hundred looks like a date too (`tests/inference/test_dates.py` counts them).
"""

from __future__ import annotations

from itertools import product

_STROKE = "1"
_DAYS, _MONTHS = 31, 12


def as_date(text: str) -> str | None:
    """A number as the date that it is with strokes for two of its ones, None where it is no date.

    text: digits. The day may come before the month, or after it; the year has two or four digits.
    """
    for first, second, year in product((2, 1), (2, 1), (4, 2)):
        if len(text) != first + second + year + 2:
            continue
        parts = text[:first], text[first + 1 : -year - 1], text[-year:]
        strokes = text[first] + text[-year - 1]
        if strokes == 2 * _STROKE and _are_day_and_month(int(parts[0]), int(parts[1])):
            return "/".join(parts)
    return None


def _are_day_and_month(one: int, other: int) -> bool:
    return 1 <= min(one, other) <= _MONTHS and max(one, other) <= _DAYS
