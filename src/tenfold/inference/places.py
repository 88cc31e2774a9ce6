"""Where digits are: from steps of a lattice to the ink of a strip, and to pixels of its page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from tenfold.artefact.bundle import STEP
from tenfold.inference.readings import Box
from tenfold.pictures.page.strips import DIGIT_HEIGHT, Strip

# Left, top, right and bottom edge in pixels of a strip.
Edges = tuple[int, int, int, int]

INK = 64  # of 255: fainter pixels are the soft edges of strokes
_REACH = 20  # pixels from where a digit is seen to its end: nearly twice the half of a wide one
_PARTED = 2  # heights of a digit
_STANDS_OUT = 3  # times the usual gap of its line
_HOLE = 3  # columns without ink that a digit may have in it: a 5 with its bar apart


def digit_edges(pixels: np.ndarray, steps: Sequence[tuple[int, int]]) -> list[Edges]:
    """Around the ink of each digit of a strip: uint8, shape (32, w).

    steps: for each digit, left to right, the first and last step at which it was seen. Touching
    digits are parted where there is least ink between them.
    """
    ink = pixels > INK
    columns = ink.sum(0)
    width = len(columns)
    seen = [min(round((first + last + 1) * STEP / 2), width - 1) for first, last in steps]
    cuts = [0, *(_thinnest(columns, a, b) for a, b in pairwise(seen)), width]
    edges = []
    for middle, left, right in zip(seen, cuts, cuts[1:], strict=False):
        low, high = max(left, middle - _REACH), min(right, middle + _REACH)
        first, last = _run_near(columns[low:high] > 0, middle - low)
        rows = np.flatnonzero(ink[:, low + first : low + last].any(1))
        if rows.size:
            edges.append((low + first, int(rows[0]), low + last, int(rows[-1]) + 1))
        else:  # seen where nothing is written
            edges.append((max(middle - STEP, 0), 0, min(middle + STEP, width), len(pixels)))
    return edges


def wide_gaps(edges: Sequence[Edges]) -> list[int]:
    """Middles, in pixels, of the gaps at which another number begins.

    They are wider than a digit is high, and stand out: who leaves much room everywhere writes one
    number all the same, and so may who wrote two digits. Twice a digit's height parts numbers
    however even the gaps are.
    """
    gaps = np.array([after[0] - before[2] for before, after in pairwise(edges)])
    return [
        (before[2] + after[0]) // 2
        for number, (before, after) in enumerate(pairwise(edges))
        if gaps[number] > _PARTED * DIGIT_HEIGHT
        or (gaps[number] > DIGIT_HEIGHT and gaps[number] > _STANDS_OUT * _usual(gaps, number))
    ]


def _usual(gaps: np.ndarray, besides: int) -> float:
    """The median of the other gaps, at least 0; where there is none, this one."""
    others = np.delete(gaps, besides) if len(gaps) > 1 else gaps
    return max(float(np.median(others)), 0.0)


def on_page(edges: Edges, strip: Strip, size: tuple[int, int]) -> Box:
    """A rectangle of a strip as the upright box around it on the page: whole pixels, clipped.

    size: width and height of the page.
    """
    left, top, right, bottom = edges
    corners = np.array([[x, y, 1] for x in (left, right) for y in (top, bottom)], np.float64)
    points = corners @ strip.to_page.T
    # At least a pixel, and inside, though a level strip's corner may lie beyond its page.
    low = np.clip(np.floor(points.min(0)), 0, np.array(size) - 1).astype(int)
    high = np.clip(np.ceil(points.max(0)), low + 1, size).astype(int)
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of some (at least one)."""
    x, y, width, height = np.array(list(boxes)).T
    left, top = int(x.min()), int(y.min())
    return left, top, int((x + width).max()) - left, int((y + height).max()) - top


def _thinnest(columns: np.ndarray, left: int, right: int) -> int:
    """The column of least ink from `left` to `right`, the middle of the widest where several."""
    part = columns[left : right + 1]
    edges = np.flatnonzero(np.diff(part == part.min(), prepend=False, append=False))
    begins, ends = edges[::2], edges[1::2]
    widest = int((ends - begins).argmax())
    return left + int(begins[widest] + ends[widest]) // 2


def _run_near(inked: np.ndarray, middle: int) -> tuple[int, int]:
    """First and one past the last column of the ink at or nearest to `middle`, holes closed."""
    where = np.flatnonzero(inked)
    if not where.size:
        return 0, 0
    runs = np.split(where, np.flatnonzero(np.diff(where) > _HOLE + 1) + 1)
    nearest = min(runs, key=lambda run: int(np.abs(run - middle).min()))
    return int(nearest[0]), int(nearest[-1]) + 1
