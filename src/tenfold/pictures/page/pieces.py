"""Ink and its connected pieces: what stands out of the grain of a page, and how it looks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from tenfold.pictures.page.boxes import Boxes
from tenfold.pictures.page.ink import spread

# Ink is darker than its paper by this many deviations of the grain, by this many levels of 255,
# and by this share of the darkest ink beside it, so that soft edges do not join neighbours.
_OUT_OF_GRAIN, _FAINTEST, _NO_EDGE = 4.0, 12.0, 0.4
_BESIDE = 13

# Pieces lower and narrower than this many pixels are grain; at most this many are grouped.
_SPECK, _MOST = 6, 4000

# A pencil on rough paper leaves strokes in pieces. They are bridged by a share of the root of the
# picture's longer side (4 pixels of 1,280, 1 of 112), and by no more than a share of the height
# that four fifths of the ink hardly exceed: digits stay apart. Of whole strokes less ink than the
# last share is in pieces half as high as that, and they are left: letters would join digits.
_BRIDGED, _BRIDGED_OF_HEIGHT, _MOST_INK, _BROKEN = 1 / 8, 0.1, 0.8, 0.1

# At the edge of ink contrast steps, within 5 pixels, by this share of what it is inside.
_SHARPNESS = 0.5

# What lies on rules by this share, as does its box, once they are taken out, is left of them:
# crossings, dashes. (Of a digit on narrow squares, half may lie on rules.)
_REMNANT = 0.6

# A piece is as dark, on the mean, as this many deviations of the grain: its darkest are not all.
_CLEAR = 5.0


@dataclass(frozen=True, eq=False)
class Pieces:
    """Connected pieces of ink; the long ones are cut into parts about as wide as high.

    at, of: shape (pixels,), where ink is in the flattened picture, and its label.
    label: int64, shape (n,), whose part each is. boxes: of the n parts, in pixels.
    By label, shape (labels + 1,): remnant, whether it is left of a rule; area in pixels; edge, how
    many of them lie at the edge; dark, the sum of contrast; steep, the sum over the edge of how
    much contrast steps within 5 pixels.
    """

    at: np.ndarray
    of: np.ndarray
    label: np.ndarray
    boxes: Boxes
    remnant: np.ndarray
    area: np.ndarray
    edge: np.ndarray
    dark: np.ndarray
    steep: np.ndarray


def inked(signal: np.ndarray, noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What stands out of the grain, and of that, what is no soft edge of darker ink.

    Both uint8, 0 or 1, of the signal's shape, from contrast and grain (ink.py).
    """
    floor = np.clip(_OUT_OF_GRAIN * noise, _FAINTEST, 255).astype(np.uint8)
    dark = (signal > spread(floor, signal.shape)).view(np.uint8)
    around = cv2.dilate(signal, np.ones((_BESIDE, _BESIDE), np.uint8))
    full = (signal > cv2.convertScaleAbs(around, alpha=_NO_EDGE)).view(np.uint8)
    return dark, dark & full


