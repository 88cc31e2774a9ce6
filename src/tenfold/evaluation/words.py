"""Figures as people read them: the same words in the terminal, on plots and in the report."""

from __future__ import annotations

import math


def percent(share: float, digits: int = 1) -> str:
    """A share of 1 as a percentage: `percent(0.9841)` is "98.4%".

    Only exactly 1 becomes "100%" and only exactly 0 becomes "0%": a picture answered wrong at
    0.99996 must not read as certain.
    """
    step = 10.0**-digits
    if share in (0.0, 1.0):
        return f"{100 * share:.0f}%"
    value = round(100 * share, digits)
    if value >= 100:
        return f"{100 - step:.{digits}f}%"
    if share > 0 and value <= 0:
        return f"<{step:.{digits}f}%"
    return f"{value:.{digits}f}%"


def points(difference: float) -> str:
    """The size of a difference of two shares: `points(0.029)` is "2.9 points"."""
    size = abs(100 * difference)
    text = f"{size:.1f}" if size >= 0.1 else f"{size:.2f}"
    return f"{text} point{'' if text == '1.0' else 's'}"


def duration(seconds: float) -> str:
    """Wall clock time: "0.8 s", "42 s", "3 min 20 s", "1 h 5 min"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = math.floor(seconds + 0.5)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def set_name(coverage: float) -> str:
    """What prediction sets of a coverage are called: "99% set"."""
    return f"{100 * coverage:.10g}% set"


def count_of(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: "no errors", "1 error", "1,234 errors"."""
    if number == 1:
        return f"1 {noun}"
    return f"{f'{number:,}' if number else 'no'} {plural or noun + 's'}"


def answer_caption(name: str, confidence: float, true_name: str | None = None) -> str:
    """The caption of an answered picture: "Sneaker 98% (Sneaker)", the true class in brackets."""
    said = f"{name} {percent(confidence, 0)}"
    return said if true_name is None else f"{said} ({true_name})"


def error_count(errors: int, total: int) -> str:
    """How many of the pictures are answered wrong: "161 errors in 10,000 pictures"."""
    found = count_of(errors, "error")
    return f"{found[0].upper()}{found[1:]} in {count_of(total, 'picture')}"
