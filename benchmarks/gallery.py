"""Wrong answers as pictures beside each other: as given, as the model saw it, what it said.

Drawn with Pillow: matplotlib needs a minute for a hundred pictures, Pillow a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tenfold.evaluation.words import percent
from tenfold.storage import writing

COLUMNS, ROWS = 6, 14
EACH = COLUMNS * ROWS  # on a sheet
_SIDE, _GAP, _CAPTION, _HEAD = 96, 6, 24, 64  # pixels; a cell is two pictures over a caption
_CELL = 2 * _SIDE + _GAP
_MARGIN = 18
_KEY = (
    "Left: as given; what it is. Right: what the model saw, said (in brackets: refused), how sure."
)
_PAPER, _INK, _SOFT, _RED, _FRAME = "#ffffff", "#1b2430", "#566172", "#CC3311", "#d5dbe1"


@dataclass(frozen=True, eq=False)
class Wrong:
    """One wrong answer.

    given: uint8, shape (h, w) or (h, w, 3). seen: uint8, shape (h, w). truth: its class, "" where
    it has none. said: the class answered. confidence: 0 to 1. refused: whether the answer was.
    """

    given: np.ndarray
    seen: np.ndarray
    truth: str
    said: str
    confidence: float
    refused: bool


def file_name(name: str) -> str:
    """A name of any letters as part of a file's."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)


def save(path: Path, title: str, wrong: Sequence[Wrong]) -> None:
    """A sheet as a PNG file, whole or not at all. Raises StorageError."""
    image = sheet(title, wrong)
    with writing(path) as temporary:
        image.save(temporary, format="PNG")


def sheet(title: str, wrong: Sequence[Wrong]) -> Image.Image:
    """Errors in rows, in the order given."""
    columns = min(COLUMNS, max(3, len(wrong)))
    rows = -(-len(wrong) // columns)
    width = _MARGIN + columns * (_CELL + _MARGIN)
    page = Image.new("RGB", (width, _HEAD + rows * (_SIDE + _CAPTION + _MARGIN)), _PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((_MARGIN, 12), title, _INK, font=_font(18))
    draw.text((_MARGIN, 38), _KEY, _SOFT, font=_font(13))
    for place, one in enumerate(wrong):
        row, column = divmod(place, columns)
        x = _MARGIN + column * (_CELL + _MARGIN)
        y = _HEAD + row * (_SIDE + _CAPTION + _MARGIN)
        page.paste(_tile(one.given), (x, y))
        page.paste(_tile(one.seen), (x + _SIDE + _GAP, y))
        draw.text((x, y + _SIDE + 4), one.truth, _INK, font=_font(14))
        colour, said = (_SOFT, f"({one.said})") if one.refused else (_RED, one.said)
        draw.text((x + _SIDE + _GAP, y + _SIDE + 4), said, colour, font=_font(14))
        sure = percent(one.confidence, 0)
        draw.text((x + _CELL, y + _SIDE + 5), sure, _SOFT, font=_font(12), anchor="ra")
    return page


def _tile(pixels: np.ndarray) -> Image.Image:
    """A picture in a square with a thin frame: small ones in sharp pixels, large ones smooth."""
    tile = Image.new("RGB", (_SIDE, _SIDE), _FRAME)
    room = _SIDE - 2
    image = Image.fromarray(pixels).convert("RGB")
    scale = room / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    how = Image.Resampling.NEAREST if scale > 1 else Image.Resampling.LANCZOS
    image = image.resize(size, how)
    tile.paste(image, ((_SIDE - size[0]) // 2, (_SIDE - size[1]) // 2))
    return tile


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
