"""Straight thin runs of ink, near level or near upright: what rules and boxes are drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.page.pieces import labelled

# Runs shorter than this share of the picture's longer side are not told from a digit's bars.
_SHORTEST = 1 / 50

# Runs thicker than this share of it are no rules; in a small picture, which was enlarged, those
# thicker than this many pixels (it shows a line 40 pixels high, of which rules take up to 6%).
_THICKEST, _THICK = 0.015, 6

# Rules rise by at most this (tan 18 degrees: 10 of the page, the rest of perspective).
_STEEPEST = 0.32

# Ink lies under a rule for at least this share of its length, strokes that cross it counted in.
_COVERED = 0.85

# How slopes depend on the place is fitted to so many runs at least, three times: to those that are
# off by less than each of these.
_FAN, _FANNED = 6, (0.15, 0.1, 0.06)

# A chain with too little ink is parted at a gap so many times as wide as its usual one, or as its
# runs are long, or where these are mostly so many times as long as thick.
_WIDER, _FAR, _FINE_RUN = 3, 2, 30

# A stretch is long where it spans this share of the picture.
_LONG = 0.3

# A run is fitted so often, each time without what lies far off; of its columns, so many stay.
_FITS, _FILLED = 4, 0.8

# Its thickness is looked for so many pixels up and down.
_FARTHEST = 12

# A rule goes on after a gap (what is written on it) of at most this share of the picture: in one
# of a single line a digit takes 0.4 of the height.
_REACH = 0.5


@dataclass(frozen=True, eq=False)
class Stretch:
    """A straight thin run of ink: knots x (rising) and y, shape (k,); upright ones are turned.

    thickness: in pixels. turned: x and y have changed places.
    """

    x: np.ndarray
    y: np.ndarray
    thickness: float
    turned: bool

    @property
    def length(self) -> float:
        """From its first knot to its last."""
        return float(self.x[-1] - self.x[0])

    @property
    def slope(self) -> float:
        """From its first knot to its last."""
        return float(self.y[-1] - self.y[0]) / self.length

    def at(self, x: float) -> float:
        """The y at an x; the ends go on level."""
        return float(np.interp(x, self.x, self.y))


def stretches(
    small: np.ndarray, dark: np.ndarray, turned: bool, *, across: Sequence[Stretch] = ()
) -> list[Stretch]:
    """The nearly level (or, turned, upright) thin runs of a mask, chained over what crosses.

    small, dark: uint8, 0 or 1, shape (h, w), h and w about 1280 at most; ink, and ink with its soft
    edges, in which faint rules go on up to the strokes that cross them. across: stretches of the
    other way; a long one of them says how rules go even where most runs are of slanted strokes.
    """
    ink, dark = (cv2.transpose(each) if turned else each for each in (small, dark))
    long = max(9, round(_SHORTEST * max(ink.shape)))
    thickest = max(_THICK, round(_THICKEST * max(ink.shape)))
    # Dilated by a pixel above and below, so that a rule may rise by 3 pixels along the kernel.
    runs = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, np.ones((1, long), np.uint8)
    )
    square = np.ones((thickest + 1, thickest + 1), np.uint8)
    runs &= ink & ~cv2.morphologyEx(ink, cv2.MORPH_OPEN, square)
    if not runs.any():
        return []
    labels, stats = labelled(runs)
    wide = np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH] >= long)
    wide = wide[wide > 0]
    if not len(wide):
        return []
    fitted = _fitted(labels, stats, wide)
    fitted = fitted[np.abs(fitted.slope) <= _STEEPEST]
    if not len(fitted.slope):
        return []
    right_angle = _right_angle(across, ink.shape[0])
    fitted = _alike(fitted, right_angle)
    if not len(fitted.slope):
        return []
    spread = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    chains = _chains(fitted, right_angle, reach=_REACH * ink.shape[1])
    return [one for chain in chains for one in _covered(fitted[chain], ink, spread, turned)]


def _covered(runs: _Runs, ink: np.ndarray, spread: np.ndarray, turned: bool) -> list[Stretch]:
    """The stretches of the runs of a chain, which is parted at its widest gaps where ink ends.

    So the sides of boxes beside each other are no stretch with too much paper in it.
    """
    whole = _stretch(runs, ink, spread, turned)
    if whole is not None:
        return [whole]
    gaps = runs.start[1:] - runs.end[:-1]
    extent = runs.end - runs.start
    if not len(gaps):
        return []
    # The bars of a number's digits are short, and have gaps between them that are much alike.
    usual = np.median(gaps) if len(gaps) > 1 else np.inf
    stands_out = gaps.max() >= min(_WIDER * max(usual, 1), _FAR * np.median(extent))
    if not stands_out and np.median(extent / runs.thickness) < _FINE_RUN:
        return []
    gap = int(np.argmax(gaps)) + 1
    return [
        one
        for part in (slice(None, gap), slice(gap, None))
        for one in _covered(runs[part], ink, spread, turned)
    ]


@dataclass(frozen=True, eq=False)
class _Runs:
    """Straight thin runs of ink: slope, y in the middle, first and last column, thickness."""

    slope: np.ndarray
    middle: np.ndarray
    start: np.ndarray
    end: np.ndarray
    thickness: np.ndarray

    def __getitem__(self, which: np.ndarray | slice) -> _Runs:
        return _Runs(
            *(
                each[which]
                for each in (self.slope, self.middle, self.start, self.end, self.thickness)
            )
        )


def _fitted(labels: np.ndarray, stats: np.ndarray, wide: np.ndarray) -> _Runs:
    """The straight ones of the parts with these labels, by least squares."""
    number = np.full(len(stats), -1)
    number[wide] = np.arange(len(wide))
    y, x = np.nonzero(labels)
    of = number[labels[y, x]]
    y, x, of = y[of >= 0], x[of >= 0], of[of >= 0]
    start = stats[wide, cv2.CC_STAT_LEFT].astype(np.float64)
    end = start + stats[wide, cv2.CC_STAT_WIDTH] - 1
    across = x - ((start + end) / 2)[of]
    for again in range(_FITS):
        slope, middle = _line_of(across, y, of, len(wide))
        away = np.abs(y - slope[of] * across - middle[of])
        n = np.maximum(np.bincount(of, minlength=len(wide)), 1)
        off = np.bincount(of, away, len(wide)) / n
        if again < _FITS - 1:  # once more without the strokes that hang on the rule
            near = away <= np.maximum(1.5 * off, 1.5)[of]
            across, y, of = across[near], y[near], of[near]
    thickness = n / (end - start + 1)
    kept = (off <= 0.6 + thickness / 3) & (end - start >= 4 * thickness) & (thickness >= 0.7)
    return _Runs(slope, middle, start, end, thickness)[kept]


def _line_of(
    x: np.ndarray, y: np.ndarray, of: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Slope of each part's pixels, and their y at x = 0, by least squares: shape (count,)."""
    n, sx, sy, sxx, sxy = (
        np.bincount(of, weights, count) for weights in (np.ones(len(x)), x, y, x * x, x * y)
    )
    n = np.maximum(n, 1)
    slope = (sxy - sx * sy / n) / np.maximum(sxx - sx * sx / n, 1e-9)
    return slope, (sy - slope * sx) / n