def labelled(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Connected parts of a mask (uint8, 0 or 1): labels from 1, and OpenCV's figures of each.

    Labels of 16 bits, in a third of the time, unless there could be too many parts for them.
    """
    starts = cv2.countNonZero(mask[:, 1:] & ~mask[:, :-1]) + cv2.countNonZero(mask[:, :1])
    kind = cv2.CV_16U if starts < 65_535 else cv2.CV_32S
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, ltype=kind)
    return labels, stats


def pieces_of(
    mask: np.ndarray, signal: np.ndarray, noise: np.ndarray, rules: np.ndarray | None = None
) -> Pieces:
    """The pieces of a mask of ink (uint8, 0 or 1) that are no grain.

    rules: uint8, 0 or 1, where rules ran: what lies mostly on them is left of them.
    """
    labels, stats = _bridged(mask)
    count = len(stats)
    inside = np.flatnonzero(mask.view(bool))
    own = labels.ravel()[inside]
    dark = np.bincount(own, signal.ravel()[inside], count)
    edge_mask = mask - cv2.erode(mask, np.ones((3, 3), np.uint8))
    at_edge = np.flatnonzero(edge_mask.view(bool))
    edge_own = labels.ravel()[at_edge]
    steps = cv2.morphologyEx(signal, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))
    edge = np.bincount(edge_own, minlength=count)
    steep = np.bincount(edge_own, steps.ravel()[at_edge], count)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    area = stats[:, cv2.CC_STAT_AREA]
    x, y = stats[:, cv2.CC_STAT_LEFT] + width // 2, stats[:, cv2.CC_STAT_TOP] + height // 2
    grain = noise[y * noise.shape[0] // mask.shape[0], x * noise.shape[1] // mask.shape[1]]
    kept = (np.maximum(width, height) >= _SPECK) & (dark >= _CLEAR * grain * area)
    # Steps at the edge beside the mean contrast: the remains of a soft shadow join no line.
    kept &= steep * area >= _SHARPNESS * dark * edge
    remnant = np.zeros(count, bool)
    if rules is not None:
        on_rules = np.bincount(own, rules.ravel()[inside], count)
        remnant = (on_rules >= _REMNANT * area) & (_within(rules, stats) >= _REMNANT)
    kept &= ~remnant
    kept[0] = remnant[0] = False
    chosen = np.flatnonzero(kept)
    chosen = chosen[np.argsort(-height[chosen], kind="stable")[:_MOST]]
    names, boxes = [], []
    for label in chosen:
        parts = _parts(labels, int(label), *(int(each) for each in stats[label, :4]))
        names += [label] * len(parts)
        boxes += parts
    sides = np.array(boxes, np.float64).reshape(-1, 4).T
    of = np.array(names, np.int64)
    stroke = 2 * area[of] / edge[of]  # it has an edge on either side
    all_boxes = Boxes(sides[0], sides[1], sides[2], sides[3], stroke)
    return Pieces(inside, own, of, all_boxes, remnant, area, edge, dark, steep)


def _bridged(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As `labelled`, but what lies close to each other is one part."""
    labels, stats = labelled(mask)
    reach = _reach(mask.shape, stats[1:])
    if not reach:
        return labels, stats
    height, width = mask.shape
    spread_out = cv2.copyMakeBorder(mask, reach, reach, reach, reach, cv2.BORDER_CONSTANT)
    spread_out = cv2.dilate(spread_out, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    labels, stats = labelled(spread_out)
    labels = np.ascontiguousarray(labels[reach : reach + height, reach : reach + width]) * mask
    stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] -= 2 * reach  # the ink's own box
    stats[0, :4] = 0, 0, width, height
    stats[:, cv2.CC_STAT_AREA] = np.bincount(labels.ravel(), minlength=len(stats))
    return labels, stats


def _reach(shape: tuple[int, ...], stats: np.ndarray) -> int:
    """How far ink is spread to bridge a gap, in pixels; stats: OpenCV's figures of its parts."""
    height, area = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    large = np.maximum(height, stats[:, cv2.CC_STAT_WIDTH]) >= _SPECK
    if not large.any():
        return 0
    order = np.flatnonzero(large)[np.argsort(height[large], kind="stable")]
    ink, height = area[order].cumsum(), height[order]
    tall = height[np.searchsorted(ink, _MOST_INK * ink[-1])]
    low = np.searchsorted(height, 0.5 * tall)
    if not low or ink[low - 1] < _BROKEN * ink[-1]:
        return 0
    return int(min(round(_BRIDGED * math.sqrt(max(shape))), _BRIDGED_OF_HEIGHT * tall))


def _within(rules: np.ndarray, stats: np.ndarray) -> np.ndarray:
    """The share of each part's box that rules take: float64, shape (labels + 1,)."""
    sums = cv2.integral(rules)
    left, top = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    right, bottom = left + width, top + height
    taken = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    return taken / (width * height)


def _parts(
    labels: np.ndarray, label: int, x: int, y: int, width: int, height: int
) -> list[tuple[int, int, int, int]]:
    """The box (left, top, right, bottom) of a piece; of its parts, where it is a row of digits."""
    if width <= 1.4 * height or height < 2 * _SPECK:
        return [(x, y, x + width, y + height)]
    own = (labels[y : y + height, x : x + width] == label).view(np.uint8)
    edges = np.linspace(0, width, round(width / (0.9 * height)) + 1).astype(int)
    found = []
    for left, right in pairwise(edges):
        across, down, wide, high = cv2.boundingRect(np.ascontiguousarray(own[:, left:right]))
        across, down = x + left + across, y + down
        found.append((across, down, across + wide, down + high))
    return found
