"""A composed picture as somebody would give it in: turned, cropped, and searched for its line.

So the reader learns from what the finder really leaves: rests of rules and frames, lines that are
found too low or too high, specks at their ends.
"""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.pictures.decode import Picture
from tenfold.pictures.page import Strip, find_strips
from tenfold.training.composer.writing import Written

_LEVEL = 0.4  # the share of the pictures that lie straight
_INK = 0.4  # of 1, in the line; so much of it is a stroke
_SEEN = 64  # of 255, in a strip
_SHOWN = 0.4  # the share of a digit's ink that must be seen: the rest is nobody's to guess


def found_strip(
    written: Written, pixels: np.ndarray, rng: np.random.Generator
) -> np.ndarray | None:
    """The strips that are found in a line's picture, side by side: uint8, shape (32, width).

    pixels: uint8, the picture of the line, of the shape of its ink. None where nothing was found,
    ink of the line was lost, or strips lie above each other, so that their order is not known.
    """
    pixels, ink = _as_given(pixels, written, rng)
    found = find_strips(Picture(pixels)).strips
    spans = sorted((_span(strip), number) for number, strip in enumerate(found))
    ends = [end for (_, end), _ in spans]
    starts = [start for (start, _), _ in spans]
    if any(end > start + 0.5 * written.tall for end, start in zip(ends, starts[1:], strict=False)):
        return None
    if not found or _has_lost(ink, found, written.tall):
        return None
    return np.hstack([found[number].pixels for _, number in spans])


def strips_in(pixels: np.ndarray) -> np.ndarray | None:
    """What is taken for writing in a picture, side by side: uint8 (32, width); None: nothing."""
    found = find_strips(Picture(pixels)).strips
    return np.hstack([strip.pixels for strip in found]) if found else None


def _as_given(
    pixels: np.ndarray, written: Written, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The picture turned by some degrees and cropped, and the line's ink likewise."""
    high, wide = pixels.shape
    angle = 0.0
    if rng.random() > _LEVEL:
        angle = float(rng.normal(0, 2) if rng.random() < 0.75 else rng.uniform(-10, 10))
    slope = np.tan(np.deg2rad(angle))
    more = int(np.ceil(abs(slope) * wide / 2))
    turn = cv2.getRotationMatrix2D(((wide - 1) / 2, (high - 1) / 2), angle, 1)
    turn[1, 2] += more
    size = (wide, high + 2 * more)
    ink = cv2.warpAffine(written.ink, turn, size)
    if angle:
        pixels = cv2.warpAffine(
            pixels, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
        )
    rows, columns = np.flatnonzero((ink > _INK).any(1)), np.flatnonzero((ink > _INK).any(0))
    if not len(rows) or rng.random() < 0.4:
        return pixels, ink
    room = rng.uniform(0.08, 1.2, 4) * written.tall
    top, left = max(0, int(rows[0] - room[0])), max(0, int(columns[0] - room[1]))
    inner = slice(top, int(rows[-1] + room[2]) + 1), slice(left, int(columns[-1] + room[3]) + 1)
    return np.ascontiguousarray(pixels[inner]), ink[inner]


def _span(strip: Strip) -> tuple[float, float]:
    """From which to which x of the page a strip goes, its margins left out."""
    high, wide = strip.pixels.shape
    inner = np.array([[8, high / 2, 1], [wide - 8, high / 2, 1]])
    start, end = (inner @ strip.to_page.T)[:, 0].tolist()
    return start, end


def _has_lost(ink: np.ndarray, strips: tuple[Strip, ...], tall: float) -> bool:
    """Whether somewhere along the line most ink is in no strip: shape (h, w), 0 to 1."""
    y, x = np.nonzero(ink > _INK)
    if not len(x):
        return False
    seen = np.zeros(len(x), bool)
    points = np.vstack([x + 0.5, y + 0.5, np.ones(len(x))])
    for strip in strips:
        to_strip = np.linalg.inv(np.vstack([strip.to_page, [0, 0, 1]]))[:2]
        across, down = np.floor(to_strip @ points).astype(int)
        shown = cv2.dilate(strip.pixels, np.ones((3, 3), np.uint8)) >= _SEEN
        high, wide = shown.shape
        inside = (across >= 0) & (across < wide) & (down >= 0) & (down < high)
        seen[inside] |= shown[down[inside], across[inside]]
    window = np.ones(max(3, round(tall / 2)))
    there, shown_of_it = (
        np.convolve(np.bincount(x[which], minlength=ink.shape[1]), window, "same")
        for which in (np.ones(len(x), bool), seen)
    )
    much = there >= 0.04 * tall**2
    return bool((shown_of_it[much] < _SHOWN * there[much]).any())
