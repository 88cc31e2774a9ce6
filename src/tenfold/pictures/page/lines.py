"""Pieces of ink grouped to lines of writing: where each lies, how it is turned, how high it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tenfold.pictures.page.boxes import (
    Boxes,
    Pairs,
    groups,
    linked,
    much_broader,
    stacked,
    together,
    whole,
)

# A line goes on after a gap of at most this many times its height.
_FAR = 4.0

# Where the gap is less than so many heights, a line may go on higher or lower, as hands bounce: by
# as much as leaves this share of a digit's height beside the next one.
_CLOSE, _LEVEL = 1.2, 0.15

# Of the columns of two digits one above the other, at least this share is shared.
_ABOVE = 0.5

# A piece this many heights beside a line is what is left of a faint digit. Of 2,000 composed lines
# 27 were read wrong and believed at 0.6, 19 at 1.2; right were 1,661 and 1,664.
_BESIDE = 1.2

# A digit's middle lies off its line by some 0.06 heights, and lines are turned by some 4 degrees:
# a short line's direction is drawn towards its page's by the square of the ratio (ridge).
_DOUBT = 1.0

# Lower than this many pixels of the copy, nothing can be read. (8 of a page of 3,264 pixels are
# digits 20 pixels high.)
LOWEST = 7

# Lines of writing are further apart than this many heights, from middle to middle.
_OVERLAPS = 0.9

# A strip holds this many heights of its digits (30.5 of 32 pixels where they are 22); where a line
# bounces by more, it is made smaller, to 18 pixels at most.
_HOLDS, _SHRINKS = 30.5 / 22, 22 / 18


@dataclass(frozen=True, eq=False)
class Row:
    """Pieces that make one line of writing: middle line y = middle + slope * (x - centre).

    members: int64, shape (k,), which pieces. left, right: where its ink begins and ends.
    height: of its digits.
    """

    members: np.ndarray
    left: float
    right: float
    centre: float
    middle: float
    slope: float
    height: float

    def at(self, x: float) -> float:
        """The y of the middle line at an x."""
        return self.middle + self.slope * (x - self.centre)


def rows_of(boxes: Boxes, *, slope: float | None = None) -> list[Row]:
    """Lines of writing among pieces of ink, in any order; pieces without a line are left.

    slope: how the page's lines run, where rules tell.
    """
    if not len(boxes):
        return []
    pairs = Pairs.of(boxes)
    halves = stacked(boxes, pairs)
    stacks = groups(len(boxes), pairs.first[halves], pairs.second[halves])
    rows = _rows(together(boxes, stacks), slope)
    return [
        replace(row, members=np.concatenate([stacks[each] for each in row.members])) for row in rows
    ]


def _rows(boxes: Boxes, slope: float | None) -> list[Row]:
    pairs = Pairs.of(boxes)
    digits = whole(boxes, pairs) & (boxes.height >= LOWEST)
    links = linked(boxes, pairs) & digits[pairs.first] & digits[pairs.second]
    chains = groups(len(boxes), pairs.first[links], pairs.second[links])
    chains = [chain for chain in chains if digits[chain[0]]]
    turn = _page_slope(boxes, chains) if slope is None else slope
    rows = _joined(boxes, [_row(boxes, chain, turn) for chain in chains], turn)
    rows, loose = _without_loose(boxes, rows)
    pieces = np.concatenate([np.flatnonzero(~digits), loose])
    rows = _with_pieces(boxes, rows, pieces, turn)
    return [_framed(boxes, row) for row in rows]


def _page_slope(boxes: Boxes, chains: list[np.ndarray]) -> float:
    """How the lines of a page run, from all of them; short lines say little, and are doubted."""
    spread = product = 0.0
    for chain in chains:
        x, y = boxes.centre[chain], boxes.middle[chain]
        height = max(float(np.median(boxes.height[chain])), 1e-6)
        x, y = (x - x.mean()) / height, (y - y.mean()) / height
        spread, product = spread + float(x @ x), product + float(x @ y)
    return product / (spread + _DOUBT)


def _row(boxes: Boxes, members: np.ndarray, turn: float) -> Row:
    """The line through some pieces; turn: the page's slope, which a short line is drawn towards."""
    own = boxes[members]
    height = own.height
    size = float(np.median(height[height >= 0.6 * height.max()]))
    weight = np.maximum(own.right - own.left, 0.3 * height) * (height >= 0.5 * size)
    centre = float(weight @ own.centre / weight.sum())
    middle = float(weight @ own.middle / weight.sum())
    x, y = (own.centre - centre) / size, (own.middle - middle) / size
    inner = (height >= 0.5 * size).astype(np.float64)
    slope = (float(inner @ (x * y)) + _DOUBT * turn) / (float(inner @ (x * x)) + _DOUBT)
    left, right = float(own.left.min()), float(own.right.max())
    return Row(members, left, right, centre, middle, slope, size)


