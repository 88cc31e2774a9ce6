"""Where the ink is on a page, and how much of it, whatever the light and the colours.

The page is turned dark on light, its paper is divided out (shades.py), and what is left between
paper and ink is stretched to 0..255.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.counted import median, quantile
from tenfold.pictures.placing import bounding_box, stroke_width
from tenfold.pictures.shades import PHOTO_SIDE, Part, Shades, otsu, reduced, shades_of

# A longer side adds time and no answer: a digit that fills a tenth of it still has 100 pixels.
WORKING_SIDE = 1024

# Less contrast than this against the paper (15 grey levels on white) counts as a blank page.
_FAINTEST = 0.06

# The share of full ink from which a pixel may belong to a fine stroke.
_FINE = 0.15


@dataclass(frozen=True, eq=False)
class Ink:
    """The ink of a page.

    flat: uint8, shape (h, w); ink bright on 0, light and shadow removed, noise still there.
    strength: uint8, shape (h, w); 0 paper, 255 full ink, soft at the edges, specks dropped.
    mask: bool, shape (h, w); at least half ink. All False on a blank page.
    """

    flat: np.ndarray
    strength: np.ndarray
    mask: np.ndarray


def find_ink(grey: np.ndarray) -> Ink:
    """Separate ink from paper in a grey picture (uint8, shape (h, w), either polarity)."""
    shades = shades_of(grey if is_dark_on_light(grey) else 255 - grey)
    levels = np.rint(np.clip(shades.contrast, 0, 1) * 255).astype(np.uint8)
    flat = shades.spread(levels)
    share = _share_of_ink(shades, threshold=otsu(flat) / 255)
    found = Ink(flat, np.zeros_like(flat), np.zeros(flat.shape, bool))
    perhaps = share >= _FINE
    if perhaps.any():
        # Most of a page is paper: only the part with something on it is looked at closely.
        part = _around(flat >= levels[perhaps].min())
        mask = _without_specks(_drawn(shades, share, part))
        # The soft edge of what was kept stays; what belonged to specks goes.
        near = cv2.dilate(mask.view(np.uint8), np.ones((5, 5), np.uint8))
        soft = shades.spread(np.rint(share * 255).astype(np.uint8), part)
        found.strength[part] = cv2.max(soft * near, mask.view(np.uint8) * np.uint8(128))
        found.mask[part] = mask
    return found


def is_dark_on_light(grey: np.ndarray) -> bool:
    """Whether a grey picture (uint8) shows dark ink on light ground, not the reverse.

    In photos ink is what departs from the median of a wide neighbourhood, so a shadow that
    covers half the page does not count as ink. In small pictures, where a stroke may fill the
    neighbourhood, border and area vote against Otsu's threshold.
    """
    small = reduced(grey, 64)
    if min(grey.shape) < PHOTO_SIDE or min(small.shape) < 8:
        threshold = otsu(small)
        light_border = (border(small) > threshold).mean()
        return bool(light_border + (small > threshold).mean() > 1)
    window = int(0.8 * min(small.shape)) | 1
    departure = small.astype(np.float64) - cv2.medianBlur(small, window)
    dark, light = np.minimum(departure, 0), np.maximum(departure, 0)
    return bool((dark**2).sum() > (light**2).sum())


def _share_of_ink(shades: Shades, *, threshold: float) -> np.ndarray:
    """Contrast stretched between paper and ink level to 0..1 (float32); 0 on a blank page."""
    contrast, counts = shades.contrast, shades.counts
    is_light = contrast <= threshold
    if is_light.all() or not is_light.any():
        return np.zeros_like(contrast)
    light, how_many = contrast[is_light], counts[is_light]
    paper = median(light, how_many)
    ink = quantile(contrast[~is_light], counts[~is_light], 0.7)
    quantum = 1 / median(shades.paper, counts)
    noise = max(1.4826 * median(np.abs(light - paper), how_many), quantum)
    if ink - paper < max(_FAINTEST, 5 * noise):
        return np.zeros_like(contrast)
    floor = max(0.1 * (ink - paper), min(3 * noise, 0.4 * (ink - paper)))
    return np.clip((contrast - paper - floor) / (ink - paper - floor), 0, 1)


def _around(mask: np.ndarray) -> Part:
    """The part of a picture that holds all of a mask and, where there is room, 2 pixels more.

    It begins at even pixels: OpenCV numbers components by blocks of 2 x 2, and of several equal
    ones the first is the main one.
    """
    x, y, width, height = bounding_box(mask)
    top, left = (max(start - 2, 0) // 2 * 2 for start in (y, x))
    return slice(top, y + height + 2), slice(left, x + width + 2)


def _drawn(shades: Shades, share: np.ndarray, part: Part) -> np.ndarray:
    """The pixels of a part that are ink: at least half of it, or in fine strokes a sixth."""
    strong = shades.spread(share >= 0.5, part)
    if min(shades.picture.shape) < PHOTO_SIDE or stroke_width(strong) >= 4:
        return strong
    # A pen of 2 or 3 pixels covers few of them wholly, and its line falls to pieces at a half.
    fine = shades.spread(share >= _FINE, part)
    count, labels = cv2.connectedComponents(fine.view(np.uint8))
    holds_ink = np.zeros(count, bool)
    holds_ink[labels[strong]] = True
    return holds_ink[labels]


def _without_specks(mask: np.ndarray) -> np.ndarray:
    """The mask without what is small beside its largest part, or reaches in from the border."""
    if cv2.connectedComponents(mask.view(np.uint8))[0] <= 2:  # itself and the paper, as a rule
        return mask
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8))
    x, y, width, height, area = stats[1:].T
    side = np.maximum(width, height)
    main = int(area.argmax())
    at_border = (x == 0) | (y == 0) | (x + width == mask.shape[1]) | (y + height == mask.shape[0])
    # By length too: the bar of a 5 that hangs free is thin, but long.
    kept = (area >= 0.03 * area[main]) | (side >= 0.2 * side[main])
    # A corner in shadow, a neighbour's tail. Where the main part touches the border itself the
    # picture is cropped close, and its other parts may too.
    kept &= at_border[main] | ~at_border | (area >= 0.5 * area[main])
    return np.concatenate([[False], kept])[labels]


def border(picture: np.ndarray) -> np.ndarray:
    """The pixels along the four sides of a picture, each once: shape (n,)."""
    edges = picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1]
    return np.concatenate(edges)
