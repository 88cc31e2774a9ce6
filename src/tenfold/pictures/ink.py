"""Where the ink is on a page, and how much of it, whatever the light and the colours.

A picture is looked at as a whole and small, to find the digit among lines, frames, desk and
specks; then, if it is larger than that, closely around what was found, with the paper estimated
as near to the strokes as their width lets.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.decode import Picture
from tenfold.pictures.lines import without_lines
from tenfold.pictures.page import find_strips
from tenfold.pictures.parts import Parts, digit_parts, surroundings
from tenfold.pictures.placing import bounding_box, stroke_width
from tenfold.pictures.polarity import is_dark_on_light
from tenfold.pictures.shades import PHOTO_SIDE, contrast, level_at, otsu, rank, reduced
from tenfold.pictures.sheets import inside_of_sheet

# A digit that fills a tenth of this has as many pixels as the model's 28. With 384 and 224 as many
# of the composed pictures are read (benchmarks/standardise.py), in 1.4 times the time.
FINDING_SIDE = 288
_CLOSE_SIDE = 160

# Less contrast than this against the paper (15 grey levels on white) counts as a blank page.
_FAINTEST = 0.06

# The share of full ink from which a pixel may belong to a fine stroke.
_FINE = 0.15

# Ink ends within a few pixels, and light does not: along its edge the share of ink must step by
# this much (within 5 pixels of 288, or 3 of a small picture). At 0.4 the composed digits are read
# as well, and 3 more blank pages of 100 hold ink.
_SHARPNESS = 0.6
_SMALL_SHARPNESS = 0.25

# What is kept must be this much of all that looks like ink, else it is a texture.
_CONCENTRATION = 0.3

# A line holds a single digit where so much of its ink is one's, no broader than this beside its
# height: rests of rules and shadows are.
_ALONE, _BROADEST = 0.8, 1.6

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


@dataclass(frozen=True, eq=False)
class _Look:
    """What one look at a page found: `flat` and `mask` as in Ink, `share` of ink in all pixels."""

    flat: np.ndarray
    share: np.ndarray
    mask: np.ndarray


def find_ink(grey: np.ndarray) -> Ink:
    """Separate ink from paper in a grey picture (uint8, shape (h, w), either polarity)."""
    small = reduced(grey, FINDING_SIDE)
    if min(grey.shape) < PHOTO_SIDE:
        found = _in_small(small if is_dark_on_light(small) else 255 - small)
        return _shown(found) if found.mask.any() else _as_line(grey) or _shown(found)
    inside = inside_of_sheet(small)
    level = 0 if inside is None else level_at(small[inside], 0.5)
    if inside is not None:
        small = np.where(inside, small, np.uint8(level))
    dark = is_dark_on_light(small)
    found = _in_photo(small if dark else 255 - small)
    if not found.mask.any():
        faint = _as_line(grey)
        if faint is not None:
            return faint
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


def _in_small(page: np.ndarray) -> _Look:
    """The ink of a page (uint8, dark on light) too small for a camera's."""
    flat, quantum = contrast(page)
    share = _share_of_ink(flat, quantum)
    mask = digit_parts(Parts.of(_drawn(share)))
    if mask.any() and _sharpness(share, mask, reach=3) < _SMALL_SHARPNESS:
        mask = np.zeros_like(mask)
    return _Look(flat, share, mask)


def _in_photo(page: np.ndarray) -> _Look:
    """The ink of a page (uint8, dark on light), lines and surroundings left out."""
    flat, quantum = contrast(page)
    seen = flat
    # What a desk left of the scale for paper and ink is used once the desk is known.
    for _ in range(3):
        share = _share_of_ink(seen, quantum)
        drawn = without_lines(_drawn(share))
        desk = surroundings(drawn)
        if desk is None:
            break
        beside = cv2.dilate(desk.view(np.uint8), np.ones((5, 5), np.uint8))
        seen = seen * (1 - beside)
    mask = digit_parts(drawn)
    kept = cv2.countNonZero(mask.view(np.uint8))
    if (
        kept < _CONCENTRATION * cv2.countNonZero(drawn.mask)
        or _sharpness(share, mask, reach=5) < _SHARPNESS
    ):
        mask = np.zeros_like(mask)
    return _Look(flat, share, mask)