def _framed(boxes: Boxes, row: Row) -> Row:
    """The row with its middle line moved, and its height raised, so that a strip holds its ink."""
    own = boxes[row.members]
    line = row.middle + row.slope * (own.centre - row.centre)
    # A box also is as high as its piece is wide and turned.
    turned = np.minimum(abs(row.slope) * (own.right - own.left), 0.5 * own.height) / 2
    high, low = float((own.top + turned - line).min()), float((own.bottom - turned - line).max())
    height = min(max(row.height, (low - high) / _HOLDS), row.height * _SHRINKS)
    room = _HOLDS * height / 2
    shift = max(low - room, 0) + min(high + room, 0)
    return replace(row, middle=row.middle + shift, height=height)


def _joined(boxes: Boxes, rows: list[Row], turn: float) -> list[Row]:
    """Rows that go on after a gap, or stand beside each other, made one, nearest first."""
    left, right, *_, height = _columns(rows)
    gap = left - right[:, None]
    higher = np.maximum(height, height[:, None])
    top = np.array([boxes.top[row.members].min() for row in rows])
    bottom = np.array([boxes.bottom[row.members].max() for row in rows])
    level = np.minimum.outer(bottom, bottom) > np.maximum.outer(top, top)
    near = (gap <= _FAR * higher) & (level | (gap >= -0.5 * higher))
    first, second = np.nonzero(near & (left > left[:, None]))
    group = list(range(len(rows)))
    rows = list(rows)
    for pair in np.argsort(gap[first, second], kind="stable"):
        i, j = group[first[pair]], group[second[pair]]
        if i == j or not _goes_on(boxes, rows[i], rows[j]):
            continue
        members = np.concatenate([rows[i].members, rows[j].members])
        rows[i] = _row(boxes, members, turn)
        group = [i if each == j else each for each in group]
    return [rows[i] for i in sorted(set(group))]


def _goes_on(boxes: Boxes, first: Row, second: Row) -> bool:
    """Whether the two are one line: level with each other, or close beside each other."""
    if second.left < first.left:
        first, second = second, first
    higher, lower = max(first.height, second.height), min(first.height, second.height)
    gap = second.left - first.right
    between = (first.right + second.left) / 2
    off = abs(first.at(between) - second.at(between))
    is_level = -0.5 * lower <= gap <= _FAR * higher and off <= 0.35 * higher
    is_near = gap <= _CLOSE * higher and off <= 1.5 * higher
    return higher <= 1.8 * lower and (is_level or (is_near and _are_beside(boxes, first, second)))


def _are_beside(boxes: Boxes, first: Row, second: Row) -> bool:
    """Whether the nearest digits of two rows stand side by side, and none above another."""
    least = 0.5 * min(first.height, second.height)
    one, two = (boxes[row.members[boxes.height[row.members] >= least]] for row in (first, second))
    if not len(one) or not len(two):
        return False
    shared = np.minimum.outer(one.right, two.right) - np.maximum.outer(one.left, two.left)
    narrower = np.minimum.outer(one.right - one.left, two.right - two.left)
    level = np.minimum.outer(one.bottom, two.bottom) - np.maximum.outer(one.top, two.top)
    nearest = np.unravel_index(shared.argmax(), shared.shape)
    lower = min(one.height[nearest[0]], two.height[nearest[1]])
    return bool(
        (shared <= _ABOVE * narrower).all()
        and shared[nearest] >= -_CLOSE * max(first.height, second.height)
        and level[nearest] >= _LEVEL * lower
    )


