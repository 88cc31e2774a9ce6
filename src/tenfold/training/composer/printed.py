"""Printed lines: digits in the fonts that come with matplotlib, some with words and signs.

DejaVu, STIX and Computer Modern, upright, bold, slanted and of one width.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tenfold.training.composer.texts import draw_text
from tenfold.training.composer.writing import Written
from tenfold.training.faces import faces

_FAMILIES = ("DejaVuSans", "DejaVuSerif", "STIXGeneral", "cmr10", "cmss10", "cmtt10", "cmb10")
_SIZE = 64  # pixels to the em, at which glyphs are drawn
_WITH_MARKS = 0.5  # share of the lines


def write_printed(tall: float, rng: np.random.Generator) -> Written:
    """One to ten printed digits, `tall` pixels high, or fewer between words and signs."""
    if rng.random() < _WITH_MARKS:
        return print_text(draw_text(rng), tall, rng)
    digits = rng.integers(0, 10, min(1 + int(rng.geometric(0.25)), 10))
    return print_text("".join(map(str, digits)), tall, rng)


def print_text(text: str, tall: float, rng: np.random.Generator) -> Written:
    """`text` in a font at random, its digits `tall` pixels high."""
    font = _font(str(rng.choice(faces(*_FAMILIES))))
    _, top, _, bottom = font.getbbox("0")
    spaced = text if rng.random() < 0.8 else " ".join(text)
    left, _, right, _ = font.getbbox(spaced)
    page = Image.new("L", (round(right - left) + 4 * _SIZE, 3 * _SIZE))
    ImageDraw.Draw(page).text((2 * _SIZE - left, _SIZE), spaced, 255, font)
    scale = tall / max(bottom - top, 1)
    high, wide = round(2.6 * tall), max(round(page.width * scale), 1)
    middle = (_SIZE + (top + bottom) / 2) * scale
    way = np.array([[scale, 0, 0], [0, scale, high / 2 - middle]])
    soft = cv2.GaussianBlur(np.asarray(page), (0, 0), max(0.4 / scale, 0.1))
    ink = cv2.warpAffine(soft, way, (wide, high)).astype(np.float32) / 255
    columns = np.flatnonzero((ink > 0.3).any(axis=0))
    first, last = (columns[0], columns[-1]) if len(columns) else (0, wide - 1)
    digits = "".join(name for name in text if name.isdigit())
    return Written(ink, high / 2, float(first), float(last + 1), tall, digits)


@cache
def _font(file: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, _SIZE)
