"""From answers to the figures of one row: how often right, how far off, how honest, how fast."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks.reading.engines import Said
from benchmarks.reading.sets import NumberSet
from tenfold.evaluation.reading import edit_distance
from tenfold.evaluation.scores import wilson
from tenfold.studies.speed.processes import SideError

SURE = 0.95
COVERAGES = (1.0, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5)


@dataclass(frozen=True)
class Row:
    """One engine on one set; shares are 0 to 1, and None where there is nothing to count.

    accuracy: of all pictures, refused ones included, with its 95% Wilson interval: everything on
    the picture is just right. digit_error_rate: insertions, deletions and substitutions for each
    digit there is. refused, accepted_accuracy: the share refused, and right of the others.
    sure, sure_accuracy: the share read with 0.95 and more, and right of these. curve: accuracy of
    the surest pictures, at COVERAGES. styles: accuracy by style. seconds: a picture's, median.
    failure: why there are no figures; all else is then None.
    """

    engine: str
    n: int | None = None
    accuracy: float | None = None
    interval: tuple[float, float] | None = None
    digit_error_rate: float | None = None
    refused: float | None = None
    accepted_accuracy: float | None = None
    sure: float | None = None
    sure_accuracy: float | None = None
    curve: tuple[float, ...] | None = None
    styles: dict[str, float] | None = None
    seconds: float | None = None
    failure: str | None = None


@dataclass(frozen=True)
class Result:
    """A set, and a row for each engine."""

    name: str
    rows: tuple[Row, ...]

    def to_json(self) -> dict[str, Any]:
        """The figures as plain JSON values."""
        return asdict(self)


def answers(said: Said, truths: tuple[str, ...]) -> list[str]:
    """What was read as the truths are written: of a picture with one number, pieces are joined."""
    return [
        (" " if " " in truth else "").join(texts)
        for texts, truth in zip(said.texts, truths, strict=True)
    ]


def row(engine: str, said: Said | SideError, numbers: NumberSet) -> Row:
    """The figures of an engine's answers."""
    if isinstance(said, SideError):
        return Row(engine, failure=str(said))
    read = answers(said, numbers.truths)
    right = np.array([one == truth for one, truth in zip(read, numbers.truths, strict=True)])
    digits = sum(len(truth.replace(" ", "")) for truth in numbers.truths)
    wrong = sum(map(edit_distance, read, numbers.truths))
    accepted, sure = right[~said.refused], right[said.confidences >= SURE]
    styles = dict.fromkeys(style for style in numbers.styles if style)
    of_style = {style: np.array([one == style for one in numbers.styles]) for style in styles}
    return Row(
        engine,
        n=len(right),
        accuracy=float(right.mean()),
        interval=wilson(int(right.sum()), len(right)),
        digit_error_rate=wrong / digits if digits else None,
        refused=float(said.refused.mean()),
        accepted_accuracy=float(accepted.mean()) if len(accepted) else None,
        sure=len(sure) / len(right),
        sure_accuracy=float(sure.mean()) if len(sure) else None,
        curve=_curve(right, said.confidences),
        styles={style: float(right[mask].mean()) for style, mask in of_style.items()},
        seconds=said.seconds,
    )


def mistakes(said: Said, numbers: NumberSet) -> list[int]:
    """Rows read wrong: those offered come first, the surest first."""
    read = answers(said, numbers.truths)
    wrong = [row for row, truth in enumerate(numbers.truths) if read[row] != truth]
    return sorted(wrong, key=lambda row: (bool(said.refused[row]), -float(said.confidences[row])))


def _curve(right: np.ndarray, confidences: np.ndarray) -> tuple[float, ...]:
    """Accuracy of the surest pictures, for each share of them; ties count in the given order."""
    surest_first = right[np.argsort(-confidences, kind="stable")]
    return tuple(
        float(surest_first[: max(1, round(share * len(right)))].mean()) for share in COVERAGES
    )
