"""The sides of a form's cell around a digit that was cut out of it, painted over with paper.

Before there is a threshold: a bold box would be all the ink that is seen beside a faint digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tenfold.pictures.painting import painted_over
from tenfold.pictures.polarity import is_dark_on_light
from tenfold.pictures.shades import closed, level_at, reduced
from tenfold.pictures.sides import Side, find_sides

# Sides are looked for in a copy of this side. In pictures smaller than the second there are none: a
# digit's own strokes are as straight.
_SIDE, _SMALLEST = 144, 24

# The sides of a cell are alike: the fainter ones have at least this share of the darkest's level.
# They end within this share of the picture, and so many pixels, of each other or of its border.
_ALIKE = 0.35
_NEAR, _NEAR_PIXELS = 0.05, 2

# They run along this share of the picture, those of a whole box along less, or so many pixels.
_LONG, _LONG_IN_BOX, _LONG_PIXELS = 0.8, 0.5, 24

# They meet within this share of their length from its ends, where strokes of a 4 cross.
_CORNER = 0.25

# No 1 stands alone within this share of its picture's breadth from the border.
_AT_BORDER = 0.15

# Two at one end of the picture are a double side where they are no farther apart than this share of
# it. Else they are rules, which are left to others.
_DOUBLE = 0.1

# A stroke that touches a side has this share of the darkest ink's darkness beside it. Ink is seen
# in strokes narrower than this share of the picture.
_TOUCHES, _BROADEST = 0.5, 0.4

# What is darker than paper by less than so many grey levels is its grain, and by less than this
# share of the sides' level what is left of them.
_GRAIN, _RESTS = 10, 0.25


@dataclass(frozen=True, eq=False)
class Cleared:
    """A picture without the sides of a cell.

    pixels: uint8, shape (h, w). certain: whether the sides lie so that they are no 1 or 7 that was
    taken for them: where nothing is left there is an empty cell.
    """

    pixels: np.ndarray
    certain: bool


def without_cell(grey: np.ndarray) -> Cleared | None:
    """A grey picture (uint8, shape (h, w), either polarity) without the sides of a cell in it.

    None where none are seen. Whether what is left is a digit is for the caller to say.
    """
    if min(grey.shape) < _SMALLEST:
        return None
    small = reduced(grey, _SIDE)
    # Dark sides first, as those along the border make a picture look light on dark.
    cleared = _without_dark(grey, small)
    if cleared is not None or is_dark_on_light(small):
        return cleared
    negative = _without_dark(255 - grey, 255 - small)
    return None if negative is None else replace(negative, pixels=255 - negative.pixels)


def _without_dark(grey: np.ndarray, small: np.ndarray) -> Cleared | None:
    """A picture without a cell's dark sides, which are looked for in a reduced copy of it."""
    found = _sides_of_cell(small)
    if not found:
        return None
    scale = max(grey.shape) / max(small.shape)
    return Cleared(painted_over(grey, found, scale), _are_no_strokes(found, small.shape))


def _are_no_strokes(found: Sequence[Side], shape: tuple[int, int]) -> bool:
    """Whether lines are opposite each other, or all along one border, as a 1 and a 7 are not."""
    level, upright = (
        [one.place / across for one in found if one.turned == turned]
        for turned, across in ((False, shape[0]), (True, shape[1]))
    )
    if any(places and min(places) < 0.5 <= max(places) for places in (level, upright)):
        return True
    return not upright or (not level and all(min(at, 1 - at) <= _AT_BORDER for at in upright))


def _sides_of_cell(page: np.ndarray) -> list[Side]:
    """The dark lines of a page (uint8, shape (h, w)) that are a cell's sides; [] for none."""
    found = _between_others(_alike(find_sides(page)), page.shape)
    box = _of_box(found)
    whole = bool(box) and _long(box, page.shape, _LONG_IN_BOX) == box
    found = box if whole else _long(found, page.shape, _LONG)
    if not found or _are_rules(found, page.shape) or _cross(found):
        return []
    # The strokes of a digit that fills its picture touch each other: the bars of a 2, say.
    return [] if _all_touched(page, found) else found


