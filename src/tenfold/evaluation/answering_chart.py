"""The geometry of one chart: how often it is right, by the share of pictures that it answers.

Like charts.py, whose places it shares: figures in, places in an SVG view box out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tenfold.evaluation.calibration import AnsweringCurve
from tenfold.evaluation.charts import (
    BOTTOM,
    FEW_PICTURES,
    LEFT,
    RIGHT,
    TOP,
    Line,
    Tick,
    apart,
    nice_ticks,
    share_text,
)
from tenfold.evaluation.words import percent

_MOST_POINTS = 150  # of a line; it is 310 pixels wide


@dataclass(frozen=True)
class Mark:
    """Where a line is at the file's own threshold. title: the same in words."""

    kind: str
    x: float
    y: float
    title: str


@dataclass(frozen=True)
class AnsweringChart:
    """Accuracy by share answered. summary: what a reader who cannot see the chart is told."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    summary: str


def answering_chart(
    curves: Mapping[str, AnsweringCurve], threshold: float | None
) -> AnsweringChart:
    """The chart of one curve a split. threshold: the file's own, marked; None where it has none."""
    marked = {} if threshold is None else {k: curve.at(threshold) for k, curve in curves.items()}
    known = {kind: at for kind, at in marked.items() if at is not None}
    x_ticks = _share_ticks(_least_answered(curves, [share for share, _ in known.values()]))
    drawn = {kind: _points(curve, x_ticks[0]) for kind, curve in curves.items()}
    rights = [right for points in drawn.values() for _, right in points]
    y_ticks = _share_ticks(min([*rights, *(right for _, right in known.values())]))

    def place(share: float, right: float) -> tuple[float, float]:
        across = (share - x_ticks[0]) / (1 - x_ticks[0])
        up = (right - y_ticks[0]) / (1 - y_ticks[0])
        return round(LEFT + (RIGHT - LEFT) * across, 1), round(BOTTOM - (BOTTOM - TOP) * up, 1)

    lines = [
        Line(kind, tuple(place(*one) for one in points), percent(points[-1][1]), 0.0)
        for kind, points in drawn.items()
    ]
    marks = tuple(Mark(kind, *place(*at), _at(kind, *at)) for kind, at in known.items())
    return AnsweringChart(
        lines=apart(lines),
        marks=marks,
        x_ticks=tuple(Tick(place(one, 1)[0], share_text(one, x_ticks)) for one in x_ticks),
        y_ticks=tuple(Tick(place(1, one)[1], share_text(one, y_ticks)) for one in y_ticks),
        summary=" ".join(
            [
                "How often right, by the share of pictures answered, the surest first.",
                *(f"{line.kind}, all answered: {line.label} right." for line in lines),
                *(f"At the file's threshold, {mark.title}." for mark in marks),
            ]
        ),
    )


def _least_answered(curves: Mapping[str, AnsweringCurve], marked: list[float]) -> float:
    """From which share on the chart is worth looking at: what is left of it is level.

    Mistakes are among the unsure answers: refusing ten times their number is rid of most of them.
    """
    wrong = max(1 - float(curve.right[-1]) for curve in curves.values())
    refused = max((1 - share for share in marked), default=0.0)
    return 1 - min(1.0, max(0.05, 10 * wrong, 1.5 * refused))


def _points(curve: AnsweringCurve, least: float) -> list[tuple[float, float]]:
    """(share answered, share right), beginning where there are enough for a share to mean much."""
    shown = np.flatnonzero((curve.answered >= least) & (curve.counts >= FEW_PICTURES))
    if not shown.size:
        shown = np.array([len(curve.counts) - 1])
    spread = np.linspace(0, shown.size - 1, min(shown.size, _MOST_POINTS)).round().astype(int)
    rows = shown[spread]
    return list(zip(curve.answered[rows].tolist(), curve.right[rows].tolist(), strict=True))


def _share_ticks(low: float) -> list[float]:
    """Ticks from `low` to 1, two at least."""
    return [tick for tick in nice_ticks(min(low, 0.998), 1.0) if 0 <= tick <= 1]


def _at(kind: str, answered: float, right: float) -> str:
    return (
        f"{percent(answered)} of the {kind} pictures are answered, {percent(right)} of them right"
    )