def _closely(crop: np.ndarray, found: _Look, part: Part, shape: tuple[int, ...]) -> _Look | None:
    """The ink found before, from the part of the picture around it, as large as it is there."""
    known = _cut(found.mask, part, shape, crop.shape)
    scale = max(crop.shape) / max(
        (side.stop - side.start) * size / length
        for side, size, length in zip(part, found.mask.shape, shape, strict=True)
    )
    flat, quantum = contrast(crop, window=max(5, round(3 * scale * stroke_width(found.mask))))
    share = _share_of_ink(flat, quantum)
    reach = max(3, round(3 * scale)) | 1
    near = cv2.dilate(known.view(np.uint8), np.ones((reach, reach), np.uint8)).view(bool)
    mask = _drawn(share) & near
    # A stroke that fills the part may be lost in it; the first look is then the better one.
    enough = mask.any() and mask.sum() >= 0.7 * known.sum()
    return _Look(flat, share, mask) if enough else None


def _as_line(grey: np.ndarray) -> Ink | None:
    """The ink of a picture as that of a page's line: writing too faint for one look at all of it.

    Grain and light are told from ink nearby there. None where the page does not hold one line
    that looks like one digit.
    """
    strips = find_strips(Picture(grey)).strips
    if len(strips) != 1:
        return None
    strip = strips[0]
    drawn = strip.pixels >= 128
    mask = digit_parts(Parts.of(drawn))
    _, _, across, down = bounding_box(mask)
    if mask.sum() < _ALONE * drawn.sum() or across > _BROADEST * down:
        return None
    high, wide = strip.pixels.shape
    corners = np.array([[x, y, 1] for x in (0, wide) for y in (0, high)], np.float64)
    points = np.rint(corners @ strip.to_page.T).astype(int)
    (left, top), (right, bottom) = np.maximum(points.min(0), 0), points.max(0)
    part = slice(top, min(bottom, grey.shape[0])), slice(left, min(right, grey.shape[1]))
    near = cv2.dilate(mask.view(np.uint8), np.ones((5, 5), np.uint8))
    return Ink(strip.pixels, strip.pixels * near, mask, part)


def _shown(look: _Look, part: Part = WHOLE) -> Ink:
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


def _share_of_ink(flat: np.ndarray, quantum: float) -> np.ndarray:
    """Contrast stretched between paper and ink level to 0..255 (uint8); 0 on a blank page."""
    counts = cv2.calcHist([flat], [0], None, [256], [0, 256]).ravel()
    cut = int(otsu(flat)) + 1
    found = _levels(counts, cut, quantum)
    if found is None and min(flat.shape) >= PHOTO_SIDE and counts[cut:].any():
        # Where little is ink, Otsu parts the paper's grain: what lies above is parted once more.
        found = _levels(counts, int(otsu(flat[flat >= cut])) + 1, quantum)
    if found is None:
        return np.zeros_like(flat)
    floor, ink = found
    table = np.clip((np.arange(256) - floor) / (ink - floor), 0, 1)
    return cv2.LUT(flat, np.rint(table * 255).astype(np.uint8))


def _levels(counts: np.ndarray, cut: int, quantum: float) -> tuple[float, float] | None:
    """Where ink begins and where it is full, parted at a level; None where it is but noise."""
    light, dark = counts.copy(), counts.copy()
    light[cut:], dark[:cut] = 0, 0
    if not light.any() or not dark.any():
        return None
    paper, ink = rank(light, 0.5), rank(dark, 0.7)
    away = np.bincount(np.abs(np.arange(256) - paper), weights=light, minlength=256)
    noise = max(1.4826 * rank(away, 0.5), quantum)
    between = ink - paper
    if between < max(_FAINTEST * 255, 5 * noise):
        return None
    return paper + max(0.1 * between, min(3 * noise, 0.4 * between)), ink


def _drawn(share: np.ndarray) -> np.ndarray:
    """The pixels that are ink (bool): at least half of it, or in fine strokes a sixth."""
    strong = share >= 128
    if min(share.shape) < PHOTO_SIDE or stroke_width(strong) >= 4:
        return strong
    # A pen of 2 or 3 pixels covers few of them wholly, and its line falls to pieces at a half.
    fine = share >= _FINE * 255
    count, labels = cv2.connectedComponents(fine.view(np.uint8))
    holds_ink = np.zeros(count, bool)
    holds_ink[labels[strong]] = True
    return holds_ink[labels]


def _sharpness(share: np.ndarray, mask: np.ndarray, *, reach: int) -> float:
    """How much the share of ink (0 to 1) steps up within `reach` pixels at a mask's edge."""
    x, y, width, height = bounding_box(mask)
    around = (
        slice(max(0, y - reach), y + height + reach),
        slice(max(0, x - reach), x + width + reach),
    )
    own = mask[around].view(np.uint8)
    steps = cv2.morphologyEx(share[around], cv2.MORPH_GRADIENT, np.ones((reach, reach), np.uint8))
    edge = own - cv2.erode(own, np.ones((3, 3), np.uint8))
    return level_at(steps, 0.5, mask=edge) / 255
