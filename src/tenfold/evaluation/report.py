"""The report of a run: one self-contained HTML file, for a person to read with pleasure.

This file decides what is shown; templates/ decides how it looks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tenfold import conformal
from tenfold.conformal import HeldOut
from tenfold.errors import UsageError
from tenfold.evaluation import charts, html, sureness
from tenfold.evaluation.answering_chart import answering_chart
from tenfold.evaluation.calibration import answering_curve
from tenfold.evaluation.errors import Mistake, confused_pairs, mistakes
from tenfold.evaluation.evidence import beside
from tenfold.evaluation.scores import gap_in_words
from tenfold.evaluation.sets import score_sets
from tenfold.evaluation.words import count_of, error_count, percent
from tenfold.probability import softmax
from tenfold.values import ClassScores, Epoch, Scores

GRID = 64  # 8 x 8 pictures titled "label, prediction"
ANSWERS = 15  # 5 x 3 pictures beside their bars
GALLERY = 40  # mistakes shown of each split
EXPLAINED = 12  # of them, of the test split, with what spoke for the answer
WIDEST_CONFUSION = 25  # a wider table cannot be taken in; the confused pairs stand in
COVERAGE = 0.99  # of the prediction sets it tells of
LONG_TABLE = 30  # classes; more than these are folded away below the weakest


@dataclass(frozen=True, eq=False)
class EvaluatedSplit:
    """A split with what the model answered on it.

    images: uint8, shape (n, height, width). labels: int64, shape (n,). logits: float32, shape
    (n, classes). scores: those of these labels and logits.
    """

    images: np.ndarray
    labels: np.ndarray
    logits: np.ndarray
    scores: Scores


@dataclass(frozen=True)
class Facts:
    """How a run came about.

    dataset, sha256: the data learned from. seconds: wall clock of the training.
    test_evaluations: how often the test split has been evaluated, this time included.
    temperature: divides the logits before softmax. threshold: confidence below which answers
    are refused, None where none are. versions: of the libraries, by name. held_out: what
    prediction sets are made from, None where there are none.
    """

    seed: int
    dataset: str
    sha256: str
    seconds: float
    test_evaluations: int
    temperature: float
    threshold: float | None
    versions: Mapping[str, str]
    held_out: HeldOut | None = None


@dataclass(frozen=True, eq=False)
class ReportData:
    """Everything the report shows.

    recipe: its settings, values that JSON knows. layers: one mapping a layer with the keys
    name, kind, output_shape and parameters. splits: "train", "validation" and "test", as far
    as they are there; "test" has to be.
    """

    title: str
    recipe: Mapping[str, Any]
    layers: Sequence[Mapping[str, Any]]
    facts: Facts
    history: tuple[Epoch, ...]
    classes: tuple[str, ...]
    splits: Mapping[str, EvaluatedSplit]
    evidence: Mapping[int, np.ndarray] = field(default_factory=dict)


def render(report: ReportData) -> str:
    """The report as one HTML page that refers to nothing outside itself.

    Which pictures are drawn for the grids is chance with a fixed seed: the same report is the
    same file. Raises UsageError without a test split or without an epoch.
    """
    if "test" not in report.splits or not report.history:
        raise UsageError(
            "A report needs the test split and at least one epoch. Got the splits "
            f"{sorted(report.splits)} and {count_of(len(report.history), 'epoch')}. "
            "Train to the end, and evaluate on the test split, first."
        )
    test = report.splits["test"].scores
    page = html.environment().get_template("report.html.j2")
    return page.render(
        report=report,
        facts=report.facts,
        test=test,
        scores=[split.scores for split in report.splits.values()],
        charts=charts.curves(report.history, test),
        gap=_gap(report),
        reliability=charts.reliability(test),
        sureness=sureness.sureness(test),
        **_answering(report),
        settings=flatten(report.recipe),
        parameters=sum(layer["parameters"] for layer in report.layers),
        grid=_grid(report),
        answers=_answers(report),
        long_names=html.long_names(report.classes),
        galleries=[_gallery(report, name) for name in ("test", "train") if name in report.splits],
        explained=_explained(report),
        pairs=_pairs(report),
        weakest=weakest(test),
        confusion=test.confusion.tolist(),
        widest_confusion=WIDEST_CONFUSION,
        long_table=LONG_TABLE,
    )


def flatten(settings: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Nested settings as (dotted name, value as text) pairs; lists and the like as JSON."""
    rows: list[tuple[str, str]] = []
    for name, value in settings.items():
        if isinstance(value, Mapping):
            rows += flatten(value, f"{prefix}{name}.")
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            text = "none" if value is None else text
            rows.append((f"{prefix}{name}", text))
    return rows


