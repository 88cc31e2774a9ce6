"""One look at a page: which of its pixels are ink, and how much of each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.digit_shape import may_be_one_digit, thickness
from tenfold.pictures.lines import without_lines
from tenfold.pictures.parts import Parts, digit_parts, surroundings
from tenfold.pictures.placing import bounding_box, stroke_width
from tenfold.pictures.polarity import darkness
from tenfold.pictures.shades import PHOTO_SIDE, contrast, darker_class, level_at, otsu, rank

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

# The darkest ink of several kinds is a digit only where it is so high beside the picture.
_HIGH = 0.06

# Polarity is clear where it is heard so loudly (of 5). Else both ways are looked at, and what they
# show counts beside it: how much finer the strokes are (a logarithm, at most so much), and whether
# they may be a digit.
_CLEAR, _HEARD = 2.0, 1.1
_FINER, _FINEST = 2.0, 0.7
_ONE_DIGIT = 1.5


@dataclass(frozen=True, eq=False)
class Look:
    """What one look at a page found: `flat` and `mask` as in Ink, `share` of ink in all pixels."""

    flat: np.ndarray
    share: np.ndarray
    mask: np.ndarray

    def blank(self) -> Look:
        """The same look where nothing of it is ink."""
        return Look(self.flat, self.share, np.zeros_like(self.mask))


def in_small(page: np.ndarray) -> Look:
    """The ink of a page (uint8, dark on light) too small for a camera's."""
    flat, quantum = contrast(page)
    share = share_of_ink(flat, quantum)
    mask = digit_parts(Parts.of(drawn_in(share)))
    if mask.any() and _sharpness(share, mask, reach=3) < _SMALL_SHARPNESS:
        mask = np.zeros_like(mask)
    return Look(flat, share, mask)


def in_either(small: np.ndarray) -> tuple[bool, Look]:
    """Whether the ink of a grey photo (uint8) is dark, and a look at it.

    Where that is not heard clearly, both looks are asked which of them saw a digit's strokes: of
    what lies between them they make broad pieces.
    """
    heard = darkness(small)
    dark = heard > 0
    found = _in_photo(small if dark else 255 - small)
    if not found.mask.any() or abs(heard) >= _CLEAR:
        return dark, found
    other = _in_photo(255 - small if dark else small)
    if not other.mask.any():
        return dark, found
    finer = math.log(thickness(other.mask) / thickness(found.mask))
    rather = _HEARD * abs(heard) + _FINER * min(max(finer, -_FINEST), _FINEST)
    rather += _ONE_DIGIT * (may_be_one_digit(found.mask) - may_be_one_digit(other.mask))
    return (dark, found) if rather >= 0 else (not dark, other)


def _in_photo(page: np.ndarray) -> Look:
    """The ink of a page (uint8, dark on light), lines and surroundings left out."""
    flat, quantum = contrast(page)
    seen = flat
    # What a desk left of the scale for paper and ink is used once the desk is known.
    for _ in range(3):
        share = share_of_ink(seen, quantum)
        drawn = without_lines(drawn_in(share))
        desk = surroundings(drawn)
        if desk is None:
            break
        beside = cv2.dilate(desk.view(np.uint8), np.ones((5, 5), np.uint8))
        seen = seen * (1 - beside)
    darker = _darkest(flat, share, drawn)
    if darker is not None:
        drawn = darker
    mask = digit_parts(drawn)
    kept = cv2.countNonZero(mask.view(np.uint8))
    if (
        kept < _CONCENTRATION * cv2.countNonZero(drawn.mask)
        or _sharpness(share, mask, reach=5) < _SHARPNESS
    ):
        mask = np.zeros_like(mask)
    return Look(flat, share, mask)


def _darkest(flat: np.ndarray, share: np.ndarray, drawn: Parts) -> Parts | None:
    """The ink beside much fainter ink (folds, stains), where it may be a digit; None elsewhere."""
    least = darker_class(flat, drawn.mask)
    if not least:
        return None
    dark = without_lines(drawn_in(share) & (flat > least))
    mask = digit_parts(dark)
    high = bounding_box(mask)[3] if mask.any() else 0
    return dark if high >= _HIGH * max(mask.shape) and may_be_one_digit(mask) else None


def share_of_ink(flat: np.ndarray, quantum: float) -> np.ndarray:
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


def drawn_in(share: np.ndarray) -> np.ndarray:
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
