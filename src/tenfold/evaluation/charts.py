"""The geometry of the report's charts: figures in, places in an SVG view box out.

The drawing itself (lines, text, colours) is in templates/macros.html.j2. matplotlib is not used
here: it costs a second to import and its text neither follows dark mode nor the page's size.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tenfold.evaluation.scores import wilson
from tenfold.evaluation.words import count_of, percent
from tenfold.values import Epoch, ReliabilityBin, Scores

LEFT, RIGHT, TOP, BOTTOM = 50.0, 360.0, 14.0, 256.0
LABEL_GAP = 19.0  # what one line of the direct labels takes
FEW_PICTURES = 20  # below this the accuracy of a bin is mostly chance


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where in the view box, and its text."""

    at: float
    text: str


@dataclass(frozen=True)
class Line:
    """A measured line: what it is ("train", "validation" or "test"), its points and its label."""

    kind: str
    points: tuple[tuple[float, float], ...]
    label: str
    label_y: float


@dataclass(frozen=True)
class LineChart:
    """Loss or accuracy by epoch. summary: what a reader who cannot see the chart is told."""

    title: str
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    summary: str


@dataclass(frozen=True)
class ReliabilityBar:
    """One bin: its bar, the whisker of its 95% interval, and the height of its count bar."""

    x: float
    width: float
    top: float
    whisker: tuple[float, float]
    crowd: float
    few: bool
    title: str


@dataclass(frozen=True)
class ReliabilityChart:
    """Accuracy by confidence, over a strip that shows how many pictures each bin holds."""

    bars: tuple[ReliabilityBar, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    summary: str


def nice_ticks(low: float, high: float, *, most: int = 6, whole: bool = False) -> list[float]:
    """Round numbers (1, 2 or 5 times a power of ten) from `low` to `high`, at most `most`.

    The first is at most `low`, the last at least `high`. whole: no fractions, as for epochs.
    """
    span = max(high - low, 1e-9)
    power = 10.0 ** math.floor(math.log10(span / most))
    for factor in (1, 2, 5, 10, 20, 50):
        step = factor * power
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first < most and not (whole and step < 1):
            break
    return [round(index * step, 10) for index in range(first, max(last, first + 1) + 1)]


def share_text(share: float, ticks: Sequence[float]) -> str:
    """The text of a tick that is a share, in as many digits as tell it from its neighbours."""
    digits = max(0, math.ceil(-math.log10(100 * (ticks[1] - ticks[0])) - 1e-6))
    return "100%" if share == 1 else f"{100 * share:.{digits}f}%"


def curves(history: Sequence[Epoch], test: Scores | None = None) -> tuple[LineChart, LineChart]:
    """The charts of loss and accuracy by epoch; where given, the test figure as a level line."""
    first, last = history[0].epoch, max(history[-1].epoch, history[0].epoch + 1)
    losses = {
        "train": _measured([(one.epoch, one.loss) for one in history]),
        "validation": _measured([(one.epoch, one.val_loss) for one in history]),
        "test": [(first, test.loss), (last, test.loss)] if test else [],
    }
    accuracies = {
        "train": _measured([(one.epoch, one.accuracy) for one in history]),
        "validation": _measured([(one.epoch, one.val_accuracy) for one in history]),
        "test": [(first, test.accuracy), (last, test.accuracy)] if test else [],
    }
    epochs = len(history)
    return (
        _line_chart("Loss", epochs, (first, last), losses, lambda value: f"{value:.3g}"),
        _line_chart("Accuracy", epochs, (first, last), accuracies, percent, share=True),
    )


def reliability(scores: Scores) -> ReliabilityChart:
    """The reliability diagram of `scores`."""
    most = max(one.count for one in scores.reliability)
    bars = tuple(_reliability_bar(one, most) for one in scores.reliability if one.count)
    fifths = [index / 5 for index in range(6)]
    return ReliabilityChart(
        bars=bars,
        x_ticks=tuple(Tick(_across(share), f"{100 * share:.0f}%") for share in fifths),
        y_ticks=tuple(Tick(_up(share), f"{100 * share:.0f}%") for share in fifths),
        summary="Reliability diagram. " + " ".join(f"{bar.title}." for bar in bars),
    )


def _line_chart(
    title: str,
    epochs: int,
    across: tuple[int, int],
    measured: Mapping[str, Sequence[tuple[int, float]]],
    show: Callable[[float], str],
    *,
    share: bool = False,
) -> LineChart:
    """share: the figures are shares, whose axis ends at 1; others have one that starts at 0."""
    every = [value for points in measured.values() for _, value in points] or [0.0, 1.0]
    # Where every figure is exactly 1, the axis still needs a length.
    ticks = nice_ticks(min(*every, 0.998) if share else 0.0, max(every))
    ticks = [tick for tick in ticks if not share or tick <= 1]
    first, last = across
    low, high = ticks[0], ticks[-1]

    def place(epoch: float, value: float) -> tuple[float, float]:
        x = LEFT + (RIGHT - LEFT) * (epoch - first) / (last - first)
        return round(x, 1), round(BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low), 1)

    lines = [
        Line(kind, tuple(place(*one) for one in points), show(points[-1][1]), 0.0)
        for kind, points in measured.items()
        if points
    ]
    shown = [one for one in nice_ticks(first, last, whole=True) if first <= one < first + epochs]
    return LineChart(
        title=title,
        lines=apart(lines),
        x_ticks=tuple(Tick(place(one, low)[0], f"{one:g}") for one in shown),
        y_ticks=tuple(
            Tick(place(first, one)[1], share_text(one, ticks) if share else f"{one:g}")
            for one in ticks
        ),
        summary=f"{title} by epoch, {count_of(epochs, 'epoch')}. At the end: "
        + ", ".join(f"{line.kind} {line.label}" for line in lines),
    )


def _measured(points: Sequence[tuple[int, float | None]]) -> list[tuple[int, float]]:
    """Epochs without a figure, and diverged ones (NaN, infinity), have no place on an axis."""
    return [(at, value) for at, value in points if value is not None and math.isfinite(value)]


def apart(lines: list[Line]) -> tuple[Line, ...]:
    """The lines with labels beside their ends, moved so that none covers another."""
    ordered = sorted(lines, key=lambda line: line.points[-1][1])
    heights: list[float] = []
    for line in ordered:
        least = heights[-1] + LABEL_GAP if heights else TOP
        heights.append(max(line.points[-1][1], least))
    over = max(0.0, heights[-1] - BOTTOM) if heights else 0.0
    placed = {
        line.kind: replace(line, label_y=round(y - over, 1))
        for line, y in zip(ordered, heights, strict=True)
    }
    return tuple(placed[line.kind] for line in lines)


def _reliability_bar(one: ReliabilityBin, most: int) -> ReliabilityBar:
    accuracy = one.accuracy or 0.0
    low, high = wilson(round(accuracy * one.count), one.count)
    return ReliabilityBar(
        x=round(_across(one.low) + 1, 1),
        width=round(_across(one.high) - _across(one.low) - 2, 1),
        top=_up(accuracy),
        whisker=(_up(low), _up(high)),
        crowd=round(max(1.0, 26 * one.count / most), 1),
        few=one.count < FEW_PICTURES,
        title=f"{percent(one.low, 0)} to {percent(one.high, 0)} sure: "
        f"{count_of(one.count, 'picture')}, {percent(accuracy)} right",
    )


def _across(share: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * share, 1)


def _up(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share, 1)
