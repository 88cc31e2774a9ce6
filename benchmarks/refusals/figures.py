"""From answers to shares: how many digits are answered, how many others are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks.refusals.asking import Asked, joined
from tenfold.evaluation.calibration import lowest_accepted
from tenfold.evaluation.scores import wilson

ACCEPTED = 0.98
COVERAGES = (1.0, 0.99, 0.98, 0.95, 0.9, 0.8)


@dataclass(frozen=True)
class Digits:
    """A set of digits; shares are 0 to 1.

    accepted: by the thresholds in the file. right: of those. level: the confidence that 98% of
    the set reach. coverage: how often right the surest are, for each of COVERAGES.
    """

    name: str
    n: int
    accepted: float
    right: float | None
    level: float
    coverage: tuple[float, ...]


@dataclass(frozen=True)
class Row:
    """A family, or all of a kind (family is then None); shares refused are 0 to 1.

    refused: by the thresholds in the file, with its 95% Wilson interval. at_levels: where only
    confidence counts, at the level of each set of digits.
    """

    kind: str
    family: str | None
    n: int
    refused: float
    interval: tuple[float, float]
    at_levels: tuple[float, ...]


@dataclass(frozen=True)
class Result:
    """Everything of one run."""

    digits: tuple[Digits, ...]
    rows: tuple[Row, ...]

    def to_json(self) -> dict[str, Any]:
        """The figures as plain JSON values."""
        return {"accepted": ACCEPTED, "coverages": list(COVERAGES)} | asdict(self)


def digits(name: str, asked: Asked, labels: np.ndarray) -> Digits:
    """The figures of a set of digits; labels: int64, shape (n,), what they are."""
    right = asked.labels == labels
    accepted = right[~asked.refused]
    # Where many are equally sure they are taken in the order given, which is a lot.
    surest = right[np.argsort(-asked.confidence, kind="stable")]
    kept = [max(1, round(share * len(surest))) for share in COVERAGES]
    return Digits(
        name,
        len(asked),
        accepted=len(accepted) / len(asked),
        right=float(accepted.mean()) if len(accepted) else None,
        level=lowest_accepted(asked.confidence, accepted=ACCEPTED),
        coverage=tuple(float(surest[:count].mean()) for count in kept),
    )


def rows(asked: Mapping[tuple[str, str], Asked], levels: tuple[float, ...]) -> tuple[Row, ...]:
    """A row for each kind, followed by its families; asked: by kind and name of the family."""
    found = []
    for kind in dict.fromkeys(kind for kind, _ in asked):
        families = {name: said for (its, name), said in asked.items() if its == kind}
        found.append(_row(kind, None, joined(families.values()), levels))
        if len(families) > 1:
            found += [_row(kind, name, said, levels) for name, said in families.items()]
    return tuple(found)


def _row(kind: str, family: str | None, asked: Asked, levels: tuple[float, ...]) -> Row:
    return Row(
        kind,
        family,
        len(asked),
        refused=float(asked.refused.mean()),
        interval=wilson(int(asked.refused.sum()), len(asked)),
        at_levels=tuple(float((asked.confidence < level).mean()) for level in levels),
    )
