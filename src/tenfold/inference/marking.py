"""A picture with what was read in it: a box around every number, the reading beside it.

A refused number has a dashed box and a question mark, so that no one needs to tell the colours.
Drawn with Pillow, which the base install has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from tenfold.inference.readings import Reading
    from tenfold.pictures.decode import Picture

_SURE, _UNSURE, _WHITE = (10, 98, 169), (176, 58, 0), (255, 255, 255)
_ENLARGED = 480  # pixels of the longer side, and of a usual number's height, at least:
_ENLARGED_NUMBER = 36  # smaller ones are enlarged,
_MOST_PIXELS = 8_000_000  # as long as the picture does not become larger than this
_SMALLEST_TEXT = 15  # pixels: below, the digits of the font run into each other
_LONGEST_TEXT = 80  # characters


@dataclass(frozen=True)
class Mark:
    """A box (x, y, width, height) in the picture's pixels, its words, and how it is drawn."""

    box: tuple[float, float, float, float]
    words: str
    refused: bool


def mark(picture: Picture, reading: Reading) -> np.ndarray:
    """The picture with the boxes of `reading` and the numbers read: uint8 RGB, shape (h, w, 3).

    Pictures of less than 480 pixels, and small writing, are enlarged by a whole factor. Words stand
    beside their number and on no other, as long as there is room; a margin is added where the
    picture has none.
    """
    return draw_marks(
        picture.pixels,
        [
            Mark(one.box, in_words(one.text, one.confidence, refused=one.refused), one.refused)
            for one in reading.numbers
        ],
    )


def in_words(text: str, confidence: float, *, refused: bool) -> str:
    """What is written beside a number: "137  99%", or "? 137  51%" where it is refused."""
    # Rounded down: only what is certain reads 100%.
    return f"{'? ' if refused else ''}{text}  {int(100 * confidence)}%"


def draw_marks(pixels: np.ndarray, marks: Sequence[Mark]) -> np.ndarray:
    """Marks on a picture, uint8 (h, w) or (h, w, 3); see `mark`."""
    shown = [_plain(one.words) for one in marks]
    boxes = np.array([one.box for one in marks], np.float64).reshape(-1, 4)
    factor = _factor(pixels.shape[0], pixels.shape[1], boxes[:, 3])
    picture = Image.fromarray(pixels).convert("RGB")
    size = (picture.width * factor, picture.height * factor)
    picture = picture.resize(size, Image.Resampling.NEAREST)
    boxes = factor * (boxes + np.pad(boxes[:, :2], ((0, 0), (2, 0))))
    height = _text_height(size, boxes)
    labels = np.array([_label_size(words, height) for words in shown], np.float64).reshape(-1, 2)
    # Room for a label on every side, cut away again where none came to stand.
    margin = int(2 * height)
    right = max(0, int(labels[:, 0].max(initial=0)) - size[0])
    page = Image.new("RGB", (size[0] + right, size[1] + 2 * margin), _WHITE)
    page.paste(picture, (0, margin))
    boxes[:, 1::2] += margin
    places = _places(boxes, labels, page.size, gap=max(2, height / 6))
    draw = ImageDraw.Draw(page)
    for one, box in zip(marks, boxes, strict=True):
        _draw_box(draw, box, width=max(2, round(height / 9)), refused=one.refused)
    for one, words, place in zip(marks, shown, places, strict=True):
        _draw_label(draw, place, words, height=height, refused=one.refused)
    edges = np.concatenate([places, [[0, margin, *size[:1], size[1] + margin]]])
    top, bottom = edges[:, 1].min(), edges[:, 3].max()
    return np.asarray(page)[max(0, int(top)) : int(np.ceil(bottom))].copy()


def _plain(words: str) -> str:
    return "".join(letter for letter in words if letter.isprintable())[:_LONGEST_TEXT]


