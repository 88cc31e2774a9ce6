"""Ruled lines, squared paper, boxes and combs of a form: found in a mask of ink, and taken out."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from tenfold.pictures.page.bands import band, drawn
from tenfold.pictures.page.combs import uprights
from tenfold.pictures.page.frames import NEAR, RIGHT, ROUND, boxes
from tenfold.pictures.page.pieces import labelled
from tenfold.pictures.page.stretches import Stretch, stretches, weighted_median
from tenfold.pictures.shades import level_at

# Rules are looked for in a copy of this side: straight, thin and long things survive reducing. In a
# smaller one, of this side at least, where strokes are broader than so many pixels: rules are about
# as broad, and what is broad beside the picture is none.
_SIDE, _SMALLEST, _STROKE = 640, 160, 4

# Boxes lower than so many pixels of the copy are looked for without reducing: the stem of a digit
# in them ends as near to their sides as dividers may.
_LOW = 48

# A rule is longer than the highest ink beside it (of at least so many pixels of the copy) is high:
# so many times if it spans this share of the picture, and so many if it does not.
_LONGER, _SPANS, _FAR_LONGER = 1.6, 0.4, 2.2
_LOWEST = 6

# It is this many times as long as thick: strokes that are 1 in a tight crop are not.
_FINE = 25

# A divider of boxes that a picture cuts off ends within so many pixels of its border, is so many
# times as long as thick, and what is written beside it takes these shares of the picture's height.
_BORDER, _FINE_DIVIDER, _DIGITS = 2, 8, (0.25, 0.85)

# What crosses a number out may be shorter, and is as dark as ink mostly is, but for this share.
_FINE_STROKE, _AS_DARK = 16, 0.7

# What crosses so many rules is one too, wherever it ends: a sheet's border is no rule.
_MANY = 4

# Of what lies on a rule, ink this many times as dark as the rules mostly are is written over them.
_OVER = 1.4


@dataclass(frozen=True, eq=False)
class Unruled:
    """Ink without rules.

    mask: uint8, 0 or 1, shape (h, w). removed: the same, what was taken for rules, with its soft
    edges. drawn: the same, the rules as they run through all but darker ink. slope: how the level
    ones run (y over x). All three None where there are no rules. thickness, level: the rules' own,
    in pixels, and the contrast that they hardly exceed; 0 where there are none. strokes: where
    what is level, straight and as dark as ink begins and ends, float64, shape (n, 4): x, y, x, y.
    """

    mask: np.ndarray
    removed: np.ndarray | None
    drawn: np.ndarray | None
    slope: float | None
    thickness: float = 0.0
    level: float = 0.0
    strokes: np.ndarray = field(default_factory=lambda: np.zeros((0, 4)))


def without_rules(mask: np.ndarray, dark: np.ndarray, signal: np.ndarray) -> Unruled:
    """Take ruled lines and boxes out of ink (uint8, 0 or 1, shape (h, w)); strokes stay whole.

    dark: the same, with the soft edges of ink: faint rules can be seen in it up to the strokes.
    signal: uint8, shape (h, w), the contrast of all (ink.py).
    """
    shrink = _shrink(mask)
    small, lying, rules = _rules(mask, dark, shrink)
    if shrink > 1 and _are_low(rules):
        shrink = 1
        small, lying, rules = _rules(mask, dark, shrink)
    strokes = _strokes(lying, mask, signal, shrink)
    if not rules:
        return Unruled(mask, None, None, None, strokes=strokes)
    gone = band(rules, mask, shrink)
    level = _OVER * level_at(signal, 0.5, mask=gone)
    over = (signal > _levels(rules, small, gone, signal, level, shrink)).view(np.uint8)
    gone &= ~over
    left = mask & ~gone & 1
    # With the soft edges, a pixel wide: nobody's ink otherwise, and seen on the strips.
    removed = cv2.dilate(gone, np.ones((3, 3), np.uint8)) & ~left & 1
    slopes = np.array([-each.slope if each.turned else each.slope for each in rules])
    lengths = np.array([each.length for each in rules])
    under = drawn(rules, mask.shape, shrink) & ~over & 1
    thickness = shrink * weighted_median(np.array([each.thickness for each in rules]), lengths)
    slope = weighted_median(slopes, lengths)
    return Unruled(left, removed, under, slope, thickness, level, strokes)


def _rules(
    mask: np.ndarray, dark: np.ndarray, shrink: int
) -> tuple[np.ndarray, list[Stretch], list[Stretch]]:
    """A reduced copy of ink, its level stretches, and which of all stretches are rules."""
    small, wide = _pooled(mask, shrink), _pooled(dark, shrink)
    lying = stretches(small, wide, turned=False)
    upright = stretches(small, wide, turned=True, across=lying)
    rules = boxes(lying, upright, small)
    rules += _long(_others(lying + upright, rules), rules, small)
    rules += _cut_off(_others(lying + upright, rules), small)
    rules += _crossing(_others(lying + upright, rules), rules, small)
    rules += uprights(rules, wide)
    return small, lying, rules


def _are_low(rules: list[Stretch]) -> bool:
    """Whether the uprights of boxes and squares are so short that their ends say little."""
    lengths = [each.length for each in rules if each.turned]
    return bool(lengths) and float(np.median(lengths)) < _LOW


def _shrink(mask: np.ndarray) -> int:
    """By how much ink is reduced to look for rules."""
    edge = cv2.countNonZero(mask - cv2.erode(mask, np.ones((3, 3), np.uint8)))
    stroke = 2 * cv2.countNonZero(mask) / max(edge, 1)
    side = max(mask.shape)
    return max(1, -(-side // _SIDE), min(round(stroke / _STROKE), side // _SMALLEST))


def _strokes(lying: list[Stretch], mask: np.ndarray, signal: np.ndarray, shrink: int) -> np.ndarray:
    """Where those of these stretches begin and end that a pen may have drawn, as in `Unruled`."""
    dark = _AS_DARK * level_at(signal, 0.5, mask=mask)
    ends = [
        (one.x[0], one.y[0], one.x[-1], one.y[-1])
        for one in lying
        if one.length >= _FINE_STROKE * one.thickness
        and _level_along(one, mask, signal, shrink) >= dark
    ]
    return shrink * (np.array(ends, np.float64).reshape(-1, 4) + 0.5)


def _levels(
    rules: list[Stretch],
    small: np.ndarray,
    gone: np.ndarray,
    signal: np.ndarray,
    usual: float,
    shrink: int,
) -> np.ndarray:
    """The contrast that rules hardly exceed at every pixel: uint8, of the signal's shape.

    usual: what most of them hardly exceed. One that spans the picture may be darker (a margin
    beside ruled lines); a shorter one that is might be drawn by strokes.
    """
    result = np.full(signal.shape, min(round(usual), 255), np.uint8)
    for each in rules:
        if each.length < _SPANS * _extent(each, small):
            continue
        own = _OVER * _level_along(each, gone, signal, shrink)
        if own > usual:
            lane = drawn([each], signal.shape, shrink)
            result = np.maximum(result, lane * np.uint8(min(round(own), 255)))
    return result


def _level_along(rule: Stretch, gone: np.ndarray, signal: np.ndarray, shrink: int) -> float:
    """The contrast that is usual on a rule of a reduced copy, where its ink is; 0 for none."""
    x = np.arange(rule.x[0], rule.x[-1])
    y = np.interp(x, rule.x, rule.y)
    across, down = (np.rint(side * shrink + (shrink - 1) / 2).astype(int) for side in (x, y))
    if rule.turned:
        across, down = down, across
    down, across = (
        np.clip(side, 0, size - 1) for side, size in zip((down, across), gone.shape, strict=True)
    )
    found = signal[down, across][gone[down, across] > 0]
    return float(np.median(found)) if len(found) else 0.0


def _others(stretches: list[Stretch], known: list[Stretch]) -> list[Stretch]:
    return [each for each in stretches if each not in known]


def _pooled(mask: np.ndarray, shrink: int) -> np.ndarray:
    """Reduced so that a pixel is set where any of its own is."""
    if shrink == 1:
        return mask
    height, width = (-(-side // shrink) for side in mask.shape)
    spread = cv2.dilate(mask, np.ones((shrink, shrink), np.uint8), anchor=(0, 0))
    return np.ascontiguousarray(spread[::shrink, ::shrink][:height, :width])


def _long(rest: list[Stretch], known: list[Stretch], small: np.ndarray) -> list[Stretch]:
    """The stretches far longer than the ink beside them is high: ruled lines, underlines."""
    through = [each for each in rest if each.length >= _SPANS * _extent(each, small)]
    fine = [each for each in rest if each.length >= _FINE * each.thickness]
    spanning = [each for each in fine if each in through]
    # Underlines need not span, but short uprights may be ones.
    under = [each for each in fine if not each.turned and each.length >= 0.12 * small.shape[1]]
    if not spanning and not under:
        return []
    tallest = _tallest(small & ~band([*known, *through, *under], small, 1))
    found = [each for each in spanning if each.length >= _LONGER * tallest]
    if tallest >= _LOWEST:  # beside no ink at all, a straight stroke may be all that is written
        far = _FAR_LONGER * max(tallest, 12)
        found += [each for each in under if each.length >= far and each not in found]
    return found


def _cut_off(rest: list[Stretch], small: np.ndarray) -> list[Stretch]:
    """The uprights from border to border of a picture that was cut out of a box, beside digits.

    Of digits that fill their picture, all that are no ones or so are as high as it.
    """
    high = small.shape[0]
    through = [
        each
        for each in rest
        if each.turned
        and each.x[0] <= _BORDER
        and each.x[-1] >= high - 1 - _BORDER
        and each.length >= _FINE_DIVIDER * each.thickness
    ]
    if not through:
        return []
    tallest = _tallest(small & ~band(through, small, 1)) / high
    return through if _DIGITS[0] <= tallest <= _DIGITS[1] else []


def _crossing(rest: list[Stretch], rules: list[Stretch], small: np.ndarray) -> list[Stretch]:
    """The stretches across many rules, or from one to another or to the picture's border.

    So are the uprights of squares and of combs. Where a picture shows one line, they are hardly
    longer than its digits are high.
    """
    found: list[Stretch] = []
    while True:
        known = [*rules, *found]
        more = [
            each
            for each in rest
            if each not in found and _ends_on(each, known, _extent(each, small))
        ]
        if not more:
            return found
        found += more


def _ends_on(side: Stretch, rules: list[Stretch], extent: int) -> bool:
    """Whether a stretch goes from rule to rule, or to the border, or across many rules."""
    slack = 2 + side.thickness / 2 + ROUND * side.length
    near = 2 + NEAR * side.length
    middle = float(side.y.mean())
    stops, rims = [], []
    for line in rules:
        if line.turned == side.turned or abs(line.slope + side.slope) > RIGHT:
            continue
        across = side.at(line.at(middle))
        if line.x[0] - slack <= across <= line.x[-1] + slack:
            stops.append(line.at(across))
            rims.append(near + line.thickness / 2)
    if not stops:
        return False
    crossed = sum(side.x[0] - slack <= stop <= side.x[-1] + slack for stop in stops)
    if crossed >= _MANY:
        return True
    # From one side of a box to the other goes the bar of a 4, too.
    if not side.turned and crossed == 2:
        return False
    places, rims_of = np.array([*stops, 0.0, extent - 1.0]), np.array([*rims, near, near])
    first, last = (np.abs(places - end) <= rims_of for end in (side.x[0], side.x[-1]))
    return bool(first.any() and last.any() and not (first & last).any())


def _extent(each: Stretch, small: np.ndarray) -> int:
    """How long a stretch across the picture would be."""
    return small.shape[0 if each.turned else 1]


def _tallest(ink: np.ndarray) -> float:
    """The height of the highest ink, but for a few high things (a table's edge) beside it."""
    _, stats = labelled(ink)
    heights = np.sort(stats[1:, cv2.CC_STAT_HEIGHT])[::-1]
    return float(heights[min(len(heights) // 20, len(heights) - 1)]) if len(heights) else 0.0