def _right_angle(across: Sequence[Stretch], extent: int) -> float | None:
    """The slope at right angles to the longest of these, None where none is long."""
    longest = max(across, key=lambda each: each.length, default=None)
    if longest is None or longest.length < _LONG * extent:
        return None
    return -longest.slope


def _alike(runs: _Runs, right_angle: float | None) -> _Runs:
    """The runs that go as rules do there, and are not much thicker than most: no strokes."""
    extent = runs.end - runs.start
    thick = weighted_median(runs.thickness, extent)
    kept = np.abs(runs.slope - _usual_slope(runs, right_angle)) <= 0.05 + 1.5 / extent
    kept &= runs.thickness <= 1.8 * thick + 0.5
    return runs[kept]


def _usual_slope(runs: _Runs, right_angle: float | None) -> np.ndarray:
    """How rules go where each run is, float64 (n,): in perspective they fan out evenly.

    right_angle: the slope at right angles to other rules, which some of the runs may have instead.
    """
    extent = runs.end - runs.start
    usual = np.full(len(extent), weighted_median(runs.slope, extent))
    for tolerance in _FANNED:
        weight = extent * (np.abs(runs.slope - usual) <= tolerance + 1.5 / extent)
        if np.count_nonzero(weight) < _FAN:
            break
        weight /= weight.sum()
        place = runs.middle - weight @ runs.middle
        # Where all lie at one place, nothing is known of others: a pixel's spread says so.
        rise = weight @ (place * runs.slope) / (weight @ place**2 + 1)
        usual = weight @ runs.slope + rise * place
    if right_angle is None:
        return usual
    nearer = np.abs(runs.slope - right_angle) < np.abs(runs.slope - usual)
    return np.where(nearer, right_angle, usual)


