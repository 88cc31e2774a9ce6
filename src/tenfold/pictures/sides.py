"""Straight dark lines across a small picture: what the sides of a form's cell look like.

Told from strokes without a threshold of ink: all along a line it is darker than beside it, and so
is what a low rank of its pixels' darkness says, whatever crosses it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

# A side lies within this share of the picture from its border. It runs along this share of the
# picture, or of what is between two others. It rises by at most so much, and is at most so thick,
# or so many pixels.
_ZONE, _ALONG, _BETWEEN, _RISE = 0.45, 0.5, 0.85, 0.06
_THICKEST, _THICK = 0.06, 3

# It is darker than what is beside it by so many grey levels, and by so many times as much as most
# rows are, or most of what is near them. This share of its darkness is exceeded in so much of its
# length. Rows are looked along where this share of the darkest's darkness is near.
_FAINTEST, _STANDS_OUT, _NEAR_STANDS_OUT = 10, 3.0, 1.5
_DARK, _UNBROKEN = 0.4, 0.8
_LIKELY = 0.5

# Cells have double sides, and neighbours: so many lines are looked for at each end of a picture,
# and none between two others that are nearer to each other than so many pixels.
_MOST, _NEAREST = 3, 10


@dataclass(frozen=True, eq=False)
class Side:
    """A line of a picture, seen from left to right: y = middle + slope * x, start <= x <= end.

    thickness: in pixels. level: how much darker than what is beside it, in grey levels.
    turned: x and y have changed places.
    """

    middle: float
    slope: float
    start: int
    end: int
    thickness: int
    level: float
    turned: bool = False

    def at(self, x: float) -> float:
        """Its y at an x."""
        return self.middle + self.slope * x

    def along(self, x: np.ndarray) -> np.ndarray:
        """Its y at some x, float64 of their shape."""
        return self.middle + self.slope * x

    @property
    def length(self) -> int:
        """How many pixels it runs along."""
        return self.end - self.start + 1

    @property
    def place(self) -> float:
        """Its y halfway."""
        return self.middle + self.slope * (self.start + self.end) / 2


def find_sides(page: np.ndarray) -> list[Side]:
    """The straight dark lines of a page (uint8, shape (h, w)) that are not in its middle."""
    ways = [np.ascontiguousarray(page), np.ascontiguousarray(page.T)]
    found = [list(_lines(way, _ALONG)) for way in ways]
    for turned, way in enumerate(ways):
        low, high = _room(found[1 - turned], way.shape[1])
        if _NEAREST <= high - low < way.shape[1]:
            known = [(one.place, one.thickness) for one in found[turned]]
            more = _lines(np.ascontiguousarray(way[:, low:high]), _BETWEEN)
            found[turned] += [
                moved
                for moved in (_moved(one, low) for one in more)
                if all(abs(moved.place - y) > thick + moved.thickness for y, thick in known)
            ]
    return found[0] + [replace(one, turned=True) for one in found[1]]


def _room(across: Sequence[Side], length: int) -> tuple[int, int]:
    """The first and last column between lines that are upright there."""
    places = [one.place for one in across]
    low = max((int(at) + 1 for at in places if at < length / 2), default=0)
    return low, min((int(at) for at in places if at >= length / 2), default=length)


def _moved(one: Side, by: int) -> Side:
    return replace(one, middle=one.middle - one.slope * by, start=one.start + by, end=one.end + by)


def _lines(page: np.ndarray, along: float) -> Iterator[Side]:
    """The nearly level lines of a page that run along this share of it."""
    rows, columns = page.shape
    thickest = max(_THICK, round(_THICKEST * rows))
    beside = np.ones((2 * thickest + 1, 1), np.uint8)
    dark = cv2.morphologyEx(cv2.blur(page, (3, 1)), cv2.MORPH_BLACKHAT, beside)
    rise = math.ceil(_RISE * columns / 2)
    dark = cv2.copyMakeBorder(dark, rise, rise, 0, 0, cv2.BORDER_CONSTANT)
    deep = max(1, round(_ZONE * rows))
    for first in (0, rows - deep):
        zone = dark[first : first + deep + 2 * rise]
        for _ in range(_MOST):
            found = _darkest(zone, rise, thickest, along)
            if found is None:
                break
            yield replace(found, middle=found.middle + first - rise)
            zone[_lanes(found, thickest, zone.shape)] = 0


def _darkest(zone: np.ndarray, rise: int, thickest: int, along: float) -> Side | None:
    """The line that most of is dark, whichever way it rises; None where none is a side.

    zone: uint8, shape (h, w); how much darker each pixel is than what is above and below it, with
    as many rows as a line rises at top and bottom, where none is looked for.
    """
    spread = np.ones((2 * rise + 1, 1), np.uint8)
    near = _usual(cv2.dilate(zone, spread), along)[rise : len(zone) - rise]
    # Most pictures have no line, and this says so ten times sooner.
    if near.max() < max(_FAINTEST, _NEAR_STANDS_OUT * _middle(near)):
        return None
    way = _best_way(zone, rise + np.flatnonzero(near >= _LIKELY * near.max()), rise, near.max())
    slope = way / zone.shape[1]
    usual = _usual(_slanted(zone, rise + np.arange(len(near)), way), along)
    top = int(usual.argmax())
    level = float(usual[top])
    first, last = _run(usual >= _DARK * level, top)
    if level < max(_FAINTEST, _STANDS_OUT * _middle(usual)) or last - first >= thickest:
        return None
    middle = rise + (first + last) / 2 - slope * zone.shape[1] / 2
    line = Side(middle, slope, 0, zone.shape[1] - 1, last - first + 1, level)
    seen = np.flatnonzero((zone[_lanes(line, 1, zone.shape)] >= _DARK * level).any(0))
    if not len(seen):
        return None
    line = replace(line, start=int(seen[0]), end=int(seen[-1]))
    lasts = line.length >= along * zone.shape[1] and len(seen) >= _UNBROKEN * line.length
    return line if lasts else None


def _usual(dark: np.ndarray, along: float) -> np.ndarray:
    """The darkness that each row reaches along this share of it: shape (rows,)."""
    rank = int((1 - along) * dark.shape[1])
    return np.partition(dark, rank, axis=1)[:, rank]


def _middle(values: np.ndarray) -> float:
    return float(_usual(values[None], 0.5)[0])


def _best_way(zone: np.ndarray, rows: np.ndarray, rise: int, most: int) -> int:
    """By how many pixels the darkest line through one of these rows rises; most: its darkness."""
    # What crosses a line counts for no more than it.
    bounded = cv2.min(zone, int(most))
    ways = sorted(range(-2 * rise, 2 * rise + 1), key=abs)
    seen = [_slanted(bounded, rows, way).sum(1, dtype=np.int32).max() for way in ways]
    return ways[int(np.argmax(seen))]


def _slanted(zone: np.ndarray, rows: np.ndarray, way: int) -> np.ndarray:
    """The pixels of lines through the middles of these rows that rise by so many: (n, w)."""
    columns = zone.shape[1]
    x = np.arange(columns)
    shift = np.rint(way / columns * (x - columns / 2)).astype(int)
    return zone[rows[:, None] + shift, x]


def _lanes(line: Side, reach: int, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of what is so close to a line, from side to side: each (2 reach + 1, w)."""
    x = np.broadcast_to(np.arange(shape[1]), (2 * reach + 1, shape[1]))
    y = np.rint(line.along(x[0])).astype(int) + np.arange(-reach, reach + 1)[:, None]
    return np.clip(y, 0, shape[0] - 1), x


def _run(holds: np.ndarray, at: int) -> tuple[int, int]:
    """The first and last of the neighbours of one that holds, as far as all hold."""
    fails = np.flatnonzero(~holds)
    after = fails.searchsorted(at)
    first = fails[after - 1] + 1 if after else 0
    return int(first), int(fails[after] - 1 if after < len(fails) else len(holds) - 1)
