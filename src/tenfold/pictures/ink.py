"""Where the ink is on a page, and how much of it, whatever the light and the colours.

The page is turned dark on light, its own brightness (paper, shadow, lamp) is estimated and
divided out, and what is left between paper and ink is stretched to 0..255.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.placing import stroke_width

# A longer side adds time and no answer: a digit that fills a tenth of it still has 100 pixels.
WORKING_SIDE = 1024

# Pictures with a side below this come from data sets and drawing pads, not from cameras, and
# a stroke in them is as wide as a shadow; their paper is taken to be one level.
_PHOTO_SIDE = 48

# Less contrast than this against the paper (15 grey levels on white) counts as a blank page.
_FAINTEST = 0.06


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


def reduced(pixels: np.ndarray, side: int) -> np.ndarray:
    """The picture with its longest side at most `side` pixels, area-averaged."""
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    height, width = (max(1, round(length * scale)) for length in pixels.shape[:2])
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)


def find_ink(grey: np.ndarray) -> Ink:
    """Separate ink from paper in a grey picture (uint8, shape (h, w), either polarity)."""
    page = grey if is_dark_on_light(grey) else 255 - grey
    paper = _paper(page)
    contrast = 1.0 - page.astype(np.float32) / paper
    flat = np.rint(np.clip(contrast, 0, 1) * 255).astype(np.uint8)
    strength = _strength(contrast, flat, quantum=1 / float(np.median(paper)))
    mask = _without_specks(_drawn(strength))
    strength[mask] = np.maximum(strength[mask], 0.5)
    # The soft edge of what was kept stays; what belonged to specks goes.
    near = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8))
    return Ink(flat, np.rint(strength * near * 255).astype(np.uint8), mask)


def is_dark_on_light(grey: np.ndarray) -> bool:
    """Whether a grey picture (uint8) shows dark ink on light ground, not the reverse.

    In photos ink is what departs from the median of a wide neighbourhood, so a shadow that
    covers half the page does not count as ink. In small pictures, where a stroke may fill the
    neighbourhood, border and area vote against Otsu's threshold.
    """
    small = reduced(grey, 64)
    if min(grey.shape) < _PHOTO_SIDE or min(small.shape) < 8:
        threshold = _otsu(small)
        light_border = (border(small) > threshold).mean()
        return bool(light_border + (small > threshold).mean() > 1)
    window = int(0.8 * min(small.shape)) | 1
    departure = small.astype(np.float64) - cv2.medianBlur(small, window)
    dark, light = np.minimum(departure, 0), np.maximum(departure, 0)
    return bool((dark**2).sum() > (light**2).sum())


def _paper(page: np.ndarray) -> np.ndarray | float:
    """What a dark-on-light page would be without its ink: one level, or shape (h, w)."""
    if min(page.shape) < _PHOTO_SIDE:
        lightest = page[page > _otsu(page)]
        return max(float(np.median(lightest)) if lightest.size else float(page.max()), 1.0)
    small = cv2.medianBlur(reduced(page, 128), 3)
    # Closing fills whatever is dark and narrower than the window, and keeps the edge of a
    # shadow where it is. A third of the picture is wider than any stroke of a digit that has
    # its loops open.
    window = max(3, min(small.shape) // 3)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((window, window), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), 1.5)
    paper = cv2.resize(paper, page.shape[::-1], interpolation=cv2.INTER_LINEAR)
    # Where the "paper" is nearly black (a desk at the edge), its noise is not amplified.
    return np.maximum(paper.astype(np.float32), 32)


def _strength(contrast: np.ndarray, flat: np.ndarray, *, quantum: float) -> np.ndarray:
    """Contrast stretched between paper and ink level to 0..1 (float32); 0 on a blank page."""
    threshold = _otsu(flat) / 255
    dark, light = contrast[contrast > threshold], contrast[contrast <= threshold]
    if not dark.size or not light.size:
        return np.zeros_like(contrast)
    paper, ink = float(np.median(light)), float(np.quantile(dark, 0.7))
    noise = max(1.4826 * float(np.median(np.abs(light - paper))), quantum)
    if ink - paper < max(_FAINTEST, 5 * noise):
        return np.zeros_like(contrast)
    floor = max(0.1 * (ink - paper), min(3 * noise, 0.4 * (ink - paper)))
    return np.clip((contrast - paper - floor) / (ink - paper - floor), 0, 1)


def _drawn(strength: np.ndarray) -> np.ndarray:
    """The pixels that are ink: at least half of it, or in fine strokes a sixth."""
    strong = strength >= 0.5
    if min(strength.shape) < _PHOTO_SIDE or stroke_width(strong) >= 4:
        return strong
    # A pen of 2 or 3 pixels covers few of them wholly, and its line falls to pieces at a half.
    count, labels = cv2.connectedComponents((strength >= 0.15).astype(np.uint8))
    holds_ink = np.zeros(count, bool)
    holds_ink[labels[strong]] = True
    return holds_ink[labels]


def _without_specks(mask: np.ndarray) -> np.ndarray:
    """The mask without what is small beside its largest part, or reaches in from the border."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count <= 2:
        return mask
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


def _otsu(grey: np.ndarray) -> float:
    return float(cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[0])


def border(picture: np.ndarray) -> np.ndarray:
    """The pixels along the four sides of a picture, each once: shape (n,)."""
    edges = picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1]
    return np.concatenate(edges)
