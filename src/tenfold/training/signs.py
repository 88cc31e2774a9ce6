"""Printed signs that are no digit and no Latin letter, in the fonts that come with matplotlib.

Greek, Cyrillic, arrows, mathematics. Left out is what looks like a Latin letter, so that refusals
of letters can be measured, and what somebody may read as a digit.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tenfold.pictures.placing import bounding_box
from tenfold.training.faces import faces

SIGNS = "ΓΔΛΞΠΣΦΨΩγλμπφψДЖИЙЛФЦШЩЫЮЯджийлфцшщыюя←↑→↓↔↕⇐⇒⇔∀∇∏∑√∠∧∩≈≠≡≤≥⊆⊕⊗⊥#%&@€¥‡¶±×÷¤©®{}«»*"
_FAMILIES = ("DejaVuSans", "DejaVuSerif", "STIXGeneral")
_SIZE = 48  # pixels to the em


def draw_sign(rng: np.random.Generator) -> np.ndarray:
    """A sign in a font that has it, cropped to its ink: uint8, bright on 0."""
    file, signs = _fonts()[rng.integers(len(_fonts()))]
    return _drawn(file, signs[rng.integers(len(signs))])


@cache
def _fonts() -> tuple[tuple[str, str], ...]:
    """Font files, sorted, and which of the signs each has."""
    from matplotlib.ft2font import FT2Font

    has = ((file, FT2Font(file).get_charmap()) for file in faces(*_FAMILIES))
    return tuple((file, "".join(c for c in SIGNS if ord(c) in known)) for file, known in has)


@cache
def _drawn(file: str, sign: str) -> np.ndarray:
    page = Image.new("L", (3 * _SIZE, 3 * _SIZE))
    font = ImageFont.truetype(file, _SIZE)
    ImageDraw.Draw(page).text((_SIZE, _SIZE), sign, 255, font)
    pixels = np.asarray(page)
    x, y, wide, high = bounding_box(pixels > 40)
    return np.ascontiguousarray(pixels[y : y + high, x : x + wide])