def weakest(scores: Scores, limit: int = 10) -> list[ClassScores]:
    """The classes with the lowest F1 (missing ones left out), weakest first."""
    known = [one for one in scores.per_class if one.f1 is not None]
    return sorted(known, key=lambda one: one.f1 or 0.0)[:limit]


def _answering(report: ReportData) -> dict[str, Any]:
    """How often right by what is answered, and what prediction sets reach, on unseen pictures."""
    facts = report.facts
    likely = {
        name: (softmax(split.logits, facts.temperature), split.labels)
        for name, split in sorted(report.splits.items(), reverse=True)  # validation, then test
        if name != "train"
    }
    curves = {name: answering_curve(*one) for name, one in likely.items()}
    sets = {}
    if facts.held_out is not None and facts.held_out.n >= conformal.fewest(COVERAGE):
        sets = {
            name: score_sets(*one, facts.held_out, coverage=COVERAGE)
            for name, one in likely.items()
        }
    return {
        "answering": answering_chart(curves, facts.threshold),
        "sets": sureness.sets_on_splits(sets),
    }


def _drawn(split: EvaluatedSplit) -> np.ndarray:
    """Row numbers in an order of chance that is always the same."""
    return np.random.default_rng(0).permutation(len(split.labels))


def _grid(report: ReportData) -> list[html.Shown]:
    split = report.splits["test"]
    predicted = split.logits.argmax(axis=1)
    return [
        html.judged(split.images[row], split.labels[row], predicted[row], report.classes)
        for row in _drawn(split)[:GRID]
    ]


def _answers(report: ReportData) -> list[html.Answer]:
    split = report.splits["test"]
    rows = _drawn(split)[::-1][:ANSWERS]  # from the other end: not those of the grid
    probabilities = softmax(split.logits[rows], report.facts.temperature)
    return [
        html.answered(split.images[row], likely, report.classes, label=int(split.labels[row]))
        for row, likely in zip(rows, probabilities, strict=True)
    ]


def _gallery(report: ReportData, name: str) -> dict[str, Any]:
    split = report.splits[name]
    found = _surest_mistakes(report, name)
    return {
        "name": name,
        "count": error_count(split.scores.errors, split.scores.n),
        "more": split.scores.errors - len(found),
        "pictures": [_mistaken(report, split.images[one.index], one) for one in found],
    }


def _explained(report: ReportData) -> list[html.Shown]:
    """Mistakes whose evidence is known, each picture beside itself tinted."""
    images = report.splits["test"].images
    return [
        _mistaken(report, beside(images[one.index], report.evidence[one.index]), one)
        for one in _surest_mistakes(report, "test")
        if one.index in report.evidence
    ]


def _surest_mistakes(report: ReportData, name: str) -> list[Mistake]:
    split = report.splits[name]
    return mistakes(split.labels, split.logits, limit=GALLERY, temperature=report.facts.temperature)


def _mistaken(report: ReportData, pixels: np.ndarray, one: Mistake) -> html.Shown:
    detail = f"{percent(one.confidence)} sure, #{one.index}"
    return html.judged(pixels, one.label, one.predicted, report.classes, detail=detail)


def _pairs(report: ReportData) -> list[dict[str, str]]:
    return [
        {
            "label": report.classes[pair.label],
            "predicted": report.classes[pair.predicted],
            "count": count_of(pair.count, "time"),
            "share": percent(pair.share),
        }
        for pair in confused_pairs(report.splits["test"].scores.confusion)
    ]


def _gap(report: ReportData) -> str | None:
    train = report.splits.get("train")
    return gap_in_words(train.scores, report.splits["test"].scores) if train else None
