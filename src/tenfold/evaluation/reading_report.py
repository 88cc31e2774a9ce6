"""The report of a reader: one self-contained HTML file, like report.py's of a classifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tenfold.evaluation import charts, html
from tenfold.evaluation.answering_chart import answering_chart
from tenfold.evaluation.calibration import answering_curve_of
from tenfold.evaluation.reading import ReadingScores, are_right
from tenfold.evaluation.report import Facts, flatten
from tenfold.evaluation.words import percent
from tenfold.values import Epoch

_GALLERY = 60  # lines read wrong that are shown


@dataclass(frozen=True, eq=False)
class ReadLines:
    """Lines of one split with what was read.

    strips: uint8, shape (n, height, width). confidences: float, shape (n,).
    """

    strips: np.ndarray
    truths: Sequence[str]
    texts: Sequence[str]
    confidences: np.ndarray
    scores: ReadingScores


@dataclass(frozen=True, eq=False)
class ReadingReportData:
    """Everything the report shows; as ReportData, but that `lines` stand for its splits."""

    title: str
    recipe: Mapping[str, Any]
    layers: Sequence[Mapping[str, Any]]
    facts: Facts
    history: tuple[Epoch, ...]
    lines: Mapping[str, ReadLines]


def render(report: ReadingReportData) -> str:
    """The report as one HTML page that refers to nothing outside itself."""
    test = report.lines["test"]
    curves = {
        name: answering_curve_of(one.confidences, are_right(one.texts, one.truths))
        for name, one in report.lines.items()
    }
    return (
        html.environment()
        .get_template("reading.html.j2")
        .render(
            title=report.title,
            facts=report.facts,
            history=report.history,
            layers=report.layers,
            parameters=sum(layer["parameters"] for layer in report.layers),
            test=test.scores,
            charts=charts.curves(report.history),
            errors=_errors(test),
            answering=answering_chart(curves, report.facts.threshold),
            settings=flatten(report.recipe),
        )
    )


def _errors(lines: ReadLines) -> list[html.Shown]:
    wrong = np.flatnonzero(~are_right(lines.texts, lines.truths))
    surest = np.argsort(-lines.confidences[wrong], kind="stable")[:_GALLERY]
    return [
        html.Shown(
            src=html.png_uri(_trimmed(lines.strips[row])),
            alt=f"A line of {lines.truths[row] or 'no digits'}, read {lines.texts[row] or 'empty'}",
            caption=(f"{lines.truths[row] or 'no digits'},", lines.texts[row] or "empty"),
            verdict="wrong",
            detail=percent(float(lines.confidences[row])),
        )
        for row in wrong[surest].tolist()
    ]


def _trimmed(strip: np.ndarray) -> np.ndarray:
    """Without the empty columns that fill a strip up to the width of its split."""
    inked = np.flatnonzero(strip.any(axis=0))
    return strip[:, : int(inked[-1]) + 9] if len(inked) else strip[:, : strip.shape[0]]
