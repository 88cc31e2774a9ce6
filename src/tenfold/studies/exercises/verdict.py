"""Which of two results is better, in a sentence that the numbers carry.

Two means over seeds are told apart by Welch's 95% interval of their difference
(evaluation/compare.py). Where it holds 0, or where there is one run of each, the sentence says
that nothing can be told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tenfold.evaluation.compare import difference_of_means
from tenfold.studies.measured import Measured

Outcome = Literal["higher", "lower", "chance", "one run"]


@dataclass(frozen=True)
class Verdict:
    """What can be said of a first figure against a second.

    outcome: "higher" or "lower" where the interval leaves out 0, "chance" where it holds 0,
    "one run" where there is no interval. sentence: the same in words, with the numbers; of
    "one run" only the bare difference, so say it through `tell`.
    """

    outcome: Outcome
    sentence: str


def of_shares(what: str, a: Measured, b: Measured, *, names: tuple[str, str]) -> Verdict:
    """Compare two shares of 1, such as accuracies, in points."""
    return _compare(what, a, b, names, scale=100, digits=2, unit=" points")


def of_numbers(
    what: str, a: Measured, b: Measured, *, names: tuple[str, str], unit: str = "", digits: int = 3
) -> Verdict:
    """Compare two plain figures, such as losses or (unit " s") seconds."""
    return _compare(what, a, b, names, scale=1, digits=digits, unit=unit)


def tell(*verdicts: Verdict) -> str:
    """Their sentences, and, where there was one run of each, that this tells nothing."""
    said = [one.sentence for one in verdicts]
    if any(one.outcome == "one run" for one in verdicts):
        said.append("One run of each cannot tell a difference from luck: it takes several seeds.")
    return " ".join(said)


def _compare(
    what: str,
    a: Measured,
    b: Measured,
    names: tuple[str, str],
    *,
    scale: float,
    digits: int,
    unit: str,
) -> Verdict:
    first, second = names
    if min(len(a.values), len(b.values)) < 2:
        apart = f"{scale * (a.mean - b.mean):+.{digits}f}{unit}"
        return Verdict("one run", f"The {what} of {first} against {second}: {apart}.")
    found = difference_of_means(a.values, b.values)
    low, high = scale * found.low, scale * found.high
    if not found.clear:
        return Verdict(
            "chance",
            f"The difference between the {what} of {first} and of {second}, "
            f"{scale * found.difference:+.{digits}f}{unit}, could be chance "
            f"(95% interval {low:+.{digits}f} to {high:+.{digits}f}).",
        )
    outcome: Outcome = "higher" if found.low > 0 else "lower"
    near, far = sorted((abs(low), abs(high)))
    return Verdict(
        outcome,
        f"The {what} of {first} was {scale * abs(found.difference):.{digits}f}{unit} {outcome} "
        f"than that of {second} (95% interval {near:.{digits}f} to {far:.{digits}f}).",
    )