def _alike(found: list[Side]) -> list[Side]:
    darkest = max((one.level for one in found), default=0)
    return [one for one in found if one.level >= _ALIKE * darkest]


def _between_others(found: list[Side], shape: tuple[int, int]) -> list[Side]:
    """The lines with both ends on others or at the border, as strokes within a cell have not."""
    while True:
        kept = [
            one
            for one in found
            if all(
                _at_border(one, end, shape) or any(_lies_on(one, end, other) for other in found)
                for end in (one.start, one.end)
            )
        ]
        if len(kept) == len(found):
            return kept
        found = kept


def _near(length: float) -> float:
    return _NEAR * length + _NEAR_PIXELS


def _at_border(one: Side, end: int, shape: tuple[int, int]) -> bool:
    length = _length_of(shape, one)
    return min(end, length - 1 - end) <= _near(length)


def _lies_on(one: Side, end: int, other: Side) -> bool:
    """Whether an end of a line lies on another at right angles."""
    y, near = one.at(end), _near(one.length)
    within = other.start - near <= y <= other.end + near
    return one.turned != other.turned and within and abs(other.at(y) - end) <= near


def _of_box(found: Sequence[Side]) -> list[Side]:
    """The outermost lines where these are a box with four corners; [] elsewhere.

    Others are strokes that lie in it from side to side.
    """
    level, upright = (
        sorted((one for one in found if one.turned == turned), key=lambda one: one.place)
        for turned in (False, True)
    )
    if len(level) < 2 or len(upright) < 2:
        return []
    ends, sides = (level[0], level[-1]), (upright[0], upright[-1])
    closes = all(
        _lies_on(one, one.start, before) and _lies_on(one, one.end, after)
        for pair, (before, after) in ((ends, sides), (sides, ends))
        for one in pair
    )
    return [*ends, *sides] if closes else []


def _length_of(shape: tuple[int, int], one: Side) -> int:
    """How long a line of a picture of this shape may be."""
    return shape[0] if one.turned else shape[1]


def _long(found: list[Side], shape: tuple[int, int], share: float) -> list[Side]:
    """The lines that run along this share of the picture, or are long in pixels."""
    return [one for one in found if one.length >= min(share * _length_of(shape, one), _LONG_PIXELS)]


def _are_rules(found: Sequence[Side], shape: tuple[int, int]) -> bool:
    """Whether several lie at one end of a picture, as of ruled or squared paper."""
    for turned, across in ((False, shape[0]), (True, shape[1])):
        places = np.sort([one.place for one in found if one.turned == turned])
        for end in (places[places < across / 2], places[places >= across / 2]):
            if (np.diff(end) > _DOUBLE * across).any():
                return True
    return False


def _cross(found: Sequence[Side]) -> bool:
    """Whether a line reaches or crosses another far from that one's ends."""
    return any(
        _CORNER < (one.place - other.start) / other.length < 1 - _CORNER
        for one in found
        for other in found
        if one.turned != other.turned
    )


def _all_touched(page: np.ndarray, found: Sequence[Side]) -> bool:
    """Whether strokes touch every one of these lines."""
    cleared = painted_over(page, found)
    dark = closed(cleared, _BROADEST) - cleared
    rests = max(_GRAIN, _RESTS * max(one.level for one in found))
    ink = dark >= max(_TOUCHES * level_at(dark, 0.995), rests)
    return all(bool((_lane(one, page.shape) & ink).any()) for one in found)


def _lane(one: Side, shape: tuple[int, int]) -> np.ndarray:
    """A line and what lies close to either side of it: bool, shape (h, w)."""
    lane = np.zeros(shape[::-1] if one.turned else shape, bool)
    x = np.arange(one.start, one.end + 1)
    reach = one.thickness // 2 + 3
    y = np.rint(one.along(x)).astype(int) + np.arange(-reach, reach + 1)[:, None]
    inside = (y >= 0) & (y < lane.shape[0])
    lane[y[inside], np.broadcast_to(x, y.shape)[inside]] = True
    return lane.T if one.turned else lane
