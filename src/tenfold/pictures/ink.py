"""Where the ink is on a page, and how much of it, whatever the light and the colours.

A picture is looked at as a whole and small, to find the digit among lines, frames, desk and
specks; then, if it is larger than that, closely around what was found, with the paper estimated
as near to the strokes as their width lets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.cells import without_cell
from tenfold.pictures.decode import Picture
from tenfold.pictures.digit_shape import (
    BROADEST_AT_EDGE,
    is_shaped_like_digit,
    may_be_one_digit,
    runs_along_border,
    thickness,
)
from tenfold.pictures.looks import Look, drawn_in, in_either, in_small, share_of_ink
from tenfold.pictures.page.finding import find_strips
from tenfold.pictures.page.strips import Strip
from tenfold.pictures.parts import Parts, digit_parts
from tenfold.pictures.placing import bounding_box, stroke_width
from tenfold.pictures.polarity import is_dark_on_light
from tenfold.pictures.shades import PHOTO_SIDE, contrast, level_at, reduced
from tenfold.pictures.sheets import inside_of_sheet

# A digit that fills a tenth of this has as many pixels as the model's 28. With 384 and 224 as many
# of the composed pictures are read (benchmarks/standardise.py), in 1.4 times the time.
FINDING_SIDE = 288
_CLOSE_SIDE = 160

# A line holds a single digit where so much of its ink is one's.
_ALONE = 0.8

# Where a look at the whole picture saw frames, rules or shadows, a line's digit is at least this
# high beside them, if it is not on a sheet of its own, and no thicker beside its longer side: parts
# of photographs are lower or blots.
_LOWEST = 0.25
_THICKEST = 0.3

# A digit in a cell is at least this share of the picture's height.
_IN_CELL = 0.2

Part = tuple[slice, slice]
WHOLE = slice(None), slice(None)


@dataclass(frozen=True, eq=False)
class Ink:
    """The ink of a page, or of the part of it that was looked at closely.

    flat: uint8, shape (h, w); ink bright on 0, light and shadow removed, noise still there.
    strength: uint8, shape (h, w); 0 paper, 255 full ink, soft at the edges, specks dropped.
    mask: bool, shape (h, w); at least half ink. All False on a blank page.
    part: rows and columns of the picture that the arrays show, reduced.
    """

    flat: np.ndarray
    strength: np.ndarray
    mask: np.ndarray
    part: Part = WHOLE

    def blank(self) -> Ink:
        """The same where nothing of it is ink."""
        nothing = np.zeros_like(self.mask)
        return Ink(self.flat, nothing.view(np.uint8), nothing, self.part)


def find_ink(grey: np.ndarray) -> Ink:
    """Separate ink from paper in a grey picture (uint8, shape (h, w), either polarity)."""
    cleared = without_cell(grey)
    if cleared is not None:
        found = _looked_at(cleared.pixels)
        if _holds_a_digit(found, grey.shape):
            return found
        # A digit may be as low as what is left of sides, but not where somebody cut it out.
        low = _height(found, grey.shape) < _IN_CELL
        if cleared.certain and low and max(grey.shape) <= FINDING_SIDE:
            return found.blank()
    return _looked_at(grey)


def _holds_a_digit(found: Ink, shape: tuple[int, ...]) -> bool:
    """Whether what was found in a cell of a picture of this shape is a digit, and no rest of it."""
    shaped = is_shaped_like_digit(found.mask) and not runs_along_border(found.mask)
    return shaped and _height(found, shape) >= _IN_CELL


def _height(found: Ink, shape: tuple[int, ...]) -> float:
    """How high ink is beside the picture of this shape that it was found in; 0 for none."""
    if not found.mask.any():
        return 0.0
    start, stop, _ = found.part[0].indices(shape[0])
    return bounding_box(found.mask)[3] * (stop - start) / (found.mask.shape[0] * shape[0])


def _looked_at(grey: np.ndarray) -> Ink:
    """What a look at the whole picture finds, and one closely around it."""
    small = reduced(grey, FINDING_SIDE)
    if min(grey.shape) < PHOTO_SIDE:
        found = in_small(small if is_dark_on_light(small) else 255 - small)
        if found.mask.any():
            return _shown(found)
        return _as_line(find_strips(Picture(grey)).strips, grey.shape) or _shown(found)
    inside = inside_of_sheet(small)
    level = 0 if inside is None else level_at(small[inside], 0.5)
    if inside is not None:
        small = np.where(inside, small, np.uint8(level))
    dark, found = in_either(small)
    if not may_be_one_digit(found.mask):
        page = find_strips(Picture(grey))
        line = _as_line(page.strips, grey.shape)
        if line is not None and _is_better(line, found, grey.shape, lowest=_LOWEST * page.whole):
            return line
        if not page.strips and not is_shaped_like_digit(found.mask):
            return _shown(found.blank())
    # Where nothing was reduced, a closer look costs a quarter of the time and changes an answer in
    # a thousand.
    if small.shape == grey.shape or not found.mask.any():
        return _shown(found)
    part = _around(found.mask, grey.shape)
    crop = reduced(grey[part], _CLOSE_SIDE)
    if inside is not None:
        crop = np.where(_cut(inside, part, grey.shape, crop.shape), crop, np.uint8(level))
    close = _closely(crop if dark else 255 - crop, found, part, grey.shape)
    return _shown(found) if close is None else _shown(close, part)


def _closely(crop: np.ndarray, found: Look, part: Part, shape: tuple[int, ...]) -> Look | None:
    """The ink found before, from the part of the picture around it, as large as it is there."""
    known = _cut(found.mask, part, shape, crop.shape)
    scale = max(crop.shape) / max(
        (side.stop - side.start) * size / length
        for side, size, length in zip(part, found.mask.shape, shape, strict=True)
    )
    flat, quantum = contrast(crop, window=max(5, round(3 * scale * stroke_width(found.mask))))
    share = share_of_ink(flat, quantum)
    reach = max(3, round(3 * scale)) | 1
    near = cv2.dilate(known.view(np.uint8), np.ones((reach, reach), np.uint8)).view(bool)
    mask = drawn_in(share) & near
    # A stroke that fills the part may be lost in it; the first look is then the better one.
    enough = mask.any() and mask.sum() >= 0.7 * known.sum()
    return Look(flat, share, mask) if enough else None


def _as_line(strips: Sequence[Strip], shape: tuple[int, ...]) -> Ink | None:
    """The ink of a page's line: what one look at all of a picture of this shape misses.

    Grain, light and rules are told from ink nearby there. None where the page does not hold one
    line that looks like one digit.
    """
    if len(strips) != 1:
        return None
    strip = strips[0]
    drawn = strip.pixels >= 128
    mask = digit_parts(Parts.of(drawn))
    _, _, across, down = bounding_box(mask)
    if not mask.any() or mask.sum() < _ALONE * drawn.sum() or across > BROADEST_AT_EDGE * down:
        return None
    high, wide = strip.pixels.shape
    corners = np.array([[x, y, 1] for x in (0, wide) for y in (0, high)], np.float64)
    points = np.rint(corners @ strip.to_page.T).astype(int)
    (left, top), (right, bottom) = np.maximum(points.min(0), 0), points.max(0)
    part = slice(top, min(bottom, shape[0])), slice(left, min(right, shape[1]))
    near = cv2.dilate(mask.view(np.uint8), np.ones((5, 5), np.uint8))
    return Ink(strip.pixels, strip.pixels * near, mask, part)


def _is_better(line: Ink, found: Look, shape: tuple[int, ...], *, lowest: float) -> bool:
    """Whether a line's ink is a digit where a look at the whole picture of this shape saw none.

    lowest: how high it must be beside what that look saw.
    """
    if not found.mask.any():
        return True
    if thickness(line.mask) > _THICKEST or not may_be_one_digit(line.mask):
        return False
    rows = line.part[0]
    high = bounding_box(line.mask)[3] * (rows.stop - rows.start) / line.mask.shape[0]
    beside = bounding_box(found.mask)[3] * shape[0] / found.mask.shape[0]
    return high >= lowest * beside or runs_along_border(found.mask)


def _shown(look: Look, part: Part = WHOLE) -> Ink:
    """What was kept of a look, and its soft edge beside it."""
    mask = look.mask.view(np.uint8)
    near = cv2.dilate(mask, np.ones((5, 5), np.uint8))
    return Ink(look.flat, cv2.max(look.share * near, mask * np.uint8(128)), look.mask, part)


def _around(mask: np.ndarray, shape: tuple[int, ...]) -> Part:
    """Rows and columns of a picture of this shape about what is set in its reduced mask."""
    x, y, width, height = bounding_box(mask)
    margin = 0.2 * max(width, height) + 3
    slices = []
    for start, size, small, large in zip((y, x), (height, width), mask.shape, shape, strict=True):
        low, high = (start - margin) * large / small, (start + size + margin) * large / small
        slices.append(slice(max(0, int(low)), min(large, int(high))))
    return slices[0], slices[1]


def _cut(mask: np.ndarray, part: Part, shape: tuple[int, ...], size: tuple[int, ...]) -> np.ndarray:
    """The part of a picture's reduced mask, enlarged or reduced to a size: bool."""
    rows, columns = (
        ((np.arange(n) + 0.5) / n * (side.stop - side.start) + side.start) * small / large
        for n, side, small, large in zip(size, part, mask.shape, shape, strict=True)
    )
    return mask.take(rows.astype(int), 0).take(columns.astype(int), 1)