def _without_loose(boxes: Boxes, rows: list[Row]) -> tuple[list[Row], np.ndarray]:
    """Rows, and the pieces that are no row of their own: low, short, in or beside a higher row."""
    left, right, centre, middle, slope, height = _columns(rows)
    stroke = np.array([np.median(boxes.stroke[row.members]) for row in rows])
    width, x, y = (each[:, None] for each in (right - left, centre, middle))
    inside = (
        (height > 1.5 * height[:, None])
        & ~much_broader(stroke, stroke[:, None], height[:, None])
        & (width <= 1.3 * height)
        & (np.maximum(left - x, x - right) <= 0.5 * height)
        & (np.abs(y - middle - slope * (x - centre)) <= 0.6 * height)
    ).any(1)
    kept = [row for row, drop in zip(rows, inside, strict=True) if not drop]
    loose = [row.members for row, drop in zip(rows, inside, strict=True) if drop]
    return kept, np.concatenate([np.zeros(0, np.int64), *loose])


def _columns(rows: list[Row]) -> tuple[np.ndarray, ...]:
    """Of each row left, right, centre, middle, slope and height: float64, shape (n,) each."""
    names = ("left", "right", "centre", "middle", "slope", "height")
    return tuple(np.array([getattr(row, name) for row in rows], np.float64) for name in names)


def _with_pieces(boxes: Boxes, rows: list[Row], pieces: np.ndarray, turn: float) -> list[Row]:
    """Each small piece put to the line that it lies in, if any: bars, dots of a dashed stroke."""
    if not rows or not len(pieces):
        return rows
    left, right, centre, middle, slope, height = _columns(rows)
    x = boxes.centre[pieces][:, None]
    beside = np.maximum(np.maximum(left - x, x - right), 0) / height
    below = (boxes.middle[pieces][:, None] - middle - slope * (x - centre)) / height
    away = np.abs(below)
    width = (boxes.right - boxes.left)[pieces][:, None]
    away[(beside > _BESIDE) | (width > 1.5 * height)] = np.inf
    flat = _dashes(boxes, pieces)[:, None] & (boxes.height[pieces][:, None] < 0.2 * height)
    away[flat & (below > -0.25)] = np.inf
    nearest = away.argmin(1)
    near = away.min(1) < 0.75
    return [
        _row(boxes, np.concatenate([row.members, pieces[near & (nearest == number)]]), turn)
        for number, row in enumerate(rows)
    ]


def _dashes(boxes: Boxes, pieces: np.ndarray) -> np.ndarray:
    """Which pieces are flat and have no ink above or below: a hyphen, the rest of a rule.

    High in a line, such a piece is the bar of a 5 or 7 (`_with_pieces`).
    """
    own = boxes[pieces]
    width = own.right - own.left
    shared = np.minimum(own.right[:, None], boxes.right) - np.maximum(own.left[:, None], boxes.left)
    covered = (shared > 0.3 * width[:, None]) & (boxes.height > 2 * own.height[:, None])
    return (width > 2.5 * own.height) & ~covered.any(1)


def in_order(rows: list[Row]) -> list[Row]:
    """Rows in reading order: top to bottom; at about the same height from left to right."""
    rest = sorted(rows, key=lambda row: row.middle)
    result: list[Row] = []
    while rest:
        level = [row for row in rest if _is_level(rest[0], row)]
        rest = [row for row in rest if row not in level]
        result += sorted(level, key=lambda row: row.left)
    return result


def overlapping(rows: list[Row]) -> bool:
    """Whether two rows lie on each other: parts of the same digits, taken for lines."""
    left, right, centre, middle, slope, height = _columns(rows)
    first, second = np.triu_indices(len(rows), 1)
    between = (np.maximum(left[first], left[second]) + np.minimum(right[first], right[second])) / 2
    meet = np.minimum(right[first], right[second]) >= np.maximum(left[first], left[second])
    one, two = (middle[i] + slope[i] * (between - centre[i]) for i in (first, second))
    near = np.abs(one - two) <= _OVERLAPS * (height[first] + height[second]) / 2
    return bool((meet & near).any())


def _is_level(first: Row, second: Row) -> bool:
    between = (first.left + second.left) / 2
    return abs(first.at(between) - second.at(between)) <= 0.5 * max(first.height, second.height)
