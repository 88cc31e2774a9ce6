"""The uprights of boxes and combs that are too faint, or too much crossed, to be found alone."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from tenfold.pictures.page.frames import ROUND
from tenfold.pictures.page.stretches import Stretch

# The level sides of a box end above each other, but for this share of its height.
_ABOVE = 0.1
_LOWEST = 10  # pixels of the reduced copy

# Ink lies under a side for this share of its length, where the level ones end; under a divider for
# nearly as much, and nearly all along this share of the box's height at either end, which digits
# seldom reach.
_SIDE, _DIVIDER = 0.45, 0.4
_AT_END, _ALL_ALONG = 0.15, 0.8


def uprights(rules: list[Stretch], dark: np.ndarray) -> list[Stretch]:
    """What goes from one to the other of two level rules that are the sides of a box.

    rules: all that were found; what runs beside an upright one of them is left out. dark: uint8,
    0 or 1, ink with its soft edges.
    """
    level = sorted((each for each in rules if not each.turned), key=lambda each: each.y.mean())
    known = [each for each in rules if each.turned]
    found: list[Stretch] = []
    for top, bottom in pairwise(level):
        if _are_sides(top, bottom, dark.shape[1]):
            found += _between(top, bottom, [*known, *found], dark)
    return found


def _slack(top: Stretch, bottom: Stretch) -> float:
    """By how much ends may be missed, in pixels."""
    return 2 + max(top.thickness, bottom.thickness)


def _are_sides(top: Stretch, bottom: Stretch, extent: int) -> bool:
    """Whether two level stretches begin and end above each other, and inside the picture."""
    high = float(bottom.y.mean() - top.y.mean())
    apart = max(abs(top.x[end] - bottom.x[end]) for end in (0, -1))
    inside = min(top.x[0], bottom.x[0]) >= 4 and max(top.x[-1], bottom.x[-1]) <= extent - 5
    return high >= _LOWEST and inside and apart <= _slack(top, bottom) + _ABOVE * high


def _between(
    top: Stretch, bottom: Stretch, known: list[Stretch], dark: np.ndarray
) -> list[Stretch]:
    """The uprights from a level stretch to the one below it that are not known."""
    slack = _slack(top, bottom)
    along = np.arange(-slack, top.length + slack) / top.length
    start, end = ((line.x[0] + along * line.length) for line in (top, bottom))
    y0, y1 = np.interp(start, top.x, top.y), np.interp(end, bottom.x, bottom.y)
    ink = _under(dark, start, y0, end, y1)
    share = ink.mean(axis=0)
    rim = int(np.ceil(slack / 2))
    deep = max(3, round(_AT_END * len(ink)))
    if len(ink) < 2 * (rim + deep):
        return []
    at_ends = np.minimum(
        ink[rim : rim + deep].mean(axis=0), ink[len(ink) - rim - deep : len(ink) - rim].mean(axis=0)
    )
    at_side = np.minimum(along, 1 - along) * top.length <= slack
    drawn = np.where(at_side, share >= _SIDE, (share >= _DIVIDER) & (at_ends >= _ALL_ALONG))
    columns = np.flatnonzero(drawn)
    found: list[Stretch] = []
    for group in np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1):
        if not 0 < len(group) <= 2.5 * slack:
            continue
        best = round(float(np.average(group, weights=share[group])))
        y, x = np.array([y0[best], y1[best]]), np.array([start[best], end[best]])
        near = slack + ROUND * len(ink)
        if all(abs(one.at(y.mean()) - x.mean()) > near for one in [*known, *found]):
            found.append(Stretch(y, x, (top.thickness + bottom.thickness) / 2, turned=True))
    return found


def _under(
    dark: np.ndarray, x0: np.ndarray, y0: np.ndarray, x1: np.ndarray, y1: np.ndarray
) -> np.ndarray:
    """What lies on the lines from (x0, y0) to (x1, y1), each (n,): uint8, shape (steps, n)."""
    steps = max(2, round(float(np.mean(y1 - y0))) + 1)
    share = np.linspace(0, 1, steps)[:, None]
    x, y = (
        (first + share * (last - first)).astype(np.float32) for first, last in ((x0, x1), (y0, y1))
    )
    return cv2.remap(dark, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
