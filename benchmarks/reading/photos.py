"""Pages as a phone takes them: a number somewhere on a sheet, on a table, in uneven light.

Composed, as real photos with a licence to show them are few: a stand-in and no proof. The digits
are MNIST's, the style is the pen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tenfold.training.composer.hand import draw_hand
from tenfold.training.composer.writing import write
from tenfold.values import Split

Rng = np.random.Generator

_DRAWN = 44  # pixels: the height at which digits are written before they are enlarged


@dataclass(frozen=True)
class Pen:
    """What of the light its ink takes, from and to, and how far its strokes' edges move.

    wider: in heights of a digit. grainy: as pencil is.
    """

    depth: tuple[float, float]
    wider: float = 0.0
    grainy: bool = False


PENS = {
    "pen": Pen((0.5, 0.9)),
    "pencil": Pen((0.25, 0.5), grainy=True),
    "fine pen": Pen((0.4, 0.8), wider=-0.025),
    "marker": Pen((0.7, 0.95), wider=0.04),
}


def photos(
    digits: Split, count: int, rng: Rng, *, widths: Sequence[int] = (1024, 1280, 1600, 2048)
) -> Iterator[tuple[np.ndarray, str, str]]:
    """Photos, uint8 (h, w), 0.8 to 3 megapixels, with a number of 4 to 9 digits; truth; pen."""
    for _ in range(count):
        wide = int(rng.choice(widths))
        shape = (wide * 3 // 4, wide)
        rows = rng.integers(0, len(digits), rng.integers(4, 10))
        text = "".join(str(label) for label in digits.labels[rows])
        name = str(rng.choice(list(PENS)))
        ink, tall = _written(list(digits.images[rows]), text, shape, rng)
        ink, depth = _with(PENS[name], ink, tall, rng)
        page = _paper(shape, tall, rng) * (1 - depth * ink)
        yield _taken(_lit(_lying(page, rng), rng), depth, rng), text, name


def _written(
    pictures: list[np.ndarray], text: str, shape: tuple[int, int], rng: Rng
) -> tuple[np.ndarray, float]:
    """The number on an empty page: float32, 0 to 1; and its digits' height, 4 to 13% of it."""
    wide = shape[1]
    hand = draw_hand(rng)
    line = write(pictures, text, replace(hand, weight=max(hand.weight, -0.02)), _DRAWN, rng)
    scale = min(rng.uniform(0.04, 0.13) * wide / _DRAWN, 0.8 * wide / line.ink.shape[1])
    ink = cv2.resize(line.ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    ink = np.clip((ink - 0.33) * 2.5 + 0.5, 0, 1)
    page = np.zeros(shape, np.float32)
    y, x = (int(rng.uniform(0, room - own)) for room, own in zip(shape, ink.shape, strict=True))
    page[y : y + ink.shape[0], x : x + ink.shape[1]] = ink
    return page, scale * _DRAWN


def _with(pen: Pen, ink: np.ndarray, tall: float, rng: Rng) -> tuple[np.ndarray, float]:
    """The ink as a pen leaves it, and what of the light it takes."""
    if pen.wider:
        size = max(1, int(abs(pen.wider) * tall))
        change = cv2.dilate if pen.wider > 0 else cv2.erode
        ink = change(ink, np.ones((size, size), np.uint8))
    if pen.grainy:
        grain = cv2.GaussianBlur(rng.random(ink.shape, np.float32), (0, 0), 1.2) > 0.48
        ink = ink * (0.55 + 0.45 * grain) * _smooth(ink.shape, 8, rng, 0.6)
    return ink, float(rng.uniform(*pen.depth))


def _paper(shape: tuple[int, int], tall: float, rng: Rng) -> np.ndarray:
    """Paper in light that falls off; a quarter is ruled or squared."""
    paper = _smooth(shape, 2, rng, 0.6) * rng.uniform(190, 245)
    if rng.random() > 0.25:
        return paper
    high, wide = shape
    rules = np.zeros(shape, np.float32)
    step, thick = tall * rng.uniform(0.5, 1.6), max(1, wide // 700)
    for y in np.arange(rng.uniform(0, step), high, step):
        cv2.line(rules, (0, int(y)), (wide, int(y)), 1, thick)
    if rng.random() < 0.5:
        for x in np.arange(rng.uniform(0, step), wide, step):
            cv2.line(rules, (int(x), 0), (int(x), high), 1, thick)
    return paper * (1 - rng.uniform(0.1, 0.35) * rules)


def _lying(page: np.ndarray, rng: Rng) -> np.ndarray:
    """The page turned by some degrees and in perspective; on half of the photos the table shows."""
    high, wide = page.shape
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    moved = corners + rng.uniform(-0.03, 0.03, (4, 2)).astype(np.float32) * wide
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), float(rng.normal(0, 3)), 1)
    way = np.vstack([turn, [0, 0, 1]]) @ cv2.getPerspectiveTransform(corners, moved)
    if rng.random() < 0.5:
        return cv2.warpPerspective(page, way, (wide, high), borderMode=cv2.BORDER_REPLICATE)
    table = _smooth(page.shape, 9, rng, 0.6) * rng.uniform(40, 150)
    on_it = cv2.warpPerspective(np.ones(page.shape, np.float32), way, (wide, high))
    return cv2.warpPerspective(page, way, (wide, high)) * on_it + table * (1 - on_it)


def _lit(page: np.ndarray, rng: Rng) -> np.ndarray:
    """A third of the pages lie partly in a shadow, a third in the dark."""
    high, wide = page.shape
    if rng.random() < 0.35:
        y, x = np.mgrid[:high, :wide].astype(np.float32)
        angle = rng.uniform(0, 2 * np.pi)
        far = (x - rng.uniform(0.2, 0.8) * wide) * np.cos(angle)
        far += (y - rng.uniform(0.2, 0.8) * high) * np.sin(angle)
        edge = 1 + np.exp(-np.clip(far / rng.uniform(3, 40), -30, 30))
        page = page * (1 - rng.uniform(0.2, 0.5) / edge)
    return page * (rng.uniform(0.25, 0.6) if rng.random() < 0.35 else rng.uniform(0.7, 1))


def _taken(page: np.ndarray, depth: float, rng: Rng) -> np.ndarray:
    """Blur, grain that hides no ink, and JPEG."""
    blur = rng.uniform(0, page.shape[1] / 900)
    if blur > 0.4:
        page = cv2.GaussianBlur(page, (0, 0), blur)
    if rng.random() < 0.6:
        grain = rng.standard_normal(page.shape, np.float32)
        if rng.random() < 0.5:  # coarse, as a small sensor's after its own smoothing
            grain = cv2.GaussianBlur(grain, (0, 0), 1.0) * 3
        page = page + grain * min(rng.uniform(2, 12), 0.18 * float(page.mean()) * depth)
    pixels = np.rint(np.clip(page, 0, 255)).astype(np.uint8)
    _, file = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(55, 92))])
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE))


def _smooth(shape: tuple[int, ...], places: int, rng: Rng, low: float) -> np.ndarray:
    """A smooth random field between `low` and 1, about."""
    drawn = rng.uniform(low, 1, (places, places + 1)).astype(np.float32)
    return cv2.resize(drawn, shape[::-1], interpolation=cv2.INTER_CUBIC)