def _chains(runs: _Runs, right_angle: float | None, *, reach: float) -> list[np.ndarray]:
    """Runs that go on after a gap of at most `reach`, from left to right: their numbers."""
    extent = runs.end - runs.start
    # Of a short run, what most do says more than its own few pixels.
    slope = np.where(extent > 60, runs.slope, _usual_slope(runs, right_angle))
    at_start = runs.middle - slope * extent / 2
    at_end = runs.middle + slope * extent / 2
    chains: list[list[int]] = []
    for run in np.argsort(runs.start, kind="stable"):
        last = np.array([chain[-1] for chain in chains], np.int64)
        gap = runs.start[run] - runs.end[last]
        off = at_start[run] - at_end[last] - (slope[last] + slope[run]) / 2 * gap
        away = np.where((gap >= -4) & (gap <= reach), np.abs(off) - 0.02 * gap, np.inf)
        if len(away) and away.min() < 2.5:
            chains[int(away.argmin())].append(int(run))
        else:
            chains.append([int(run)])
    return [np.array(chain) for chain in chains]


def _stretch(runs: _Runs, ink: np.ndarray, spread: np.ndarray, turned: bool) -> Stretch | None:
    """One stretch of the runs of a chain, as far as ink goes on; None where ink has gaps.

    spread: uint8, 0 or 1; the ink with its soft edges, a pixel higher and lower than it is.
    """
    half = (runs.end - runs.start) / 2
    x = np.ravel(np.column_stack([runs.start, runs.end]))
    y = np.ravel(
        np.column_stack([runs.middle - runs.slope * half, runs.middle + runs.slope * half])
    )
    x = np.maximum.accumulate(x) + 1e-6 * np.arange(len(x))
    slope = (y[-1] - y[0]) / (x[-1] - x[0])
    before = _goes_on(spread, x[0], y[0], slope, -1)
    after = _goes_on(spread, x[-1], y[-1], slope, 1)
    x = np.concatenate([[x[0] - before - 1e-6], x, [x[-1] + after + 1e-6]])
    y = np.concatenate([[y[0] - slope * before], y, [y[-1] + slope * after]])
    columns = np.arange(int(x[0]), int(x[-1]) + 1)
    rows = np.clip(np.rint(np.interp(columns, x, y)), 0, ink.shape[0] - 1).astype(int)
    if spread[rows, columns].mean() < _COVERED:
        return None
    return Stretch(x, y, _thickness(ink, rows, columns), turned)


def _thickness(ink: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> float:
    """How far ink goes on above and below these pixels, at the median of those that are ink."""
    ways = []
    for way in (-1, 1):
        down = rows + way * np.arange(_FARTHEST + 1)[:, None]
        inside = (down >= 0) & (down < ink.shape[0])
        own = ink[np.clip(down, 0, ink.shape[0] - 1), columns] * inside
        ways.append(np.cumprod(own, axis=0).sum(0))
    thickness = (ways[0] + ways[1] - 1)[ink[rows, columns] > 0]
    return max(float(np.median(thickness)), 1.0) if len(thickness) else 1.0


def _goes_on(spread: np.ndarray, x: float, y: float, slope: float, way: int) -> int:
    """How many columns further ink lies on a line from (x, y), to the left (-1) or right (1)."""
    room = int(x) if way < 0 else spread.shape[1] - 1 - int(x)
    steps = np.arange(1, room + 1)
    rows = np.rint(y + slope * way * steps)
    inside = (rows >= 0) & (rows < spread.shape[0])
    steps, rows = steps[inside], rows[inside].astype(int)
    blank = np.flatnonzero(spread[rows, int(x) + way * steps] == 0)
    return int(blank[0]) if len(blank) else len(steps)


def weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """The value that half of the weight does not exceed; both float, shape (n,), n at least 1."""
    order = values.argsort()
    together = weights[order].cumsum()
    return float(values[order][np.searchsorted(together, together[-1] / 2)])