def _factor(height: int, width: int, heights: np.ndarray) -> int:
    """How many times a picture with numbers of such heights is enlarged."""
    factor = -(-_ENLARGED // max(height, width))
    if len(heights):
        usual = max(1.0, float(np.median(heights)))
        factor = max(factor, math.ceil(_ENLARGED_NUMBER / usual))
    return max(1, min(factor, math.isqrt(_MOST_PIXELS // (height * width))))


def _text_height(size: tuple[int, int], boxes: np.ndarray) -> int:
    """Pixels: legible when the whole picture is looked at, not much larger than the numbers."""
    legible = max(size) / 70
    if len(boxes):
        usual = float(np.median(boxes[:, 3] - boxes[:, 1]))
        legible = min(max(legible, 0.4 * usual), max(legible * 0.5, 0.6 * usual), 2 * legible)
    return max(_SMALLEST_TEXT, round(legible))


@cache
def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(height)


def _label_size(words: str, height: int) -> tuple[float, float]:
    return _font(height).getlength(words) + 0.5 * height, 1.3 * height


def _places(
    boxes: np.ndarray, labels: np.ndarray, room: tuple[int, int], *, gap: float
) -> np.ndarray:
    """Where each label stands, (n, 4) corners: beside its box, on nothing else where it can be.

    boxes: (n, 4), left, top, right, bottom. labels: (n, 2), widths and heights. room: the page.
    """
    taken = np.concatenate([boxes, np.zeros_like(boxes)])
    for row, (box, label) in enumerate(zip(boxes, labels, strict=True)):
        corners = np.array(list(_beside(box, label, gap)))
        highest = np.maximum(np.array(room) - label, 0)
        corners = np.clip(corners, 0, highest)
        spots = np.concatenate([corners, corners + label], axis=1)
        covered = _overlap(spots, taken)
        # On its own number a label is worst: anything else is covered rather than that.
        covered[:, row] *= 100
        taken[len(boxes) + row] = spots[covered.sum(axis=1).argmin()]  # the first of the best
    return taken[len(boxes) :]


def _beside(box: np.ndarray, label: np.ndarray, gap: float) -> Iterable[tuple[float, float]]:
    """Upper left corners of a label around its box, the best one first."""
    left, top, right, bottom = box
    width, height = label
    columns = (left, right - width, (left + right - width) / 2)
    rows = (top - gap - height, bottom + gap)
    yield from ((x, y) for y in rows for x in columns)
    middle = (top + bottom - height) / 2
    yield from ((x, y) for x in (right + gap, left - gap - width) for y in (middle, top, bottom))
    rows = (top - 2 * gap - 2 * height, bottom + 2 * gap + height)
    yield from ((x, y) for y in rows for x in columns)


def _overlap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Pixels that rectangles (n, 4) and (m, 4) share: (n, m)."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    return np.maximum(high - low, 0).prod(axis=2)


def _draw_box(draw: ImageDraw.ImageDraw, box: np.ndarray, *, width: int, refused: bool) -> None:
    """Around the box, not on it, with a white seam that shows it on dark pictures."""
    around = box + np.array([-1, -1, 1, 1]) * (width / 2 + 2)
    inset = width / 2
    left, top = np.maximum(around[:2], inset)
    right, bottom = np.minimum(around[2:], np.array(draw.im.size) - 1 - inset)
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    for line in pairwise(corners):
        draw.line(line, fill=_WHITE, width=width + 2)
    for line in pairwise(corners):
        for part in _dashes(*line, length=4 * width) if refused else [line]:
            draw.line(part, fill=_UNSURE if refused else _SURE, width=width)


def _dashes(
    start: tuple[float, float], end: tuple[float, float], *, length: float
) -> Iterable[tuple[tuple[float, float], tuple[float, float]]]:
    """A line in dashes, half of it drawn, beginning and ending with one."""
    whole = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    parts = 2 * max(1, round(whole / length / 2)) + 1
    points = [
        (start[0] + (end[0] - start[0]) * k / parts, start[1] + (end[1] - start[1]) * k / parts)
        for k in range(parts + 1)
    ]
    return [(points[k], points[k + 1]) for k in range(0, parts, 2)]


def _draw_label(
    draw: ImageDraw.ImageDraw, place: np.ndarray, words: str, *, height: int, refused: bool
) -> None:
    """White on the colour where it is sure, the colour on white in a frame where it is not."""
    colour = _UNSURE if refused else _SURE
    left, top, right, bottom = place
    ground, ink = (_WHITE, colour) if refused else (colour, _WHITE)
    width = max(1, round(height / 15))
    draw.rectangle((left, top, right, bottom), fill=ground, outline=colour, width=width)
    middle = ((left + right) / 2, (top + bottom) / 2)
    draw.text(middle, words, ink, font=_font(height), anchor="mm")
