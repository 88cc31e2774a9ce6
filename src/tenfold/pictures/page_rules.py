"""Ruled lines, squared paper, boxes and combs of a form: found in a mask of ink, and taken out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.page_pieces import labelled
from tenfold.pictures.page_stretches import Stretch, stretches, weighted_median

# Rules are looked for in a copy of this side: straight, thin and long things survive reducing.
_SIDE = 640

# A rule is longer than the highest ink beside it (of at least so many pixels of the copy) is high:
# so many times if it spans this share of the picture, and so many if it does not.
_LONGER, _SPANS, _FAR_LONGER = 1.6, 0.4, 2.2
_LOWEST = 6

# It is this many times as long as thick: strokes that are 1 in a tight crop are not.
_FINE = 25


@dataclass(frozen=True, eq=False)
class Unruled:
    """Ink without rules.

    mask: uint8, 0 or 1, shape (h, w). removed: the same, what was taken for rules. drawn: the
    same, the rules as they run through all. slope: how the level ones run (y over x). All three
    None where there are no rules.
    """

    mask: np.ndarray
    removed: np.ndarray | None
    drawn: np.ndarray | None
    slope: float | None


def without_rules(mask: np.ndarray, dark: np.ndarray) -> Unruled:
    """Take ruled lines and boxes out of ink (uint8, 0 or 1, shape (h, w)); strokes stay whole.

    dark: the same, with the soft edges of ink: faint rules can be seen in it up to the strokes.
    """
    shrink = max(1, -(-max(mask.shape) // _SIDE))
    small, wide = _pooled(mask, shrink), _pooled(dark, shrink)
    level, upright = (stretches(small, wide, turned) for turned in (False, True))
    if not level and not upright:
        return Unruled(mask, None, None, None)
    rules = _boxes(level, upright, small)
    rest = [each for each in level + upright if all(each is not known for known in rules)]
    rules += _long(rest, rules, small)
    if not rules:
        return Unruled(mask, None, None, None)
    removed = _band(rules, mask, shrink)
    slopes = np.array([-each.slope if each.turned else each.slope for each in rules])
    lengths = np.array([each.length for each in rules])
    drawn = _drawn(rules, mask.shape, shrink)
    return Unruled(mask & ~removed & 1, removed, drawn, weighted_median(slopes, lengths))


def _pooled(mask: np.ndarray, shrink: int) -> np.ndarray:
    """Reduced so that a pixel is set where any of its own is."""
    if shrink == 1:
        return mask
    height, width = (-(-side // shrink) for side in mask.shape)
    spread = cv2.dilate(mask, np.ones((shrink, shrink), np.uint8), anchor=(0, 0))
    return np.ascontiguousarray(spread[::shrink, ::shrink][:height, :width])


def _boxes(level: list[Stretch], upright: list[Stretch], small: np.ndarray) -> list[Stretch]:
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
    slack = 2 + line.thickness / 2
    corner = slack + 0.08 * side.length
    if min(abs(x - line.x[0]), abs(x - line.x[-1])) <= corner:
        slack = corner  # corners may be round
    return (
        line.x[0] - slack <= x <= line.x[-1] + slack
        and abs(line.at(x) - y) <= slack
        and abs(line.slope + side.slope) <= 0.06
        and (cut or side.thickness <= 1.5 * line.thickness + 0.5)
    )


def _holds_ink(
    small: np.ndarray,
    sides: list[Stretch],
    across: tuple[float, float],
    down: tuple[float, float],
) -> bool:
    """Whether something as high as a digit stands within these sides, not drawn by them."""
    left = small & ~_band(sides, small, 1)
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


def _long(rest: list[Stretch], known: list[Stretch], small: np.ndarray) -> list[Stretch]:
    """The stretches far longer than the ink beside them is high: ruled lines, underlines."""
    fine = [each for each in rest if each.length >= _FINE * each.thickness]
    spanning = [each for each in fine if each.length >= _SPANS * _extent(each, small)]
    # Underlines need not span, but short uprights may be ones.
    under = [each for each in fine if not each.turned and each.length >= 0.12 * small.shape[1]]
    if not spanning and not under:
        return []
    tallest = _tallest(small & ~_band([*known, *spanning, *under], small, 1))
    found = [each for each in spanning if each.length >= _LONGER * tallest]
    if tallest >= _LOWEST:  # beside no ink at all, a straight stroke may be all that is written
        far = _FAR_LONGER * max(tallest, 12)
        found += [each for each in under if each.length >= far and each not in found]
    return found


def _extent(each: Stretch, small: np.ndarray) -> int:
    """How long a stretch across the picture would be."""
    return small.shape[0 if each.turned else 1]


def _tallest(ink: np.ndarray) -> float:
    """The height of the highest ink, but for a few high things (a table's edge) beside it."""
    _, stats = labelled(ink)
    heights = np.sort(stats[1:, cv2.CC_STAT_HEIGHT])[::-1]
    return float(heights[min(len(heights) // 20, len(heights) - 1)]) if len(heights) else 0.0


def _band(rules: list[Stretch], mask: np.ndarray, enlarge: int) -> np.ndarray:
    """The ink of some rules: uint8, 0 or 1; where a stroke crosses them it is left out."""
    result = np.zeros_like(mask)
    for turned in (False, True):
        own = [each for each in rules if each.turned == turned]
        if not own:
            continue
        ink = cv2.transpose(mask) if turned else mask
        band = _drawn(own, mask.shape, enlarge)
        band = cv2.transpose(band) if turned else band
        thickness = enlarge * weighted_median(
            np.array([each.thickness for each in own]), np.array([each.length for each in own])
        )
        higher = np.ones((int(np.ceil(1.3 * thickness)) + 2, 1), np.uint8)
        gone = band & ink & ~cv2.morphologyEx(ink, cv2.MORPH_OPEN, higher)
        result |= cv2.transpose(gone) if turned else gone
    return result & 1


def _drawn(rules: list[Stretch], shape: tuple[int, ...], enlarge: int) -> np.ndarray:
    """Some rules as a mask of this shape, a little thicker than they are: uint8, 0 or 1."""
    result = np.zeros(shape, np.uint8)
    for each in rules:
        extent = shape[0 if each.turned else 1]
        x, y = (side * enlarge + (enlarge - 1) / 2 for side in (each.x, each.y))
        # What ends close to the picture's edge ends there.
        slope = (y[-1] - y[0]) / (x[-1] - x[0])
        before = x[0] if x[0] < 0.04 * extent else 2 * enlarge
        after = extent - x[-1] if extent - x[-1] < 0.04 * extent else 2 * enlarge
        x = np.concatenate([[x[0] - before], x, [x[-1] + after]])
        y = np.concatenate([[y[0] - slope * before], y, [y[-1] + slope * after]])
        points = np.rint(np.column_stack([y, x] if each.turned else [x, y])).astype(np.int32)
        cv2.polylines(result, [points], False, 1, int(np.ceil(each.thickness * enlarge)) + 2)
    return result
