"""The figures that are measured, by name: what they are called, and which way is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tenfold.evaluation.words import percent


@dataclass(frozen=True)
class Figure:
    """How a figure is shown.

    better: which way; None where it is no matter of speed (no ratio is shown). worse: the word for
    a ratio below 1.
    """

    title: str
    show: Callable[[float], str]
    better: Literal["less", "more", None] = "less"
    worse: str = "slower"

    def ratio(self, value: float) -> str:
        """How many times better tenfold is: "6.1x", or "0.8x, slower"."""
        return f"{three(value)}x" + (f", {self.worse}" if value < 1 else "")


def three(value: float) -> str:
    """Three digits that count: "0.0213", "3.62", "41.3", "7,420"."""
    if not value:
        return "0"
    exponent = int(f"{value:.2e}".partition("e")[2])  # after rounding: 0.9999 counts as 1.00
    digits = 2 - exponent
    return f"{round(value, digits):,.{max(digits, 0)}f}"


def time(seconds: float) -> str:
    """Seconds, or milliseconds below a tenth of one: "3.62 s", "0.0213 ms"."""
    return f"{three(seconds)} s" if seconds >= 0.1 else f"{three(1000 * seconds)} ms"


def rate(value: float) -> str:
    """Pictures a second."""
    return f"{three(value)}/s"


def memory(megabytes: float) -> str:
    """Megabytes (10^6 bytes)."""
    return f"{megabytes:,.0f} MB"


def share(value: float) -> str:
    """An accuracy."""
    return percent(value, 2)


FIGURES: dict[str, Figure] = {
    "epoch": Figure("one epoch", time),
    "run": Figure("whole run", time),
    "memory": Figure("peak memory", memory, worse="more"),
    "accuracy": Figure("test accuracy", share, None),
    "answer": Figure("class and probabilities", time),
    "logits": Figure("logits only", time),
    "as_written": Figure("as written", rate, "more"),
    "in_thousands": Figure("batches of 1,000", rate, "more"),
    "png": Figure("28-pixel PNG", time),
    "jpeg": Figure("1-megapixel JPEG", time),
}
