"""Boxes and combs of a form: level stretches with upright ones from one to the other."""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.pictures.page.bands import band
from tenfold.pictures.page.pieces import labelled
from tenfold.pictures.page.stretches import Stretch

# Corners may be round, by this share of the side that ends there. What ends elsewhere on a rule
# ends nearer to it: the stem of a digit does not.
ROUND, NEAR = 0.08, 0.03

# How far two lines at right angles may be from it, as the sum of their slopes (perspective).
RIGHT = 0.06


def boxes(level: list[Stretch], upright: list[Stretch], small: np.ndarray) -> list[Stretch]:
    """The sides and dividers of boxes: two level stretches with uprights from one to the other."""
    between: dict[tuple[int, int], list[int]] = {}
    lowest = small.shape[0] - 1
    cut = [min(line.y.min(), lowest - line.y.max()) <= 2 for line in level]
    for number, side in enumerate(upright):
        ends = []
        for y, x in ((side.x[0], side.y[0]), (side.x[-1], side.y[-1])):
            met = [k for k, line in enumerate(level) if _meet(line, side, x, y, cut=cut[k])]
            ends.append(min(met, key=lambda k: abs(level[k].at(x) - y)) if met else None)
        if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
            between.setdefault((ends[0], ends[1]), []).append(number)
    found: list[Stretch] = []
    for (top, bottom), sides in between.items():
        box = [level[top], level[bottom], *(upright[side] for side in sides)]
        across = _across(box, small.shape[1])
        down = level[top].at(across[0]), level[bottom].at(across[0])
        if across[1] - across[0] < 0.35 * abs(down[1] - down[0]):
            continue
        if _holds_ink(small, box, across, down):
            found += [each for each in box if all(each is not known for known in found)]
    return found


def _across(box: list[Stretch], extent: int) -> tuple[float, float]:
    """From where to where the box of two level stretches and some uprights goes.

    Beside a single upright it is empty, unless both level ones run to the picture's border.
    """
    top, bottom, *uprights = box
    x = [side.y.mean() for side in uprights]
    low, high = min(x), max(x)
    if len(x) == 1 and min(top.x[-1], bottom.x[-1]) >= extent - 4:
        high = float(extent)
    elif len(x) == 1 and max(top.x[0], bottom.x[0]) <= 3:
        low = 0.0
    return low, high


def _meet(line: Stretch, side: Stretch, x: float, y: float, *, cut: bool) -> bool:
    """Whether an upright ends at (x, y) on a level stretch, at right angles and drawn alike.

    cut: the stretch lies at the picture's border, which may have left a part of it.
    """
    near = 2 + line.thickness / 2
    corner = near + ROUND * side.length
    at_corner = min(abs(line.x[0] - x), abs(line.x[-1] - x)) <= corner
    return (
        line.x[0] - corner <= x <= line.x[-1] + corner
        and abs(line.at(x) - y) <= (corner if at_corner else near + NEAR * side.length)
        and abs(line.slope + side.slope) <= RIGHT
        and (cut or side.thickness <= 1.5 * line.thickness + 1)
    )


def _holds_ink(
    small: np.ndarray,
    sides: list[Stretch],
    across: tuple[float, float],
    down: tuple[float, float],
) -> bool:
    """Whether something as high as a digit stands within these sides, not drawn by them."""
    left = small & ~band(sides, small, 1)
    # Well inside: of a 0 that has straight sides, the rounded corners are left.
    (top, bottom), (start, end) = sorted(down), across
    rim = int(0.15 * min(bottom - top, end - start)) + 1
    inside = left[
        max(0, int(top) + rim) : int(bottom) - rim + 1,
        max(0, int(start) + rim) : int(end) - rim + 1,
    ]
    if not inside.any():
        return False
    _, stats = labelled(np.ascontiguousarray(inside))
    return bool(stats[1:, cv2.CC_STAT_HEIGHT].max(initial=0) >= 0.3 * abs(down[1] - down[0]))
